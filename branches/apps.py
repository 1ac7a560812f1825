from django.apps import AppConfig


class BranchesConfig(AppConfig):
    name = "branches"
    verbose_name = "党组织与党员"

    def ready(self) -> None:
        from branches import tasks  # noqa: F401  registers the handlers of jobs
