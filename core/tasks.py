"""Celery's side of the jobs."""

from celery import shared_task

from core import jobs


@shared_task(acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def run_job_task(job_id: str) -> None:
    """Carry out one job; a message sent twice does nothing the second time."""
    jobs.run_job(job_id)
