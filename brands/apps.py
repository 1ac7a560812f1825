from django.apps import AppConfig


class BrandsConfig(AppConfig):
    name = "brands"
    verbose_name = "品牌"

    def ready(self) -> None:
        from branches import moves, paths
        from branches.menu import Item, counter, organization_page
        from brands import (
            tasks,  # noqa: F401  registers the handlers of jobs
        )
        from brands.permissions.handover import may_read_handover
        from brands.selectors import commitment, deed, honour, inspection, pairing, phase, plan, site
        from brands.selectors.workbench import TODO_SOURCES, menu_counts
        from brands.services.moving import go_along

        # What carries an organisation's place goes along when the organisation moves.
        paths.register_all(self.get_models())
        for word in (commitment, deed, honour, inspection, pairing, phase, plan, site):
            TODO_SOURCES.extend(word.SOURCES)
        # What waits at a superior goes on with the new one.
        moves.register(go_along)
        # What waits for somebody, beside the lines of the menu.
        counter(menu_counts)
        organization_page(Item("交接清单", "brands:handover", "arrow-left-right"), may_read_handover)
