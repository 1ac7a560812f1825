"""An application on its way: what the browser posts of it, and the levels it climbs."""

from typing import Any

from django.urls import reverse

from brands.models import Application
from brands.services.application import advance
from tests.factories.branches import Cast, fresh

# Stands in drafts only: nobody but the branch may ever read it.
CANARY = "金丝雀未公开草稿"


def url(name: str, application: Application, *args: Any) -> str:
    return reverse(f"brands:{name}", args=[application.pk, *args])


def climb(application: Application, cast: Cast, upto: str = "accept") -> Application:
    """Take the application up to and with the step named."""
    way = [
        ("submit", cast.secretary),
        ("endorse", cast.general_reviewer),
        ("endorse", cast.committee_reviewer),
        ("screen", cast.office),
        ("accept", cast.director),
    ]
    for step, actor in way:
        application = advance(application, step, actor=fresh(actor))
        if step == upto:
            return application
    return application


def rows(prefix: str, items: list[dict[str, Any]], initial: int = 0) -> dict[str, Any]:
    data = {f"{prefix}-TOTAL_FORMS": len(items), f"{prefix}-INITIAL_FORMS": initial}
    data |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 30}
    for number, item in enumerate(items):
        data |= {f"{prefix}-{number}-{key}": value for key, value in item.items()}
    return data


def form_data(application: Application, **changes: Any) -> dict[str, Any]:
    """What the browser posts of a filled form."""
    phases = application.program.phases.all()
    data = {
        "version": application.edit_version,
        "name": "通途先锋",
        "slogan": "路畅人和",
        "concept": "把支部建在公路上",
        "connotation": "先锋车队\r\n养护小组",
        "goals": "三年成形",
        "logo_meaning": "",
        "has_emblem": "",
        **{f"plan_{phase.pk}": f"{phase.name}计划" for phase in phases},
        **rows("facets", [{"title": "畅", "text": "道路畅通"}]),
        **rows("carriers", [{"kind": "post", "name": "先锋岗", "text": "亮身份"}]),
        "resolution-kind": "assembly",
        "resolution-held_on": "2026-03-01",
        "resolution-expected": "10",
        "resolution-present": "9",
        "resolution-votes_for": "8",
        "resolution-votes_against": "0",
        "resolution-abstained": "1",
        "resolution-opinions_asked": "已征求",
    }
    return data | changes
