from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "系统基础"

    def ready(self) -> None:
        from core import fonts  # noqa: F401  registers the check of PDF libraries and fonts

        # Each app registers the handlers of its jobs in its own tasks.py.
        autodiscover_modules("tasks")
