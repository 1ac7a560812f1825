from django.apps import AppConfig


class BrandsConfig(AppConfig):
    name = "brands"
    verbose_name = "品牌"

    def ready(self) -> None:
        from branches import paths
        from branches.menu import counter
        from brands import (
            tasks,  # noqa: F401  registers the handlers of jobs
        )
        from brands.selectors import honour, phase, plan
        from brands.selectors.workbench import TODO_SOURCES, menu_counts

        # What carries an organisation's place goes along when the organisation moves.
        paths.register_all(self.get_models())
        TODO_SOURCES.extend([*phase.SOURCES, *plan.SOURCES, *honour.SOURCES])
        # What waits for somebody, beside the lines of the menu.
        counter(menu_counts)
