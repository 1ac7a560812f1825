"""Classified guidance: the rules' arithmetic, the facts they look at, the office's own word, the daily command."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from brands.enums import GuidanceFact
from brands.models import (
    Activity,
    ActivityKind,
    AnnualPlan,
    Brand,
    Finding,
    GuidanceJudgement,
    GuidanceRule,
    PhaseRecord,
)
from brands.rules.guidance import fact_in_words, fits, reason_in_words, rule_in_words, verdict
from brands.selectors.guidance import classed_brands, facts_of, strong_for, weak_brands, year_before
from brands.services import guidance as services
from brands.services.guidance import RuleDraft, rules_token
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry, Job
from tests.core.parallel import together
from tests.factories.branches import LineFactory, OrganizationFactory, RegionFactory, fresh, person
from tests.factories.brands import BrandFactory, ProgramFactory
from tests.factories.guidance import PairingFactory
from tests.factories.inspection import FindingFactory, Scene, TargetFactory, scene

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def rule(given: str, fact: str, low=None, high=None) -> GuidanceRule:
    bounds = {"at_least": None if low is None else Decimal(low), "at_most": None if high is None else Decimal(high)}
    return GuidanceRule(guidance_class=given, fact=fact, **bounds)


def applied() -> tuple[int, int]:
    total = sum(services.classify(), services.Applied(0, 0))
    return total.looked_at, total.changed


# The arithmetic ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "fitting", "not_fitting"),
    [
        ("2", None, ["2", "2.00", "3"], ["1.99", "0"]),
        (None, "59.99", ["59.99", "0"], ["60", "59.991"]),
        ("60", "80", ["60", "80", "70.5"], ["59.99", "80.01"]),
        ("0", "0", [0], [1]),
    ],
)
def test_both_bounds_are_included(low, high, fitting, not_fitting):
    one = rule("weak", "ledger_score", low, high)
    assert [fits(one, Decimal(v)) for v in fitting] == [True] * len(fitting)
    assert [fits(one, Decimal(v)) for v in not_fitting] == [False] * len(not_fitting)
    assert fits(one, None) is False


def test_the_first_fitting_rule_decides_and_all_of_its_class_are_named():
    rules = [
        rule("good", "ledger_score", "90"),
        rule("weak", "overdue_phases", "2"),
        rule("middling", "overdue_phases", "1"),
        rule("weak", "overdue_findings", "1"),
    ]
    facts = {"ledger_score": None, "overdue_phases": 2, "overdue_findings": 3}
    found, reasons = verdict(rules, facts)
    assert found == "weak"
    assert [reason_in_words(r) for r in reasons] == [
        "逾期阶段2个（规则：不少于2个为薄弱）",
        "逾期未整改问题3个（规则：不少于1个为薄弱）",
    ]
    assert verdict(rules, facts | {"ledger_score": Decimal("90.00")})[0] == "good"
    assert verdict(rules, {"ledger_score": Decimal("80"), "overdue_phases": 0, "overdue_findings": 0}) == (
        "middling",
        [],
    )


def test_rules_read_as_plain_chinese():
    assert rule_in_words(rule("weak", "overdue_phases", "2")) == "逾期阶段不少于2个的，列为薄弱。"
    assert rule_in_words(rule("weak", "ledger_score", None, "59.99")) == (
        "最近一次年度考核得分不多于59.99分的，列为薄弱。"
    )
    assert rule_in_words(rule("middling", "ledger_score", "60", "84.5")) == (
        "最近一次年度考核得分在60至84.5分之间的，列为一般。"
    )
    assert rule_in_words(rule("good", "overdue_phases", "0", "0")) == "逾期阶段等于0个的，列为较好。"
    assert fact_in_words("ledger_score", None) == "尚无年度考核得分"
    assert [fact_in_words(fact, 1)[-1] for fact in GuidanceFact] == ["个", "个", "个", "分", "份", "次"]


# The facts ---------------------------------------------------------------------------------------------------------


def facts(brand: Brand, today: date | None = None) -> dict:
    return {str(k): v for k, v in facts_of([brand], today or timezone.localdate())[brand.pk].items()}


def test_what_is_counted_of_a_brand():
    s = scene()
    brand, today = s.brands["branch"], timezone.localdate()
    phases = list(brand.program.phases.order_by("order"))
    states = ("accepted", "submitted", "open", "upcoming")
    for phase, status in zip(phases, states, strict=True):
        PhaseRecord.objects.create(
            brand=brand, organization_path=brand.organization_path, phase=phase, starts_on=today - timedelta(days=90),
            due_on=today - timedelta(days=1), status=status,
        )  # fmt: skip
    AnnualPlan.objects.create(
        brand=brand, organization_path=brand.organization_path, year=today.year, due_on=today - timedelta(days=1)
    )
    AnnualPlan.objects.create(
        brand=brand, organization_path=brand.organization_path, year=today.year - 1, due_on=today - timedelta(days=365)
    )
    kind = ActivityKind.objects.order_by("pk").first()
    for days, is_void in ((0, False), (364, False), (367, False), (-1, False), (5, True)):
        Activity.objects.create(
            organization=s.tree.branch, organization_path=s.tree.branch.path, brand=brand, kind=kind, title="活动",
            held_on=today - timedelta(days=days), is_void=is_void, void_reason="重复" if is_void else "",
            **({"voided_at": timezone.now()} if is_void else {}),
        )  # fmt: skip
    target = s.targets["branch"]
    FindingFactory(target=target, status="open", due_on=today - timedelta(days=1))
    FindingFactory(target=target, status="answered", due_on=today - timedelta(days=1))
    FindingFactory(target=target, status="closed", due_on=today - timedelta(days=1))
    FindingFactory(target=target, status="draft", due_on=today - timedelta(days=1))
    # Found before the branch had a brand.
    FindingFactory(target=TargetFactory(organization=s.tree.branch), status="open")
    assert facts(brand) == {
        "overdue_phases": 2,
        "overdue_findings": 1,
        "open_findings": 4,
        "ledger_score": None,
        "plan_missing": 1,
        "activities": 2,
    }
    assert set(facts(s.brands["direct"]).values()) == {0, None}


@pytest.mark.parametrize("brands", [1, 3])
def test_facts_take_four_queries_however_many_brands(brands, django_assert_num_queries):
    rows = BrandFactory.create_batch(brands)
    with django_assert_num_queries(4):
        facts_of(rows, timezone.localdate())


def test_twelve_months_back_from_a_leap_day():
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert year_before(date(2029, 2, 28)) == date(2028, 2, 28)
    assert year_before(date(2027, 1, 1)) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("due_on", "moments"),
    [
        (date(2026, 6, 10), ("2026-06-10 23:59:59", "2026-06-11 00:00:00", "2026-06-11 00:00:01")),
        (date(2026, 12, 31), ("2026-12-31 23:59:59", "2027-01-01 00:00:00", "2027-01-01 00:00:01")),
        (date(2028, 2, 29), ("2028-02-29 23:59:59", "2028-03-01 00:00:00", "2028-03-01 00:00:01")),
    ],
)
def test_a_phase_is_overdue_from_midnight_in_shanghai(due_on, moments):
    brand = BrandFactory(phase_records=False)
    PhaseRecord.objects.create(
        brand=brand, organization_path=brand.organization_path, phase=brand.phase, starts_on=due_on, due_on=due_on,
        status="open",
    )  # fmt: skip
    found = []
    for moment in moments:
        with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI), tick=False):
            applied()
            brand.refresh_from_db()
            found.append([r["fact"] for r in brand.guidance_reasons])
    assert found == [[], ["overdue_phases"], ["overdue_phases"]]


# Applied -----------------------------------------------------------------------------------------------------------


def test_applied_by_the_usual_rules_and_stored_with_reasons():
    brand = BrandFactory()
    assert brand.program.guidance_rules.count() == 0
    assert applied() == (1, 1)
    brand.refresh_from_db()
    assert brand.guidance_class == "weak"
    assert [reason_in_words(r) for r in brand.guidance_reasons] == ["逾期阶段3个（规则：不少于2个为薄弱）"]
    assert brand.program.guidance_rules.count() == 7
    assert applied() == (1, 0)


def test_the_command_says_and_does_nothing_dry():
    brand = BrandFactory()
    BrandFactory(status="closed")
    said = StringIO()
    call_command("classify_brands", "--dry-run", stdout=said)
    brand.refresh_from_db()
    assert (said.getvalue(), brand.guidance_class) == ("1 brand(s) looked at, 1 would change\n", "")
    outputs = []
    for _ in range(2):
        said = StringIO()
        call_command("classify_brands", stdout=said)
        outputs.append(said.getvalue())
    assert outputs == ["1 brand(s) looked at, 1 changed\n", "1 brand(s) looked at, 0 changed\n"]


def test_batch_by_batch(monkeypatch):
    """However many brands there are, one batch is held at a time; a brand that goes on changes nothing for the next."""
    monkeypatch.setattr(services, "BATCH", 2)
    program = ProgramFactory()
    BrandFactory.create_batch(5, program=program)
    assert [(a.looked_at, a.changed) for a in services.classify()] == [(2, 2), (2, 2), (1, 1)]
    assert Brand.objects.filter(guidance_class="weak").count() == 5


def test_the_ledger_is_noted_and_an_earlier_one_changes_nothing():
    brand = BrandFactory(phase_records=False)
    services.note_ledger(brand.organization, year=2026, score=Decimal("91.5"), grade="优秀")
    brand.refresh_from_db()
    assert (brand.last_ledger_year, brand.last_ledger_score, brand.last_ledger_grade, brand.guidance_class) == (
        2026, Decimal("91.50"), "优秀", "good",
    )  # fmt: skip
    services.note_ledger(brand.organization, year=2025, score=Decimal("40"), grade="不合格")
    brand.refresh_from_db()
    assert (brand.last_ledger_year, brand.guidance_class) == (2026, "good")
    services.note_ledger(brand.organization, year=2026, score=Decimal("59.99"), grade="不合格")
    brand.refresh_from_db()
    assert (brand.last_ledger_score, brand.guidance_class) == (Decimal("59.99"), "weak")
    services.note_ledger(OrganizationFactory(), year=2026, score=None, grade="")


# The office's word -------------------------------------------------------------------------------------------------


def classes(brand: Brand) -> str:
    return Brand.objects.get(pk=brand.pk).guidance_class


def test_the_offices_word_holds_until_it_is_ended():
    s = scene(findings=False)
    brand, office = s.brands["branch"], s.cast.office
    services.judge(brand, "weak", reason="走访了解到长期无人负责", actor=office)
    applied()
    assert classes(brand) == "weak"
    services.judge(brand, "good", reason="已换届，面貌一新", actor=office)
    assert classes(brand) == "good"
    assert brand.guidance_judgements.filter(ended_at__isnull=True).count() == 1
    services.end_judgement(brand, actor=office)
    assert classes(brand) == "middling"
    assert [j.ended_by for j in brand.guidance_judgements.all()] == [office, office]
    with pytest.raises(BusinessError, match="没有工委办公室的判定"):
        services.end_judgement(brand, actor=office)
    assert AuditEntry.objects.filter(action="判定分类指导类别").count() == 2


def test_what_a_judgement_needs():
    s = scene(findings=False)
    brand = s.brands["branch"]
    for changes, words in (
        ({"guidance_class": "excellent"}, "选择类别"),
        ({"reason": "  "}, "判定理由"),
    ):
        with pytest.raises(BusinessError, match=words):
            services.judge(
                **{"brand": brand, "guidance_class": "weak", "reason": "理由"} | changes, actor=s.cast.office
            )
    for name in ("secretary", "committee_reviewer", "director", "foreign_office"):
        with pytest.raises(StepRefused):
            services.judge(brand, "weak", reason="理由", actor=getattr(s.cast, name))
        with pytest.raises(StepRefused):
            services.end_judgement(brand, actor=getattr(s.cast, name))
    Brand.objects.filter(pk=brand.pk).update(status="closed")
    with pytest.raises(BusinessError, match="不再分类"):
        services.judge(brand, "weak", reason="理由", actor=s.cast.office)
    assert GuidanceJudgement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_judgements_in_the_same_instant_leave_one_in_force():
    s = scene(findings=False)
    brand = Brand.objects.select_related("program__organizer").get(pk=s.brands["branch"].pk)
    words = ["good", "weak"]
    results = together(lambda i: services.judge(brand, words[i], reason="研判", actor=s.cast.office), 2)
    assert all(isinstance(r, GuidanceJudgement) for r in results)
    last = GuidanceJudgement.objects.get(brand=brand, ended_at__isnull=True)
    assert classes(brand) == last.guidance_class


# The rules themselves ----------------------------------------------------------------------------------------------


def drafts(*rows) -> list[RuleDraft]:
    return [RuleDraft(c, f, low and Decimal(low), high and Decimal(high)) for c, f, low, high in rows]


def test_rules_are_rewritten_by_the_office_and_applied_by_a_job(django_capture_on_commit_callbacks):
    s = scene(findings=False)
    program, office = s.brands["branch"].program, s.cast.office
    applied()
    seen = rules_token(program.guidance_rules.order_by("order"))
    rows = drafts(("good", "open_findings", None, "0"), ("weak", "activities", None, "0"))
    with django_capture_on_commit_callbacks(execute=True):
        services.write_rules(program, rows, actor=office, seen=seen)
    assert [(r.order, r.guidance_class) for r in program.guidance_rules.all()] == [(1, "good"), (2, "weak")]
    job = Job.objects.get(kind="classify_program")
    assert job.params == {"program": program.pk}
    from core.jobs import run_job

    run_job(job.pk)
    job.refresh_from_db()
    assert job.message == "已按新规则核对3个品牌，其中3个品牌的类别或依据有变化。"
    assert classes(s.brands["branch"]) == "good"
    with pytest.raises(StaleCopy):
        services.write_rules(program, rows, actor=office, seen=seen)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("good", "open_findings", None, None), "至少填写一个"),
        (("good", "open_findings", "3", "2"), "应不大于"),
        (("best", "open_findings", "3", None), "请选择类别和依据"),
        (("good", "likes", "3", None), "请选择类别和依据"),
    ],
)
def test_what_a_rule_needs(row, words):
    s = scene(findings=False)
    with pytest.raises(BusinessError) as refused:
        services.write_rules(s.brands["branch"].program, drafts(row), actor=s.cast.office)
    assert words in refused.value.details[0]


def test_rules_are_the_offices_and_never_none():
    s = scene(findings=False)
    program = s.brands["branch"].program
    with pytest.raises(BusinessError, match="至少保留一条"):
        services.write_rules(program, [], actor=s.cast.office)
    for name in ("secretary", "committee_reviewer", "director", "foreign_office"):
        with pytest.raises(StepRefused):
            services.write_rules(program, drafts(("good", "open_findings", None, "0")), actor=getattr(s.cast, name))


# Who sees what, whom to pair ---------------------------------------------------------------------------------------


def seen_by(s: Scene, name: str) -> set[str]:
    brands = classed_brands(fresh(getattr(s.cast, name)))
    return {place for place, brand in s.brands.items() if brand in brands}


def test_a_branch_knows_its_own_class_alone():
    s = scene(findings=False)
    assert seen_by(s, "secretary") == {"branch"}
    assert seen_by(s, "sibling_secretary") == {"sibling"}
    assert seen_by(s, "general_reviewer") == {"branch", "sibling"}
    assert seen_by(s, "office") == {"branch", "sibling", "direct"}
    assert seen_by(s, "foreign_office") == set()
    judge = person("judge", s.tree.top)
    assert not classed_brands(judge).exists()


def test_whom_to_pair_the_nearest_first():
    s = scene(findings=False)
    line, region = LineFactory(), RegionFactory()
    weak = s.tree.branch
    weak.line, weak.region = line, region
    weak.save()
    program = s.brands["branch"].program
    here = {"program": program, "phase_records": False, "guidance_class": "good"}
    far = BrandFactory(**here, organization=OrganizationFactory(parent=s.tree.top), honour_level=3)
    same_region = BrandFactory(**here, organization=OrganizationFactory(parent=s.tree.top), region=region)
    same_line = BrandFactory(**here, organization=OrganizationFactory(parent=s.tree.top), line=line)
    both = BrandFactory(**here, organization=OrganizationFactory(parent=s.tree.top), line=line, region=region)
    BrandFactory(**here | {"guidance_class": "middling"}, organization=OrganizationFactory(parent=s.tree.top))
    assert strong_for(weak, s.tree.top) == [both, same_line, same_region, far]
    Brand.objects.filter(pk=s.brands["branch"].pk).update(guidance_class="weak")
    assert [b.organization for b in weak_brands(s.tree.top)] == [weak]
    PairingFactory(strong=both, weak=weak)
    assert weak_brands(s.tree.top) == []


def test_settling_a_finding_changes_the_class_at_once():
    from brands.services.finding import advance_finding

    s = scene()
    Finding.objects.filter(pk=s.findings["branch"].pk).update(due_on=timezone.localdate() - timedelta(days=1))
    applied()
    assert [classes(s.brands[place]) for place in ("branch", "sibling")] == ["middling", "middling"]
    assert Brand.objects.get(pk=s.brands["branch"].pk).guidance_reasons != []
    advance_finding(s.finding(), "settle", actor=s.cast.committee_reviewer, comment="现场已改")
    assert Brand.objects.get(pk=s.brands["branch"].pk).guidance_reasons == []
