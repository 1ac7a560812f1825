"""Celery: carries out jobs, and calls the commands of the schedule. Options stand in the settings."""

import os

from celery import Celery

from config.schedule import call

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
app = Celery("yipin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="config.scheduled")
def scheduled(name: str) -> None:
    """Runs one entry of the schedule. Only its name travels, so a message can run nothing else."""
    call(name)
