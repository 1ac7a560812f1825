"""The way of an application by its services: start, drafts, climbing, acceptance, revision."""

import pytest

from brands.enums import ApplicationKind, ApplicationStatus, EndorsementRule
from brands.models import Application, Brand, PhaseRecord, SimilarityKey
from brands.services.application import advance, seen_of
from brands.services.drafts import Draft, EditConflict, save_draft, start_application, start_revision
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.filing import climb
from tests.factories.branches import MemberFactory, RoleAssignmentFactory, fresh
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db
S = ApplicationStatus


def test_the_application_is_held_by_every_level_in_turn(application, cast, tree):
    holders = []
    for step, actor in [
        ("submit", cast.secretary),
        ("endorse", cast.general_reviewer),
        ("endorse", cast.committee_reviewer),
    ]:
        application = advance(application, step, actor=actor)
        holders.append(application.held_by)
    assert holders == [tree.general, tree.committee, tree.top]
    application = advance(application, "screen", actor=cast.office)
    assert (application.is_screened, application.held_by) == (True, tree.top)
    application = advance(application, "accept", actor=cast.director, publication_range="public")
    assert (application.status, application.held_by) == (S.ACCEPTED, None)
    events = [(e.step, e.organization, e.version_number) for e in application.events.select_related("organization")]
    assert events == [
        ("submit", tree.branch, 1),
        ("endorse", tree.general, 1),
        ("endorse", tree.committee, 1),
        ("screen", tree.top, 1),
        ("accept", tree.top, 1),
    ]


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (EndorsementRule.EVERY_LEVEL, ["general", "committee", "top"]),
        (EndorsementRule.NEXT_ONLY, ["general", "top"]),
        (EndorsementRule.DIRECT, ["top"]),
    ],
)
def test_the_endorsement_rule_says_who_reviews(tree, cast, rule, names):
    program = ProgramFactory(organizer=tree.top, endorsement_rule=rule)
    application = advance(ApplicationFactory(program=program, organization=tree.branch), "submit", actor=cast.secretary)
    reviewers = {"general": cast.general_reviewer, "committee": cast.committee_reviewer}
    seen = [application.held_by]
    while application.held_by != tree.top:
        name = next(name for name in reviewers if getattr(tree, name) == application.held_by)
        application = advance(application, "endorse", actor=reviewers[name])
        seen.append(application.held_by)
    assert seen == [getattr(tree, name) for name in names]


def test_a_level_without_a_reviewer_is_passed_by_the_office_only(application, cast, tree):
    application = advance(application, "submit", actor=cast.secretary)
    with pytest.raises(StepRefused):
        advance(application, "forward", actor=fresh(cast.office), comment="代为转送")
    cast.general_reviewer.role_assignments.all().delete()
    with pytest.raises(StepRefused, match="理由"):
        advance(application, "forward", actor=fresh(cast.office))
    with pytest.raises(StepRefused):
        advance(application, "forward", actor=fresh(cast.committee_reviewer), comment="代为转送")
    application = advance(application, "forward", actor=fresh(cast.office), comment="该级尚未设置审核员")
    assert application.held_by == tree.committee


def test_the_submitter_reviews_nothing_of_the_own(application, cast, tree):
    RoleAssignmentFactory(user=cast.secretary, organization=tree.general, role="reviewer")
    cast.general_reviewer.role_assignments.all().delete()
    application = advance(application, "submit", actor=fresh(cast.secretary))
    with pytest.raises(StepRefused):
        advance(application, "endorse", actor=fresh(cast.secretary))
    assert not Application.objects.waiting_for(fresh(cast.secretary)).exists()
    # Nobody else could: the office may pass it on.
    assert advance(application, "forward", actor=fresh(cast.office), comment="提交人兼审核员").held_by == tree.committee


def test_acceptance_makes_the_brand_with_its_carriers_phases_and_search(application, cast):
    application = climb(application, cast)
    brand = Brand.objects.get(program=application.program, organization=application.organization)
    assert application.brand == brand
    assert (brand.name, brand.slogan, brand.organization_path) == (
        application.name,
        application.slogan,
        application.organization.path,
    )
    assert [(c.kind, c.name, c.is_active) for c in brand.carriers.all()] == [("post", "党员先锋岗", True)]
    assert brand.publication_range == "none"
    assert (brand.secrecy_checked_by, brand.approved_by) == (cast.office, None)
    records = list(PhaseRecord.objects.filter(brand=brand).order_by("phase__order"))
    assert records[0].phase == brand.phase and records[0].status == "open"
    assert {r.status for r in records[1:]} <= {"upcoming"}
    assert records[-1].plan == "总结提升阶段计划"
    assert Brand.objects.matching("先锋").get() == brand
    assert Brand.objects.matching("ttxf").get() == brand


def test_the_brand_is_public_only_when_the_director_says_so(application, cast):
    application = climb(application, cast, upto="screen")
    with pytest.raises(BusinessError, match="公开范围"):
        advance(application, "accept", actor=cast.director, publication_range="everywhere")
    advance(application, "accept", actor=cast.director, publication_range="public")
    brand = Brand.objects.public().get()
    assert (brand.secrecy_checked_by, brand.approved_by) == (cast.office, cast.director)


def test_one_person_cannot_both_check_for_secrecy_and_approve(application, cast, tree):
    RoleAssignmentFactory(user=cast.office, organization=tree.top, role="director")
    application = climb(application, cast, upto="screen")
    with pytest.raises(StepRefused, match="同一人"):
        advance(application, "accept", actor=fresh(cast.office), publication_range="public")
    assert not Brand.objects.exists()


def test_a_revision_changes_the_brand_and_its_carriers(application, cast, tree):
    brand = climb(application, cast).brand
    revision = start_revision(brand, actor=cast.clerk, key=new_key())
    assert (revision.kind, revision.name, revision.brand) == (ApplicationKind.REVISION, brand.name, brand)
    draft = Draft(
        texts={"name": "通途红旗", "slogan": "新口号", "concept": "新", "connotation": "新", "goals": "新"},
        carriers=[{"kind": "team", "name": "红旗车队", "text": "新载体"}],
        plans=revision.plans,
        resolution={"kind": "committee", "held_on": None},
    )
    revision = save_draft(revision, draft=draft, actor=cast.clerk, version=0)
    with pytest.raises(BusinessError):
        advance(revision, "submit", actor=cast.secretary)
    application.refresh_from_db()
    fields = ("kind", "held_on", "expected", "present", "votes_for", "votes_against", "abstained", "opinions_asked")
    values = {f: getattr(application.resolution, f) for f in fields}
    draft = Draft(**{**draft.__dict__, "resolution": values})
    revision = save_draft(revision, draft=draft, actor=cast.clerk, version=revision.edit_version)
    climb(revision, cast)
    brand.refresh_from_db()
    assert (brand.name, Brand.objects.count()) == ("通途红旗", 1)
    assert [(c.name, c.is_active) for c in brand.carriers.order_by("pk")] == [("党员先锋岗", False), ("红旗车队", True)]
    # Only the text in force is compared with others'.
    assert set(SimilarityKey.objects.values_list("application", flat=True)) == {revision.pk}


def test_a_second_brand_of_a_branch_in_a_program_is_refused(application, cast, tree, program):
    climb(application, cast)
    with pytest.raises(BusinessError, match="修订"):
        start_application(program, tree.branch, actor=cast.clerk, key=new_key())


def test_start_is_filled_from_the_register_and_the_declined_application(tree, cast, program):
    MemberFactory.create_batch(3, organization=tree.branch)
    MemberFactory(organization=tree.branch, status="probationary")
    first = ApplicationFactory(program=program, organization=tree.branch, name="老名称")
    first = advance(first, "submit", actor=cast.secretary)
    advance(first, "decline", actor=cast.general_reviewer, comment="与兄弟支部雷同")
    key = new_key()
    again = start_application(program, tree.branch, actor=cast.clerk, key=key)
    assert (again.name, again.resolution.expected, again.plans) == ("老名称", 3, first.plans)
    assert "老名称" in again.prefilled_from
    assert start_application(program, tree.branch, actor=cast.clerk, key=key) == again
    with pytest.raises(BusinessError, match="进行中"):
        start_application(program, tree.branch, actor=cast.clerk, key=new_key())


@pytest.mark.parametrize("place", ["top", "foreign", "sibling"])
def test_nobody_starts_for_another_organisation(tree, cast, program, place):
    with pytest.raises(BusinessError):
        start_application(program, getattr(tree, place), actor=cast.clerk, key=new_key())


def test_a_working_committee_files_nothing(tree, cast, program):
    RoleAssignmentFactory(user=cast.clerk, organization=tree.top, role="clerk")
    with pytest.raises(BusinessError, match="之下"):
        start_application(program, tree.top, actor=fresh(cast.clerk), key=new_key())


def draft_of(**texts):
    return Draft(texts=texts)


def test_the_second_editor_learns_what_the_first_changed(tree, cast, program):
    application = start_application(program, tree.branch, actor=cast.clerk, key=new_key())
    application = save_draft(application, draft=draft_of(name="甲", slogan="口号"), actor=cast.clerk, version=0)
    save_draft(application, draft=draft_of(name="甲二", slogan="口号", goals="目标"), actor=cast.clerk, version=1)
    with pytest.raises(EditConflict) as conflict:
        save_draft(application, draft=draft_of(name="乙", slogan="口号"), actor=cast.secretary, version=1)
    found = {c.key: (c.theirs, c.mine, c.is_untouched, c.by) for c in conflict.value.changes}
    assert found == {
        "name": ("甲二", "乙", False, cast.clerk.name),
        "goals": ("目标", "", True, cast.clerk.name),
    }
    # Saved over with their goals and the own name.
    merged = save_draft(
        application,
        draft=draft_of(name="乙", slogan="口号"),
        actor=cast.secretary,
        version=conflict.value.version,
        take_theirs=frozenset({"goals"}),
    )
    assert (merged.name, merged.goals, merged.edit_version) == ("乙", "目标", 3)


def test_saving_the_same_again_changes_nothing(tree, cast, program):
    application = start_application(program, tree.branch, actor=cast.clerk, key=new_key())
    application = save_draft(application, draft=draft_of(name="甲"), actor=cast.clerk, version=0)
    assert application.edit_version == 1
    assert save_draft(application, draft=draft_of(name="甲"), actor=cast.clerk, version=1).edit_version == 1


def test_a_step_is_refused_when_the_form_was_read_before_the_last_change(application, cast):
    seen = seen_of(application)
    save_draft(application, draft=draft_of(name="改了"), actor=cast.clerk, version=0)
    with pytest.raises(StaleCopy):
        advance(application, "submit", actor=cast.secretary, seen=seen)


def test_withdrawn_comes_back_unless_another_has_taken_its_place(application, cast, tree, program):
    application = advance(application, "submit", actor=cast.secretary)
    assert SimilarityKey.objects.exists()
    application = advance(application, "withdraw", actor=cast.secretary)
    assert (application.held_by, SimilarityKey.objects.exists()) == (None, False)
    other = start_application(program, tree.branch, actor=cast.secretary, key=new_key())
    with pytest.raises(BusinessError, match="进行中"):
        advance(application, "reopen", actor=cast.secretary)
    advance(other, "withdraw", actor=cast.secretary)
    assert advance(application, "reopen", actor=cast.secretary).status == S.DRAFT


def test_what_came_in_time_may_come_again_after_the_closing_date(application, cast, program):
    application = advance(application, "submit", actor=cast.secretary)
    application = advance(application, "return", actor=cast.general_reviewer, comment="请补充目标")
    program.applications_until = "2026-01-02"
    program.save()
    assert advance(application, "submit", actor=cast.secretary).version_number == 2
    late = ApplicationFactory(program=program, organization=tree_direct(application))
    secretary = RoleAssignmentFactory(organization=late.organization).user
    with pytest.raises(BusinessError) as refused:
        advance(late, "submit", actor=secretary)
    assert any("截止" in line for line in refused.value.details)


def tree_direct(application):
    return type(application.organization).objects.get(name="云岭市档案馆党支部")
