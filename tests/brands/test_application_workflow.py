"""Every state of an application × every person × every step: what is offered, what is taken, what is refused."""

import pytest
from django.db import transaction

from brands.models import Application, Brand
from brands.services.application import advance, seen_of
from brands.workflow.application import APPLICATION_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from tests.core.parallel import together
from tests.factories.branches import fresh, person, small_cast, small_tree
from tests.factories.brands import ApplicationFactory, ProgramFactory

STEPS = set(APPLICATION_FLOW.steps)
# Where the application stands → who may do what there; whoever is not named may do nothing.
OPEN = {
    "draft": {"secretary": {"submit", "withdraw"}},
    "returned": {"secretary": {"submit", "withdraw"}},
    "at_general": {"secretary": {"withdraw"}, "general_reviewer": {"endorse", "return", "decline"}},
    "at_committee": {"secretary": {"withdraw"}, "committee_reviewer": {"endorse", "return", "decline"}},
    "at_office": {"secretary": {"withdraw"}, "office": {"screen", "return", "decline"}},
    "at_director": {"secretary": {"withdraw"}, "director": {"accept", "return", "decline"}},
    "accepted": {},
    "declined": {},
    "withdrawn": {"secretary": {"reopen"}},
}
WAY = [
    ("draft", None, None),
    ("at_general", "submit", "secretary"),
    ("at_committee", "endorse", "general_reviewer"),
    ("at_office", "endorse", "committee_reviewer"),
    ("at_director", "screen", "office"),
    ("accepted", "accept", "director"),
]


@pytest.fixture
def tree(db):
    return small_tree()


def standing(place, tree, cast):
    """An application that has come to that place by its steps."""
    application = ApplicationFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)
    if place in ("returned", "declined", "withdrawn"):
        application = advance(application, "submit", actor=cast.secretary)
        step = {"returned": "return", "declined": "decline", "withdrawn": "withdraw"}[place]
        actor = cast.secretary if step == "withdraw" else cast.general_reviewer
        return advance(application, step, actor=actor, comment="理由")
    for name, step, actor in WAY:
        if step:
            application = advance(application, step, actor=getattr(cast, actor))
        if name == place:
            return application
    raise AssertionError(place)


@pytest.mark.parametrize("place", OPEN)
def test_what_is_offered_is_what_may_be_taken_and_nothing_else(place, tree, cast):
    application = standing(place, tree, cast)
    before = Application.objects.values().get(pk=application.pk)
    for name in vars(cast):
        user = fresh(getattr(cast, name))
        expected = OPEN[place].get(name, set())
        offered = {step.name for step in APPLICATION_FLOW.open_steps(user, Application.objects.get(pk=application.pk))}
        assert offered == expected, (place, name)
        for step in STEPS:
            events = application.events.count()
            with transaction.atomic():
                point = transaction.savepoint()
                if step in expected:
                    taken = advance(application, step, actor=user, comment="理由")
                    assert taken.events.count() == events + 1
                else:
                    with pytest.raises(StepRefused):
                        advance(application, step, actor=user, comment="理由")
                    assert application.events.count() == events
                transaction.savepoint_rollback(point)
    assert Application.objects.values().get(pk=application.pk) == before


@pytest.mark.parametrize("place", OPEN)
def test_an_unknown_step_is_refused(place, tree, cast):
    application = standing(place, tree, cast)
    with pytest.raises(StepRefused):
        advance(application, "publish", actor=cast.director)


@pytest.mark.parametrize(
    ("place", "step", "actor"),
    [("at_general", "return", "general_reviewer"), ("at_office", "decline", "office")],
)
def test_turning_back_needs_a_reason(place, step, actor, tree, cast):
    application = standing(place, tree, cast)
    with pytest.raises(StepRefused, match="理由"):
        advance(application, step, actor=getattr(cast, actor), comment="  ")


def test_a_returned_application_begins_the_way_anew(tree, cast):
    application = standing("at_director", tree, cast)
    application = advance(application, "return", actor=cast.director, comment="补充目标")
    assert (application.held_by, application.is_screened) == (None, False)
    application = advance(application, "submit", actor=cast.secretary)
    assert (application.held_by, application.is_screened, application.version_number) == (tree.general, False, 2)


@pytest.mark.parametrize(
    "changed",
    [
        {"votes_for": 5},
        {"present": 5, "votes_for": 5, "abstained": 0},
        {"votes_against": 3},
        {"present": 11},
        {"held_on": "2999-01-01"},
        {"opinions_asked": ""},
        {"expected": None},
    ],
)
def test_without_a_quorum_nothing_is_submitted(changed, tree, cast):
    application = standing("draft", tree, cast)
    for field, value in changed.items():
        setattr(application.resolution, field, value)
    application.resolution.save()
    with pytest.raises(BusinessError):
        advance(application, "submit", actor=cast.secretary)
    assert Application.objects.get().status == "draft"


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"concept": "长" * 301},
        {"carriers": []},
        {"carriers": [{"kind": "post", "name": "岗", "text": ""}] * 2},
        {"carriers": [{"kind": "post", "name": "岗", "text": "长" * 301}]},
        {"facets": [{"title": "", "text": "无标题"}]},
        {"plans": []},
        {"logo": "logos/a.png", "has_emblem": None},
    ],
)
def test_what_is_incomplete_or_too_long_is_not_submitted(changed, tree, cast):
    application = standing("draft", tree, cast)
    for field, value in changed.items():
        setattr(application, field, value)
    application.save()
    with pytest.raises(BusinessError) as refused:
        advance(application, "submit", actor=cast.secretary)
    assert refused.value.details
    assert Application.objects.get().version_number == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_in_the_same_instant_one_is_heard():
    tree = small_tree()
    cast = small_cast(tree)
    second = person("reviewer", tree.general)
    application = standing("at_general", tree, cast)
    seen, reviewers = seen_of(application), [cast.general_reviewer, second]

    def act(index):
        actor = fresh(reviewers[index])
        return advance(application, ("endorse", "return")[index], actor=actor, comment="意见", seen=seen)

    results = together(act, 2)
    assert sorted(isinstance(result, Application) for result in results) == [False, True]
    assert isinstance(next(r for r in results if not isinstance(r, Application)), StaleCopy | StepRefused)
    assert application.events.exclude(step="submit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawal_and_acceptance_in_the_same_instant_make_no_half_brand():
    tree = small_tree()
    cast = small_cast(tree)
    application = standing("at_director", tree, cast)

    def act(index):
        step, actor = [("withdraw", cast.secretary), ("accept", cast.director)][index]
        return advance(application, step, actor=fresh(actor))

    results = together(act, 2)
    status = Application.objects.get().status
    assert [isinstance(result, Application) for result in results].count(True) == 1
    assert Brand.objects.count() == (1 if status == "accepted" else 0)


@pytest.mark.django_db(transaction=True)
def test_one_person_pressing_twice_submits_once():
    tree = small_tree()
    cast = small_cast(tree)
    application = standing("draft", tree, cast)
    seen = seen_of(application)
    results = together(lambda index: advance(application, "submit", actor=fresh(cast.secretary), seen=seen), 3)
    assert [isinstance(result, Application) for result in results].count(True) == 1
    application = Application.objects.get()
    assert (application.version_number, application.versions.count()) == (1, 1)
