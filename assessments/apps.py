from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "考核评价"

    def ready(self) -> None:
        from assessments import (
            tasks,  # noqa: F401  registers the handlers of jobs
        )
        from branches import paths

        # What carries an organisation's place goes along when the organisation moves.
        paths.register_all(self.get_models())
