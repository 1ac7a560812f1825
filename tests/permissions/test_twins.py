"""What a list shows and what a predicate allows are the same, for everybody and everything."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from assessments.models import (
    Appeal,
    Appraisal,
    Ledger,
    LedgerProposal,
    LedgerPublication,
    PointEntry,
    PointMonth,
    PointPlan,
    Remark,
    Scheme,
    SchemeImport,
    Survey,
    SurveyTarget,
)
from assessments.permissions import appraisal, ledger, point, result, scheme, survey
from assessments.workflow.point import APPRAISAL_FLOW
from branches import permissions as branches
from branches.enums import Ability
from branches.models import ImportBatch, Member, Organization
from branches.roles import has_ability
from brands.models import (
    Activity,
    AnnualPlan,
    Application,
    Award,
    Brand,
    Carrier,
    Commitment,
    Deed,
    DemonstrationSite,
    Finding,
    Highlight,
    Honour,
    Inspection,
    InspectionTarget,
    Message,
    Nomination,
    OfficialDocument,
    Opinion,
    Pairing,
    PhaseRecord,
    Program,
    PublicNotice,
    Recheck,
    Regulation,
    ScoreSheet,
    SelectionRound,
    Supervision,
    Visit,
)
from brands.permissions import (
    activity,
    application,
    carrier,
    commitment,
    creation,
    deed,
    honour,
    inspection,
    pairing,
    phase,
    plan,
    program,
    regulation,
    reminder,
    selection,
    site,
    supervision,
)
from brands.workflow.commitment import COMMITMENT_FLOW
from brands.workflow.deed import DEED_FLOW
from brands.workflow.inspection import FINDING_FLOW
from brands.workflow.pairing import PAIRING_FLOW
from brands.workflow.phase import PHASE_FLOW
from brands.workflow.site import VISIT_FLOW
from brands.workflow.supervision import SUPERVISION_FLOW
from core.models import Job
from core.workflow import Flow
from tests.factories.branches import fresh
from tests.permissions.people import EVERYONE


def is_own(user: Any, thing: Any) -> bool:
    return user.is_authenticated and thing.actor_id == user.pk


def runs(user: Any, notice: PublicNotice) -> bool:
    return selection.may_draft_notice(user, notice) or selection.may_approve_notice(user, notice)


def hears(user: Any, opinion: Opinion) -> bool:
    return runs(user, opinion.notice)


def open_steps(flow: Flow, user: Any, subject: Any) -> set[str]:
    return {step.name for step in flow.open_steps(user, subject)}


def waits(user: Any, record: PhaseRecord) -> bool:
    return "accept" in open_steps(PHASE_FLOW, user, record)


def checks(user: Any, promise: Commitment) -> bool:
    is_over = promise.due_on < timezone.localdate()
    return is_over and "keep" in open_steps(COMMITMENT_FLOW, user, promise)


def screens(user: Any, subject: Deed) -> bool:
    return subject.has_consent() and "check" in open_steps(DEED_FLOW, user, subject)


def approves(user: Any, subject: Deed) -> bool:
    return subject.has_consent() and "approve" in open_steps(DEED_FLOW, user, subject)


def agrees(user: Any, pair: Pairing) -> bool:
    return bool({"agree_strong", "agree_weak"} & open_steps(PAIRING_FLOW, user, pair))


# Model, method of its queryset, predicate; a model whose queryset knows `visible_to` stands here or the test fails.
PAIRS = [
    (Organization, "visible_to", branches.may_read_organization),
    (Organization, "listed_for", branches.may_see_organization),
    (Organization, "manageable_by", branches.may_manage_organization),
    (Organization, "accounts_kept_by", branches.may_manage_accounts),
    (Member, "visible_to", branches.may_read_member),
    (Member, "listed_for", lambda user, member: branches.may_see_organization(user, member.organization)),
    (ImportBatch, "visible_to", is_own),
    (Job, "visible_to", is_own),
    (Program, "visible_to", program.may_read_program),
    (Application, "visible_to", application.may_read_application),
    (Application, "written_by", lambda user, a: has_ability(user, Ability.EDIT, a.organization)),
    (Brand, "visible_to", creation.may_read_brand),
    (SelectionRound, "visible_to", selection.may_read_round),
    (Nomination, "visible_to", selection.may_read_nomination),
    (ScoreSheet, "visible_to", selection.may_read_score_sheet),
    (PublicNotice, "visible_to", runs),
    (Opinion, "visible_to", hears),
    (PhaseRecord, "visible_to", phase.may_read_phase),
    (PhaseRecord, "written_by", lambda user, record: has_ability(user, Ability.EDIT, record.brand.organization)),
    (PhaseRecord, "waiting_for", waits),
    (PhaseRecord, "overseen_by", phase.may_oversee),
    (Supervision, "visible_to", supervision.may_read_supervision),
    (Supervision, "to_answer", lambda user, note: "answer" in open_steps(SUPERVISION_FLOW, user, note)),
    (Supervision, "to_settle", lambda user, note: "close" in open_steps(SUPERVISION_FLOW, user, note)),
    (Inspection, "visible_to", inspection.may_read_inspection),
    (InspectionTarget, "visible_to", inspection.may_read_target),
    (Finding, "visible_to", inspection.may_read_finding),
    (Finding, "to_answer", lambda user, finding: "answer" in open_steps(FINDING_FLOW, user, finding)),
    (Finding, "to_check", lambda user, finding: "close" in open_steps(FINDING_FLOW, user, finding)),
    (Pairing, "visible_to", pairing.may_read_pairing),
    (Pairing, "to_agree", agrees),
    (DemonstrationSite, "visible_to", site.may_read_site),
    (Visit, "visible_to", site.may_read_visit),
    (Visit, "to_answer", lambda user, visit: "confirm" in open_steps(VISIT_FLOW, user, visit)),
    (Brand, "to_reapply", creation.may_reapply),
    (Message, "visible_to", reminder.may_read_message),
    (Honour, "visible_to", honour.may_read_honour),
    (OfficialDocument, "visible_to", honour.may_read_document),
    (Recheck, "visible_to", honour.may_read_recheck),
    (Recheck, "to_fill", lambda user, r: r.status == "open" and honour.may_fill_recheck(user, r)),
    (
        Recheck,
        "to_advise",
        lambda user, r: r.status == "submitted" and not r.advice and honour.may_advise_recheck(user, r),
    ),
    (
        Recheck,
        "to_decide",
        lambda user, r: r.status == "submitted" and bool(r.advice) and honour.may_decide_recheck(user, r),
    ),
    (AnnualPlan, "visible_to", plan.may_read_plan),
    (AnnualPlan, "written_by", plan.may_write_plan),
    (AnnualPlan, "handled_by", plan.may_handle_plan),
    (Highlight, "visible_to", plan.may_read_highlight),
    (Regulation, "visible_to", regulation.may_read_regulation),
    (Award, "visible_to", regulation.may_read_award),
    (Activity, "visible_to", activity.may_read_activity),
    (Commitment, "visible_to", commitment.may_read_commitment),
    (Commitment, "to_check", checks),
    (Carrier, "visible_to", carrier.may_read_carrier),
    (Deed, "visible_to", deed.may_read_deed),
    (Deed, "to_screen", screens),
    (Deed, "to_approve", approves),
    (Scheme, "visible_to", scheme.may_read_scheme),
    (SchemeImport, "visible_to", scheme.may_see_import),
    (Ledger, "visible_to", ledger.may_read_ledger),
    (LedgerPublication, "visible_to", result.may_read_publication),
    (Appeal, "visible_to", result.may_read_appeal),
    (LedgerProposal, "visible_to", result.may_read_proposal),
    (Survey, "visible_to", survey.may_read_survey),
    (SurveyTarget, "visible_to", survey.may_read_target),
    (Remark, "visible_to", survey.may_read_remark),
    (PointPlan, "visible_to", point.may_read_plan),
    (PointMonth, "visible_to", point.may_keep_month),
    (PointEntry, "visible_to", point.may_read_entry),
    (Appraisal, "visible_to", appraisal.may_read_appraisal),
    (
        Appraisal,
        "to_approve",
        lambda user, row: "approve" in {step.name for step in APPRAISAL_FLOW.open_steps(user, row)},
    ),
]


def test_every_list_of_visible_things_has_a_twin():
    listed = {model for model in apps.get_models() if hasattr(model._default_manager.none(), "visible_to")}
    assert listed - {model for model, _, _ in PAIRS} == set()


@pytest.mark.parametrize(("model", "method", "predicate"), PAIRS, ids=[f"{m.__name__}.{n}" for m, n, _ in PAIRS])
def test_list_and_predicate_agree(model, method, predicate, world):
    rows = list(model._default_manager.order_by("pk"))
    assert rows
    seen_by_somebody, faults = set(), []
    for person in EVERYONE:
        user = person_of(world, person)
        listed = set(getattr(model._default_manager.all(), method)(user).values_list("pk", flat=True))
        allowed = {row.pk for row in rows if predicate(user, row)}
        seen_by_somebody |= allowed
        faults += [
            f"{person}: listed {sorted(map(str, listed - allowed))}, kept from {sorted(map(str, allowed - listed))}"
        ] * (listed != allowed)
    assert faults == []
    assert seen_by_somebody, "nobody sees anything: the test proves nothing"


def test_waiting_is_what_somebody_may_decide(world):
    """The list of what waits for somebody holds just the filings on which that person may take a review step."""
    from brands.workflow.application import APPLICATION_FLOW

    review = {"endorse", "screen", "accept", "return", "decline"}
    faults = []
    for person in EVERYONE:
        user = person_of(world, person)
        waiting = set(Application.objects.visible_to(user).waiting_for(user).values_list("pk", flat=True))
        open_to = {
            row.pk
            for row in Application.objects.all()
            if review & {step.name for step in APPLICATION_FLOW.open_steps(user, row)}
        }
        faults += [f"{person}: {waiting ^ open_to}"] * (waiting != open_to)
    assert faults == []


def person_of(world, person: str) -> Any:
    user = world.people[person]
    return fresh(user) if user else AnonymousUser()
