"""The way of an honour, from the filing to the document."""

from typing import Any

from brands.enums import ApplicationStatus, NoticeStatus
from brands.models import Honour


def chain_of(honour: Honour) -> list[dict[str, Any]]:
    """In order of time: {label, on, text}; what is not on record is left out."""
    brand, round = honour.brand, honour.round
    application = brand.applications.filter(status=ApplicationStatus.ACCEPTED).order_by("pk").first()
    nomination = round.nominations.filter(brand=brand).first()
    notice = round.notices.filter(status=NoticeStatus.CLOSED).first()
    chain: list[dict[str, Any]] = []
    if application and application.submitted_at:
        chain.append({"label": "申报", "on": application.submitted_at, "text": application.organization.name})
    chain.append({"label": "同意创建", "on": brand.accepted_on, "text": ""})
    if nomination:
        chain.append({"label": "参评", "on": nomination.created_at, "text": round.name})
    if notice:
        chain.append({"label": "公示", "on": notice.starts_on, "text": f"至{notice.ends_on}"})
    chain.append({"label": "命名", "on": honour.granted_on, "text": honour.document.reference})
    chain.append({"label": "有效期至", "on": honour.expires_on, "text": honour.get_status_display()})
    return chain
