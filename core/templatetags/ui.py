"""Small tags that draw the components: states, steps, forms, lists."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms, template
from django.contrib.messages import constants
from django.forms import BoundField

register = template.Library()

TONES = {
    "neutral": "circle",
    "info": "info-circle",
    "active": "arrow-repeat",
    "ok": "check-circle",
    "warn": "exclamation-triangle",
    "danger": "x-octagon",
    "gold": "award",
}
# Tone of each value of a `status` column, whatever model it belongs to. Unknown values are neutral.
STATUS_TONES = {
    "preparing": "neutral",
    "not_shortlisted": "neutral",
    "not_named": "neutral",
    "eligible": "active",
    "assigned": "active",
    "under_inquiry": "active",
    "in_notice": "info",
    "decided": "info",
    "draft": "neutral",
    "planned": "neutral",
    "queued": "neutral",
    "pending": "neutral",
    "invited": "neutral",
    "withdrawn": "neutral",
    "cancelled": "neutral",
    "closed": "neutral",
    "upcoming": "neutral",
    "archived": "neutral",
    "inactive": "neutral",
    "expired": "neutral",
    "recused": "neutral",
    "withheld": "neutral",
    "dismissed": "neutral",
    "not_selected": "neutral",
    "proposed": "warn",
    "made": "active",
    "kept": "ok",
    "not_kept": "warn",
    "recorded": "neutral",
    "booked": "warn",
    "confirmed": "info",
    "reported": "ok",
    "suspended": "warn",
    "ended": "neutral",
    "carried_out": "active",
    "open": "active",
    "sent": "active",
    "running": "active",
    "active": "active",
    "in_creation": "active",
    "in_review": "active",
    "in_progress": "active",
    "nominating": "active",
    "nominated": "active",
    "screening": "active",
    "scoring": "active",
    "submitted": "info",
    "checked": "info",
    "self_scored": "active",
    "excluded": "neutral",
    "scored": "info",
    "ranked": "info",
    "shortlisted": "info",
    "published": "info",
    "noticed": "info",
    "on_notice": "info",
    "concluded": "info",
    "done": "ok",
    "accepted": "ok",
    "approved": "ok",
    "answered": "ok",
    "handled": "ok",
    "endorsed": "ok",
    "issued": "ok",
    "valid": "ok",
    "in_force": "ok",
    "correcting": "warn",
    "annulled": "danger",
    "superseded": "neutral",
    "repealed": "neutral",
    "read": "ok",
    "named": "gold",
    "returned": "warn",
    "reapplying": "warn",
    "overdue": "warn",
    "received": "warn",
    "waiting": "warn",
    "filed": "warn",
    "lowered": "warn",
    "failed": "danger",
    "declined": "danger",
    "rejected": "danger",
    "refused": "danger",
    "revoked": "danger",
    "upheld": "danger",
}
BUTTON_TONES = {"primary": "primary", "secondary": "outline-primary", "warning": "outline-danger", "danger": "danger"}


@register.inclusion_tag("components/badge.html")
def status_badge(subject: Any) -> dict[str, str]:
    """The state of anything that has `status` and `get_status_display`."""
    return badge(subject.get_status_display(), STATUS_TONES.get(str(subject.status), "neutral"))


@register.inclusion_tag("components/badge.html")
def badge(label: str, tone: str = "neutral", icon: str = "") -> dict[str, str]:
    """A word with its colour and icon."""
    return {"label": label, "tone": tone, "icon": icon or TONES[tone]}


@register.inclusion_tag("components/action_bar.html")
def step_actions(steps: Iterable[Any], url: str, note: str = "") -> dict[str, Any]:
    """A button for each open step; `url` holds STEP where the step's name belongs."""
    actions = [
        {"label": step.label, "url": url.replace("STEP", step.name), "tone": BUTTON_TONES.get(step.tone, "primary")}
        for step in steps
    ]
    return {"actions": actions, "note": note}


@register.filter
def points(number: Any) -> str:
    """A number of points without needless zeros: 92.4, 90, 0; "" for none."""
    return "" if number is None else f"{Decimal(number).normalize() + 0:f}"


@register.filter
def count_99(number: int) -> str:
    return str(number) if number < 100 else "99+"


@register.filter
def message_tone(message: Any) -> str:
    if message.level >= constants.ERROR:
        return "danger"
    return {constants.WARNING: "warning", constants.SUCCESS: "success"}.get(message.level, "info")


@register.filter
def message_icon(message: Any) -> str:
    icons = {"danger": "x-octagon", "warning": "exclamation-triangle", "success": "check-circle", "info": "info-circle"}
    return icons[message_tone(message)]


@register.filter
def get_item(mapping: dict, key: Any) -> Any:
    """The value under a key that is itself a variable."""
    return mapping.get(key)


@register.filter
def base_name(path: str) -> str:
    """A stored file's name without its folders."""
    return str(path).rsplit("/", 1)[-1]


@register.filter
def mask_phone(number: str) -> str:
    """138****5678: a phone number is never shown whole."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 9 else "*" * len(number)


@register.simple_tag
def text_limit(field: BoundField) -> int | None:
    """How many characters a text field takes, for the counter beside it.

    The browser's own maxlength is taken off: it would cut a pasted text without a word.
    """
    widget = field.field.widget
    limit = widget.attrs.get("data-limit") or getattr(field.field, "max_length", None)
    is_text = isinstance(widget, forms.Textarea) or type(widget) is forms.TextInput
    if not limit or not is_text or "data-no-limit" in widget.attrs:
        return None
    widget.attrs.pop("maxlength", None)
    return int(limit)


@register.simple_tag
def filter_parts(filter_set: Any, first: Any = None) -> dict[str, Any]:
    """The fields of a filter that stay open, those folded away, and whether a folded one is in use."""
    size = int(first or 3)
    fields = list(filter_set.form.visible_fields())
    folded = fields[size:]
    return {
        "open": fields[:size],
        "folded": folded,
        "folded_in_use": any(field.value() or field.errors for field in folded),
        "hidden": filter_set.form.hidden_fields(),
    }


@register.simple_tag
def row_parts(form: Any) -> dict[str, Any]:
    """A formset's row: its fields, its hidden fields, its deletion mark."""
    delete = form["DELETE"] if "DELETE" in form.fields else None
    return {
        "fields": [field for field in form.visible_fields() if field.name != "DELETE"],
        "hidden": form.hidden_fields(),
        "delete": delete,
        "deleted": bool(delete and form.is_bound and delete.value()),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_and_formsets: Any) -> dict[str, Any]:
    """All errors of the forms and formsets, each with a link to its field; rows marked deleted stay out."""
    errors: list[dict[str, str]] = []
    for item in forms_and_formsets:
        if not item:
            continue
        if hasattr(item, "management_form"):
            errors += _formset_errors(item)
        else:
            errors += _form_errors(item)
    return {"errors": errors}


def _formset_errors(formset: Any) -> list[dict[str, str]]:
    errors = [{"anchor": f"{formset.prefix}-errors", "label": "", "text": text} for text in formset.non_form_errors()]
    deleted = formset.deleted_forms if formset.is_bound and formset.can_delete and formset.is_valid() else []
    for number, form in enumerate(formset.forms, start=1):
        if form in deleted or row_parts(form)["deleted"]:
            continue
        # Rows that have a number of their own, as in a spreadsheet, are called by it.
        errors += _form_errors(form, f"第{getattr(form, 'row_number', number)}行 ")
    return errors


def _form_errors(form: Any, lead: str = "") -> list[dict[str, str]]:
    found = []
    for name, texts in form.errors.items():
        if name == "__all__":
            found += [{"anchor": "", "label": lead.strip(), "text": text} for text in texts]
            continue
        bound = form[name]
        anchor = bound.id_for_label or f"div_{bound.auto_id}"
        if bound.is_hidden:
            anchor = ""
        found += [{"anchor": anchor, "label": f"{lead}{bound.label}", "text": text} for text in texts]
    return found
