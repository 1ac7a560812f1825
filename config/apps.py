"""The project as an app: its commands and checks, and which static files of libraries are left out."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.checks import Tags, register


class ProjectConfig(AppConfig):
    name = "config"
    verbose_name = "系统设置"

    def ready(self) -> None:
        from config.checks import production_is_whole

        register(production_is_whole, Tags.security, deploy=True)


class Administration(AdminConfig):
    default_site = "config.site.Site"


class StaticFiles(StaticFilesConfig):
    """Collecting 2,000 icon pictures that the icon font holds already would take half a minute."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-icons/*.svg",
        "js-lib-bootstrap5/css/bootstrap-*",
        "js-lib-bootstrap5/css/*.rtl.*",
        "js-lib-bootstrap5/js/*.esm.*",
    ]
