"""Inspections of two branches, their findings, pairs, sites and visits, with texts that not everybody may read."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from brands.models import Activity, Brand, GuidanceJudgement, GuidanceRule
from tests.factories.activities import kind
from tests.factories.branches import OrganizationFactory
from tests.factories.brands import BrandFactory, ProgramFactory
from tests.factories.guidance import PairingFactory, SiteFactory, VisitFactory
from tests.factories.inspection import FindingFactory, InspectionFactory, TargetFactory
from tests.permissions.canaries import Canaries
from tests.permissions.people import ABOVE, BRANCH, BUSINESS, RUN

INSPECTORS = ("committee_reviewer", *RUN)
AUDITORS = ("auditor", "committee_auditor")
FILED = (*BRANCH, *ABOVE)
HOSTS = ("direct_secretary", *RUN)


def fill(side: Any, canaries: Canaries) -> None:
    told = (*FILED, "sibling_secretary")
    planned = _inspection(side, canaries, "planned", INSPECTORS)
    carried_out = _inspection(side, canaries, "carried_out", told)
    side.things |= {"planned_inspection": planned, "told_inspection": carried_out}
    for status in ("closed", "cancelled"):
        readers = told if status == "closed" else INSPECTORS
        side.things[f"{status}_inspection"] = _inspection(side, canaries, status, readers)
    _targets(side, canaries, planned, carried_out)
    # No mark is in its name, so that either side of a pair or a visit may know it.
    partner = OrganizationFactory(parent=side.places["top"], name=f"{side.prefix}结对伙伴党支部")
    _guidance(side, canaries, partner)
    _sites(side, canaries, partner)


def _inspection(side: Any, canaries: Canaries, status: str, readers: tuple[str, ...]) -> Any:
    title = canaries.new(f"inspection {status}: title", side.names(*readers, *AUDITORS))
    inside = canaries.new(f"inspection {status}: what superiors read", side.names(*INSPECTORS))
    inspection = InspectionFactory(
        organizer=side.places["committee"], title=title, focus=f"{title}重点", conclusion=inside, status=status
    )
    inspection.events.create(
        step="carry_out", label="告知督查结果", source="planned", target=status, actor_name="审核员",
        comment=canaries.new(f"inspection {status}: comment", side.names(*INSPECTORS)),
    )  # fmt: skip
    return inspection


def _targets(side: Any, canaries: Canaries, planned: Any, carried_out: Any) -> None:
    for inspection, word in ((planned, "planned"), (carried_out, "told")):
        for place, near in (("branch", BRANCH), ("sibling", ("sibling_secretary",))):
            readers = INSPECTORS if word == "planned" else (*near, *ABOVE)
            mark = canaries.new(f"{word} target {place}", side.names(*readers))
            target = TargetFactory(inspection=inspection, organization=side.places[place], impression=mark)
            side.things[f"{word}_{place}_target"] = target
    side.things["draft_finding"] = _finding(side, canaries, "planned_branch_target", "draft", INSPECTORS)
    for status in ("open", "answered", "closed"):
        side.things[f"{status}_finding"] = _finding(side, canaries, "told_branch_target", status, FILED)
    near = ("sibling_secretary", *ABOVE)
    side.things["sibling_finding"] = _finding(side, canaries, "told_sibling_target", "open", near)


def _finding(side: Any, canaries: Canaries, target: str, status: str, readers: tuple[str, ...]) -> Any:
    # The trail names what was acted upon.
    title = canaries.new(f"finding {status} of {target}: problem", side.names(*readers, *AUDITORS))
    mark = canaries.new(f"finding {status} of {target}", side.names(*readers))
    answer = f"{mark}整改" if status in ("answered", "closed") else ""
    finding = FindingFactory(
        target=side.things[target], problem=title, measure=f"{mark}要求", answer=answer, status=status
    )
    finding.events.create(
        step="tell", label="告知问题", source="draft", target=status, actor_name="审核员", comment=f"{mark}意见"
    )
    return finding


def _brand(
    side: Any, canaries: Canaries, organization: Any, word: str, readers: tuple[str, ...], **fields: Any
) -> Brand:
    title = canaries.new(f"brand {word}", side.names(*readers, *AUDITORS))
    program = ProgramFactory(organizer=side.places["top"])
    return BrandFactory(program=program, organization=organization, name=title, phase_records=False, **fields)


def _guidance(side: Any, canaries: Canaries, partner: Any) -> None:
    brand = _brand(side, canaries, side.places["branch"], "guided", FILED, guidance_class="weak")
    GuidanceRule.objects.create(
        program=brand.program, guidance_class="weak", fact="overdue_phases", at_least=2, order=1
    )
    word = canaries.new("the office's word on a brand", side.names(*FILED))
    GuidanceJudgement.objects.create(
        brand=brand, guidance_class="weak", reason=word, made_by=side.people[f"{side.prefix}office"]
    )
    strong = _brand(side, canaries, partner, "strong", FILED, guidance_class="good")
    side.things |= {"guided_brand": brand, "strong_brand": strong}
    for status in ("proposed", "active", "ended", "declined"):
        mark = canaries.new(f"pairing {status}", side.names(*FILED))
        other = strong if status == "proposed" else _brand(side, canaries, partner, f"pair {status}", FILED)
        pairing = PairingFactory(
            strong=other, weak=side.places["branch"], goals=mark, result=f"{mark}成效", status=status
        )
        pairing.events.create(
            step="agree_weak", label="同意结对", source="proposed", target=status, actor_name="书记", comment=mark
        )
        side.things[f"{status}_pairing"] = pairing
    place = side.places["branch"]
    side.things["joint_activity"] = Activity.objects.create(
        organization=place, organization_path=place.path, kind=kind(),
        title=canaries.new("joint activity", side.names(*FILED, *AUDITORS)), held_on=timezone.localdate(),
    )  # fmt: skip


def _sites(side: Any, canaries: Canaries, partner: Any) -> None:
    for status in ("active", "suspended", "ended"):
        brand = _brand(side, canaries, side.places["direct"], f"of a site {status}", BUSINESS)
        mark = canaries.new(f"site {status}", side.names(*BUSINESS))
        site = SiteFactory(brand=brand, introduction=mark, status=status)
        site.events.create(
            step="suspend", label="暂停接待", source="active", target=status, actor_name="书记",
            comment=canaries.new(f"site {status}: comment", side.names(*HOSTS)),
        )  # fmt: skip
        side.things[f"{status}_site"] = site
    # Who comes is known to the host and its superiors, and to who comes.
    for status in ("booked", "confirmed", "reported", "declined", "cancelled"):
        _visit(side, canaries, f"{status}_visit", side.things["active_site"], partner, status, HOSTS)
    own_site = SiteFactory(brand=_brand(side, canaries, partner, "of the partner's site", BUSINESS))
    for status in ("booked", "confirmed"):
        _visit(side, canaries, f"own_{status}_visit", own_site, side.places["branch"], status, FILED)


def _visit(
    side: Any, canaries: Canaries, name: str, site: Any, visitors: Any, status: str, readers: tuple[str, ...]
) -> None:
    mark = canaries.new(name, side.names(*readers))
    ahead = timedelta(days=0 if "confirmed" in name else 5)
    visit = VisitFactory(
        site=site, organization=visitors, purpose=mark, report=f"{mark}收获" if status == "reported" else "",
        status=status, people=2, visit_on=timezone.localdate() + ahead,
    )  # fmt: skip
    visit.events.create(
        step="confirm", label="确认接待", source="booked", target=status, actor_name="书记", comment=f"{mark}意见"
    )
    side.things[name] = visit
