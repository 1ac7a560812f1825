"""A brand is classed anew with the step that changes what its rules look at; the clock only does what time changes."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from branches.enums import Role
from brands.models import AnnualPlan, Brand, GuidanceRule
from brands.services.activity import ActivityDraft, enter_activities, enter_activity, update_activity, void_activity
from brands.services.application import advance
from brands.services.creation import advance_brand
from brands.services.guidance import RuleDraft, classify, write_rules
from brands.services.phase import advance_phase
from brands.services.plan import advance_plan
from core.errors import BusinessError
from core.onetime import new_key
from tests.core.parallel import together
from tests.factories.activities import kind
from tests.factories.branches import fresh, person, small_cast, small_tree
from tests.factories.brands import ApplicationFactory, BrandFactory, ProgramFactory
from tests.factories.inspection import FindingFactory, TargetFactory
from tests.factories.phases import Passage, overdue_record, passage

pytestmark = pytest.mark.django_db


def class_of(brand: Brand) -> str:
    return Brand.objects.get(pk=brand.pk).guidance_class


def facts_of(brand: Brand) -> list[str]:
    return [reason["fact"] for reason in Brand.objects.get(pk=brand.pk).guidance_reasons]


def by(brand: Brand, *rules: tuple[str, str, int | None, int | None]) -> None:
    """The program goes by these rules from now on."""
    GuidanceRule.objects.filter(program=brand.program).delete()
    for order, (given, fact, low, high) in enumerate(rules, start=1):
        GuidanceRule.objects.create(
            program=brand.program, order=order, guidance_class=given, fact=fact, at_least=low, at_most=high
        )
    list(classify())


def late() -> Passage:
    stage = passage()
    overdue_record(stage.brand)
    list(classify())
    assert (class_of(stage.brand), facts_of(stage.brand)) == ("middling", ["overdue_phases"])
    return stage


class TestPhases:
    def test_handed_in_it_is_not_late_any_more_and_turned_back_it_is_again(self):
        stage = late()
        stage.submit()
        assert facts_of(stage.brand) == []
        stage.turn_back()
        assert facts_of(stage.brand) == ["overdue_phases"]

    def test_taken_back_by_the_branch(self):
        stage = late()
        advance_phase(stage.submit(), "withdraw", actor=fresh(stage.cast.secretary))
        assert facts_of(stage.brand) == ["overdue_phases"]

    def test_an_extension(self):
        stage = late()
        until = timezone.localdate() + timedelta(days=20)
        reviewer = fresh(stage.cast.general_reviewer)
        advance_phase(stage.record(), "extend", actor=reviewer, comment="汛期", until=until)
        assert facts_of(stage.brand) == []


class TestPlans:
    def test_submitted_and_returned(self):
        stage = passage()
        today = timezone.localdate()
        plan = AnnualPlan.objects.create(
            brand=stage.brand, organization_path=stage.brand.organization_path, year=today.year,
            due_on=today - timedelta(days=1), goals="巩固提升", measures="每月一次主题党日",
        )  # fmt: skip
        list(classify())
        assert facts_of(stage.brand) == ["plan_missing"]
        plan = advance_plan(plan, "submit", actor=fresh(stage.cast.secretary))
        assert facts_of(stage.brand) == []
        advance_plan(plan, "return", actor=fresh(stage.cast.office), comment="请写明措施")
        assert facts_of(stage.brand) == ["plan_missing"]


class TestActivities:
    def test_entered_changed_to_another_brand_and_void(self):
        stage, today = passage(), timezone.localdate()
        other = BrandFactory(organization=stage.tree.branch)
        for brand in (stage.brand, other):
            by(brand, ("good", "activities", 2, None))
        draft = partial(ActivityDraft, kind=kind("study"), title="集中学习", held_on=today)
        clerk, branch = fresh(stage.cast.clerk), stage.tree.branch
        rows = [draft(brand=stage.brand), draft(brand=other)]
        enter_activities(branch, drafts=rows, actor=clerk, key=new_key())
        assert (class_of(stage.brand), class_of(other)) == ("middling", "middling")
        activity = enter_activity(branch, draft=draft(brand=stage.brand), actor=clerk, key=new_key())
        assert (class_of(stage.brand), class_of(other)) == ("good", "middling")
        activity = update_activity(activity, draft=draft(brand=other), actor=clerk, version=0)
        assert (class_of(stage.brand), class_of(other)) == ("middling", "good")
        void_activity(activity, reason="重复", actor=clerk, version=1)
        assert (class_of(stage.brand), class_of(other)) == ("middling", "middling")

    def test_many_at_once(self):
        stage = passage()
        by(stage.brand, ("good", "activities", 2, None))
        row = ActivityDraft(kind=kind("study"), title="学习", held_on=timezone.localdate(), brand=stage.brand)
        enter_activities(stage.tree.branch, drafts=[row, row], actor=fresh(stage.cast.clerk), key=new_key())
        assert class_of(stage.brand) == "good"


class TestBrands:
    def test_a_new_brand_is_classed_with_its_acceptance(self):
        tree = small_tree()
        cast = small_cast(tree)
        application = ApplicationFactory(program=ProgramFactory(organizer=tree.top), organization=tree.direct)
        for step, actor in (
            ("submit", person(Role.SECRETARY, tree.direct)),
            ("screen", cast.office),
            ("accept", cast.director),
        ):
            application = advance(application, step, actor=fresh(actor))
        assert class_of(application.brand) == "middling"

    def test_a_resumed_brand_catches_up(self):
        stage = passage()
        list(classify())
        director = fresh(stage.cast.director)
        stopped = advance_brand(stage.brand, "stop", actor=director, comment="与主业结合不紧")
        FindingFactory(
            target=TargetFactory(organization=stage.tree.branch), status="open",
            due_on=timezone.localdate() - timedelta(days=1),
        )  # fmt: skip
        list(classify())
        assert facts_of(stopped) == []
        advance_brand(stopped, "resume", actor=director, comment="已重新论证")
        assert facts_of(stopped) == ["overdue_findings"]


@pytest.mark.django_db(transaction=True)
def test_rules_written_while_a_brand_takes_a_step_wait_for_nobody_in_a_circle():
    """Neither waits for what the other holds, also where the program has no rules of its own yet."""
    stage = passage()
    record, program = stage.write(), stage.program
    rules = [RuleDraft("good", "activities", Decimal(1), None)]
    acts = [
        partial(advance_phase, record, "submit", actor=fresh(stage.cast.secretary)),
        partial(write_rules, program, rules, actor=fresh(stage.cast.office)),
    ]
    results = together(lambda place: acts[place](), 2)
    assert not [error for error in results if isinstance(error, Exception) and not isinstance(error, BusinessError)]
    assert stage.record().status == "submitted"
    assert program.guidance_rules.count() == 1
