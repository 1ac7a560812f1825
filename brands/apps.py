from django.apps import AppConfig


class BrandsConfig(AppConfig):
    name = "brands"
    verbose_name = "品牌"

    def ready(self) -> None:
        from branches import paths
        from brands.models import Application, Brand, Honour, Nomination, PhaseRecord

        # What carries an organisation's place goes along when the organisation moves.
        for model in (Application, Brand, PhaseRecord, Nomination, Honour):
            paths.register(model)
