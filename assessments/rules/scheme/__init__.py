"""What a scheme needs before scoring starts by it."""

from assessments.enums.scheme import SchemeStatus
from assessments.models import Indicator, Scheme
from assessments.rules.scheme.checks import Findings, findings_of
from assessments.rules.scheme.dates import DUE_FIELDS, DUES, check_dates, date_faults, moved_on
from assessments.rules.scheme.specs import indicator_spec, share_of, spec_of
from core.errors import BusinessError

__all__ = [
    "DUES",
    "DUE_FIELDS",
    "Findings",
    "check_dates",
    "check_is_draft",
    "check_ready_to_start",
    "date_faults",
    "findings_of",
    "indicator_spec",
    "meaning_changes",
    "moved_on",
    "share_of",
    "spec_of",
]
FROZEN = "细则{status}，内容已经固定；需要调整的，请以它为基础建立新版本。"
# What a score means: where one of these differs, scores of two versions are not set beside each other.
MEANING = ("name", "responsible", "content", "mechanism", "kind", "maximum", "floor", "per_event")


def check_is_draft(scheme: Scheme) -> None:
    """Only a draft is written."""
    if scheme.status != SchemeStatus.DRAFT:
        raise BusinessError(FROZEN.format(status=scheme.get_status_display()))


def check_ready_to_start(scheme: Scheme) -> None:
    """Everything adds up, every flag is mended or overruled, and no other version is in force."""
    findings = findings_of(Scheme.objects.with_parts().get(pk=scheme.pk))
    missing = list(findings.errors)
    for flag in findings.open_flags:
        missing.append(f"指标“{flag.indicator.name}”涉及“{flag.get_rule_display()}”，请修改，或写明理由确认保留。")
    others = Scheme.objects.in_force().filter(organizer=scheme.organizer, year=scheme.year, name=scheme.name)
    for other in others.exclude(pk=scheme.pk):
        missing.append(f"同一年度的“{other}”仍在考核中，请先结束。")
    if missing:
        raise BusinessError("还不能开始考核：", details=missing)


def meaning_changes(indicator: Indicator, former: Indicator) -> list[str]:
    """In which columns the meaning differs from the former version's, by their names."""
    fields = {field.name: str(field.verbose_name) for field in Indicator._meta.fields}
    changed = [fields[name] for name in MEANING if _said(indicator, name) != _said(former, name)]
    if indicator.group.is_pool != former.group.is_pool:
        changed.append("计分方式")
    return changed


def _said(indicator: Indicator, name: str) -> object:
    value = getattr(indicator, name)
    return "".join(value.split()) if isinstance(value, str) else value
