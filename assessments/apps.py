from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "考核评价"

    def ready(self) -> None:
        from assessments import (
            tasks,  # noqa: F401  registers the handlers of jobs
        )
        from assessments.selectors.brand_life import ARCHIVE, REMINDERS
        from assessments.selectors.survey import SURVEY_SOURCES
        from assessments.selectors.workbench import LEDGER_SOURCES
        from branches import paths
        from brands.demo.registry import register_stories
        from brands.selectors.archive import ARCHIVE_SOURCES
        from brands.selectors.reminder import REMINDER_SOURCES
        from brands.selectors.workbench import register_source

        # What carries an organisation's place goes along when the organisation moves.
        paths.register_all(self.get_models())
        # What waits for somebody.
        ARCHIVE_SOURCES.extend(ARCHIVE)
        REMINDER_SOURCES.extend(REMINDERS)
        register_source(*SURVEY_SOURCES, *LEDGER_SOURCES)
        register_stories(
            "assessments.demo.scheme.scheme_stories",
            "assessments.demo.survey.survey_stories",
            "assessments.demo.ledger.ledger_stories",
            "assessments.demo.point.point_stories",
        )
