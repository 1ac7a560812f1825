"""An organisation gets another superior: what waited above it goes on with those who are above it now."""

import pytest

from branches.enums import OrganizationKind, Role
from branches.models import Organization
from branches.moves import Moved
from branches.services import organization as organizations
from brands.models import Application, PhaseRecord
from brands.services.application import advance
from brands.services.moving import go_along
from brands.services.phase import advance_phase
from core.errors import BusinessError, StepRefused
from core.models import AuditEntry
from tests.factories.branches import Cast, OrganizationFactory, Tree, fresh, person, small_cast, small_tree
from tests.factories.brands import ApplicationFactory, ProgramFactory
from tests.factories.phases import passage

pytestmark = pytest.mark.django_db
STEPS = (("submit", "secretary"), ("endorse", "general_reviewer"), ("endorse", "committee_reviewer"))


@pytest.fixture
def tree() -> Tree:
    return small_tree()


@pytest.fixture
def cast(tree) -> Cast:
    return small_cast(tree)


@pytest.fixture
def other(tree) -> Organization:
    """Another committee below the same organiser."""
    return OrganizationFactory(name="云岭市水务局机关党委", parent=tree.top, kind=OrganizationKind.COMMITTEE)


def filed(tree: Tree, cast: Cast, *, steps: int = 1, **program) -> Application:
    program = ProgramFactory(organizer=tree.top, **program)
    application = ApplicationFactory(program=program, organization=tree.branch)
    for step, who in STEPS[:steps]:
        application = advance(application, step, actor=fresh(getattr(cast, who)))
    return application


def move(organization: Organization, to: Organization) -> None:
    organizations.move_organization(organization, new_parent=to, actor=None)


def again(application: Application) -> Application:
    return Application.objects.select_related("held_by", "program__organizer", "organization").get(pk=application.pk)


class TestApplications:
    def test_it_goes_to_the_first_level_above_the_new_place(self, tree, cast, other):
        application = filed(tree, cast)
        reviewer = person(Role.REVIEWER, other)
        move(tree.branch, other)
        application = again(application)
        assert (application.held_by, application.status) == (other, "in_review")
        assert list(Application.objects.waiting_for(fresh(reviewer))) == [application]
        assert not Application.objects.waiting_for(fresh(cast.general_reviewer)).exists()
        event = application.events.order_by("pk").last()
        assert (event.step, event.actor, event.actor_name, event.organization) == (
            "reroute",
            None,
            "系统",
            tree.general,
        )
        assert event.comment == (
            "“云岭市公路中心第一党支部”的隶属关系由“云岭市公路中心党总支”调整到“云岭市水务局机关党委”，"
            "改由“云岭市水务局机关党委”审核。"
        )
        assert AuditEntry.objects.filter(action__endswith="：随隶属调整改送").count() == 1
        advance(application, "endorse", actor=fresh(reviewer))
        assert again(application).held_by == tree.top

    def test_levels_that_have_agreed_are_not_asked_again(self, tree, cast, other):
        application = filed(tree, cast, steps=2)
        assert application.held_by == tree.committee
        move(tree.general, other)
        assert again(application).held_by == other

    def test_of_an_earlier_version_the_agreement_does_not_count(self, tree, cast, other):
        application = filed(tree, cast, steps=2)
        application = advance(application, "return", actor=fresh(cast.committee_reviewer), comment="请补充")
        application = advance(application, "submit", actor=fresh(cast.secretary))
        assert application.held_by == tree.general
        move(tree.branch, tree.committee)
        assert again(application).held_by == tree.committee

    @pytest.mark.parametrize("steps", [1, 2, 3])
    def test_who_is_still_above_keeps_it(self, tree, cast, other, steps):
        application = filed(tree, cast, steps=steps)
        # The level itself moves with all below it, or lies above the move.
        moved, to = {1: (tree.general, other), 2: (tree.branch, tree.committee), 3: (tree.branch, other)}[steps]
        holder, events = application.held_by, application.events.count()
        move(moved, to)
        assert (again(application).held_by, application.events.count()) == (holder, events)

    @pytest.mark.parametrize(("rule", "steps"), [("next_only", 1), ("all_levels", 3)])
    def test_out_of_the_organisers_reach_it_goes_back_to_the_branch(self, tree, cast, rule, steps):
        application = filed(tree, cast, steps=steps, endorsement_rule=rule)
        move(tree.branch, tree.foreign_top)
        application = again(application)
        assert (application.status, application.held_by, application.is_screened) == ("draft", None, False)
        event = application.events.order_by("pk").last()
        assert event.step == "recall"
        assert event.comment.endswith("不再属于“云岭市直属机关工作委员会”，申报退回党支部。")
        for name in ("committee_reviewer", "office", "director"):
            assert not Application.objects.waiting_for(fresh(getattr(cast, name))).exists()
        with pytest.raises(BusinessError, match="无法送审"):
            advance(application, "submit", actor=fresh(cast.secretary))

    def test_drafts_and_what_is_decided_stay_as_they_are(self, tree, cast, other):
        draft = filed(tree, cast, steps=0)
        move(tree.branch, other)
        assert draft.events.count() == 0

    @pytest.mark.parametrize("step", ["reroute", "recall"])
    def test_it_is_nobodys_button(self, tree, cast, step):
        application = filed(tree, cast)
        for user in vars(cast).values():
            with pytest.raises(StepRefused):
                advance(application, step, actor=fresh(user), comment="想要")

    def test_a_move_that_fails_leaves_everything_where_it_was(self, tree, cast, other, monkeypatch):
        application = filed(tree, cast)
        monkeypatch.setattr(organizations, "record", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            move(tree.branch, other)
        assert again(application).held_by == tree.general
        assert list(application.events.values_list("step", flat=True)) == ["submit"]

    def test_done_again_it_changes_nothing(self, tree, cast, other):
        application = filed(tree, cast)
        move(tree.branch, other)
        events = application.events.count()
        go_along(Moved(Organization.objects.get(pk=tree.branch.pk), tree.general, other))
        assert application.events.count() == events


class TestPhases:
    def test_it_waits_at_the_new_superior(self, tree, cast, other):
        stage = passage(tree, cast)
        stage.submit()
        assert stage.record().held_by == tree.general
        reviewer = person(Role.REVIEWER, other)
        move(tree.branch, other)
        record = stage.record()
        assert (record.held_by, record.status) == (other, "submitted")
        assert record.events.order_by("pk").last().comment.endswith("改由“云岭市水务局机关党委”验收。")
        assert list(PhaseRecord.objects.waiting_for(fresh(reviewer))) == [record]
        assert advance_phase(record, "accept", actor=fresh(reviewer)).status == "accepted"

    def test_where_nobody_reviews_the_next_level_has_it(self, tree, cast, other):
        stage = passage(tree, cast)
        stage.submit()
        move(tree.branch, other)
        assert stage.record().held_by == tree.top

    def test_who_is_still_above_keeps_it(self, tree, cast, other):
        stage = passage(tree, cast)
        stage.submit()
        move(tree.general, other)
        assert stage.record().held_by == tree.general
        assert list(stage.record().events.values_list("step", flat=True)) == ["submit"]

    def test_out_of_the_organisers_reach_it_goes_back_to_the_branch(self, tree, cast):
        stage = passage(tree, cast)
        stage.submit()
        move(tree.branch, tree.foreign_top)
        record = stage.record()
        assert (record.status, record.held_by, record.handed_in_on is None) == ("open", None, False)
        with pytest.raises(BusinessError, match="无法提交验收"):
            advance_phase(record, "submit", actor=fresh(cast.secretary))
