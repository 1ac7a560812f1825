"""Yearly plans: asked for in January, written, submitted, read; who is missing is said in words."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from brands.enums import AnnualPlanStatus
from brands.models import AnnualPlan, Honour
from brands.selectors.plan import in_words
from brands.services import plan as services
from brands.services.plan import advance_plan, ask_by_office, ask_for_plans, read_all, save_plan
from brands.services.texts import ChangedMeanwhile
from brands.workflow.plan import PLAN_FLOW
from core.errors import BusinessError, StepRefused
from core.spreadsheet import read_xlsx
from tests.brands.matrix import check_matrix
from tests.core.parallel import together
from tests.factories import honours as named_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
FILLED = {"goals": "把窗口服务做实。", "measures": "一季度查，二季度改。"}


def at(day: date, seconds: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(seconds=seconds)


@pytest.mark.django_db
def test_plan_matrix():
    cast = named_of.named()
    plan = named_of.plan_of(cast, **FILLED)
    expected = {
        "submit": (("draft",), ("secretary",)),
        "read": (("submitted",), ("office",)),
        "return": (("submitted", "read"), ("office",)),
    }
    people = {name: getattr(cast, name) for name in cast.people}
    assert check_matrix(PLAN_FLOW, plan, people, expected) > 40


@pytest.mark.django_db
class TestAsking:
    @pytest.mark.parametrize(("seconds", "count"), [(-1, 0), (0, 1), (1, 1)])
    def test_from_new_year_on(self, seconds, count):
        """Named in the year before: one second before midnight it is still that year."""
        with time_machine.travel(at(date(2027, 6, 1)), tick=False):
            named_of.named(granted_on=date(2027, 6, 1))
        with time_machine.travel(at(date(2028, 1, 1), seconds), tick=False):
            assert ask_for_plans(dry_run=True) == count
            assert not AnnualPlan.objects.exists()
            assert (ask_for_plans(), ask_for_plans()) == (count, 0)
            assert (
                list(AnnualPlan.objects.values_list("year", "due_on", "status"))
                == [(2028, date(2028, 1, 31), "draft")] * count
            )

    @pytest.mark.parametrize(("seconds", "count"), [(-1, 1), (0, 0), (1, 0)])
    def test_until_the_day_on_which_it_is_due(self, seconds, count):
        with time_machine.travel(at(date(2027, 6, 1)), tick=False):
            named_of.named(granted_on=date(2027, 6, 1))
        with time_machine.travel(at(date(2028, 2, 1), seconds), tick=False):
            assert ask_for_plans() == count

    @pytest.mark.parametrize(("days", "due_on"), [(30, date(2028, 1, 31)), (59, date(2028, 2, 29))])
    def test_the_days_are_the_programs(self, days, due_on):
        with time_machine.travel(at(date(2028, 1, 10)), tick=False):
            named_of.named(granted_on=date(2027, 6, 1), plan_days=days)
            assert ask_for_plans() == 1
            assert AnnualPlan.objects.get().due_on == due_on

    @pytest.mark.parametrize(
        ("granted_on", "status", "count"),
        [
            (date(2027, 12, 31), "valid", 1),
            (date(2027, 12, 31), "correcting", 1),
            (date(2028, 1, 1), "valid", 0),
            (date(2027, 5, 1), "revoked", 0),
            (date(2024, 5, 1), "valid", 0),
        ],
    )
    def test_whoever_was_named_before_the_year_and_holds_it(self, granted_on, status, count):
        with time_machine.travel(at(date(2028, 1, 15)), tick=False):
            named_of.named(granted_on=granted_on)
            Honour.objects.update(status=status)
            assert ask_for_plans() == count

    def test_named_during_the_year_it_is_asked_next_january(self):
        with time_machine.travel(at(date(2028, 1, 5)), tick=False):
            cast = named_of.named(granted_on=date(2028, 1, 4))
            assert ask_by_office(cast.program, year=2028, due_on=date(2028, 1, 31), actor=cast.office) == 0
        with time_machine.travel(at(date(2029, 1, 1)), tick=False):
            assert ask_for_plans() == 1

    def test_the_office_asks_with_a_day_of_its_own(self):
        with time_machine.travel(at(date(2028, 7, 1)), tick=False):
            cast = named_of.named(granted_on=date(2027, 6, 1), count=3)
            assert ask_by_office(cast.program, year=2028, due_on=date(2028, 7, 20), actor=cast.office) == 3
            assert ask_by_office(cast.program, year=2028, due_on=date(2028, 7, 21), actor=cast.office) == 0
            assert set(AnnualPlan.objects.values_list("due_on", flat=True)) == {date(2028, 7, 20)}
            for actor in (cast.director, cast.secretary):
                with pytest.raises(StepRefused):
                    ask_by_office(cast.program, year=2028, due_on=date(2028, 8, 1), actor=actor)
            with pytest.raises(BusinessError, match="早于今天"):
                ask_by_office(cast.program, year=2028, due_on=date(2028, 6, 30), actor=cast.office)
            with pytest.raises(BusinessError, match="本年度或下一年度"):
                ask_by_office(cast.program, year=2030, due_on=date(2028, 8, 1), actor=cast.office)

    def test_the_page_proposes_the_year_for_which_brands_wait(self, client):
        with time_machine.travel(at(date(2028, 11, 20)), tick=False):
            cast = named_of.named(granted_on=date(2028, 6, 1))
            client.force_login(cast.office)
            page = client.get(reverse("brands:plan_ask")).content.decode()
        assert "1个已命名品牌尚未布置2029年计划" in page
        assert 'value="2029"' in page
        assert 'value="2029-01-' in page

    def test_by_key_some_at_a_time(self, monkeypatch):
        monkeypatch.setattr(services, "BATCH", 2)
        with time_machine.travel(at(date(2028, 1, 5)), tick=False):
            named_of.named(granted_on=date(2027, 6, 1), count=5)
            assert ask_for_plans() == 5

    def test_the_command_says_how_many(self):
        said = io.StringIO()
        with time_machine.travel(at(date(2028, 1, 5)), tick=False):
            named_of.named(granted_on=date(2027, 6, 1))
            for options in (["--dry-run"], [], []):
                call_command("ask_for_plans", *options, stdout=said)
        assert said.getvalue().splitlines() == [
            "1 plan(s) would be asked for", "1 plan(s) asked for", "0 plan(s) asked for",
        ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_asked_twice_in_the_same_instant_each_brand_is_asked_once():
    with time_machine.travel(at(date(2028, 1, 5)), tick=False):
        named_of.named(granted_on=date(2027, 6, 1), count=3)
        results = together(lambda n: ask_for_plans(), 3)
    assert all(isinstance(result, int) for result in results), results
    assert AnnualPlan.objects.count() == 3


@pytest.mark.django_db
class TestWriting:
    def test_from_draft_to_read(self):
        cast = named_of.named()
        plan = save_plan(named_of.plan_of(cast), actor=cast.clerk, texts={"goals": "做实。"}, version=0)
        with pytest.raises(BusinessError) as refused:
            advance_plan(plan, "submit", actor=cast.secretary)
        assert refused.value.details == ["请填写工作措施。"]
        plan = save_plan(plan, actor=cast.clerk, texts=FILLED, version=1)
        plan = advance_plan(plan, "submit", actor=cast.secretary)
        assert (plan.status, plan.submitted_by, plan.submitted_on) == (
            AnnualPlanStatus.SUBMITTED, cast.secretary, timezone.localdate(),
        )  # fmt: skip
        with pytest.raises(StepRefused, match="不能修改"):
            save_plan(plan, actor=cast.clerk, texts=FILLED, version=2)
        plan = advance_plan(plan, "return", actor=cast.office, comment="措施请写明责任人。")
        plan = advance_plan(plan, "submit", actor=cast.secretary)
        plan = advance_plan(plan, "read", actor=cast.office)
        assert [e.step for e in plan.events.all()] == ["submit", "return", "submit", "read"]

    def test_the_loser_of_a_race_is_told(self):
        cast = named_of.named()
        plan = named_of.plan_of(cast)
        save_plan(plan, actor=cast.clerk, texts=FILLED, version=0)
        with pytest.raises(ChangedMeanwhile) as lost:
            save_plan(plan, actor=cast.secretary, texts={**FILLED, "goals": "另一份"}, version=0)
        assert lost.value.theirs == [("目标任务", FILLED["goals"])]

    def test_others_do_not_write(self):
        cast = named_of.named()
        plan = named_of.plan_of(cast)
        for name in ("member", "office", "director", "outsider"):
            with pytest.raises(StepRefused):
                save_plan(plan, actor=getattr(cast, name), texts=FILLED, version=0)

    def test_many_are_read_each_by_itself(self):
        cast = named_of.named(count=3)
        plans = [named_of.plan_of(cast, n, status="submitted" if n else "draft") for n in range(3)]
        read, refused = read_all(plans, actor=cast.office)
        assert [plan.pk for plan in read] == [plan.pk for plan in plans[1:]]
        assert len(refused) == 1

    @pytest.mark.parametrize(
        ("days", "words"), [(1, "未报送，还有1天"), (0, "未报送，今天到期"), (-1, "未报送，已逾期1天")]
    )
    def test_what_is_missing_in_words(self, days, words):
        today = date(2028, 2, 29)
        assert in_words(AnnualPlan(due_on=today + timedelta(days=days)), today) == words


@pytest.mark.django_db
class TestPages:
    def test_what_was_typed_stays(self, client):
        cast = named_of.named()
        plan = named_of.plan_of(cast)
        address = reverse("brands:plan_edit", args=[plan.pk])
        client.force_login(cast.clerk)
        long = client.post(address, {"goals": "长" * 2001, "measures": "留下", "version": "0"})
        assert long.status_code == 400 and "长" * 2001 in long.content.decode() and "留下" in long.content.decode()
        save_plan(plan, actor=cast.secretary, texts=FILLED, version=0)
        lost = client.post(address, {"goals": "我的目标", "measures": "我的措施", "version": "0"})
        page = lost.content.decode()
        assert lost.status_code == 409 and "我的目标" in page and FILLED["goals"] in page
        assert 'name="version" value="1"' in page
        again = client.post(address, {"goals": "我的目标", "measures": "我的措施", "version": "1", "action": "submit"})
        assert again.status_code == 302 and again.url.endswith("/steps/submit/")
        assert AnnualPlan.objects.get().goals == "我的目标"

    def test_line_breaks_count_once(self, client):
        cast = named_of.named()
        plan = named_of.plan_of(cast)
        client.force_login(cast.clerk)
        text = "\r\n".join(["行"] * 1000)
        answer = client.post(reverse("brands:plan_edit", args=[plan.pk]), {"goals": text, "version": "0"})
        assert answer.status_code == 302
        assert AnnualPlan.objects.get().goals == "\n".join(["行"] * 1000)

    def test_last_years_plan_is_taken_over_without_saving(self, client):
        cast = named_of.named()
        named_of.plan_of(cast, year=timezone.localdate().year - 1, goals="去年的目标", measures="去年的措施")
        plan = named_of.plan_of(cast)
        client.force_login(cast.clerk)
        page = client.get(reverse("brands:plan_edit", args=[plan.pk]) + "?copy=1")
        assert page.context["form"].initial["goals"] == "去年的目标"
        assert "已带入" in page.content.decode()
        assert AnnualPlan.objects.get(pk=plan.pk).goals == ""

    def test_a_stale_confirmation_is_refused(self, client):
        cast = named_of.named()
        plan = named_of.plan_of(cast, **FILLED)
        client.force_login(cast.secretary)
        address = reverse("brands:plan_step", args=[plan.pk, "submit"])
        for seen, status in (("draft.1", 400), ("nonsense", 400), ("draft.0", 302)):
            assert client.post(address, {"comment": "", "seen": seen}).status_code == status

    def test_bulk_reading_asks_first(self, client):
        cast = named_of.named(count=2)
        plans = [named_of.plan_of(cast, n, status="submitted") for n in range(2)]
        client.force_login(cast.office)
        address = reverse("brands:plan_read")
        asked = client.post(address, {"selected": [plan.pk for plan in plans]})
        assert "共2份计划" in asked.content.decode()
        assert AnnualPlan.objects.filter(status="submitted").count() == 2
        client.post(address, {"selected": ",".join(str(plan.pk) for plan in plans), "confirmed": "1"})
        assert AnnualPlan.objects.filter(status="read").count() == 2

    def test_the_spreadsheet_names_who_is_missing(self, client):
        cast = named_of.named(count=3)
        named_of.plan_of(cast, 0, due_on=timezone.localdate() - timedelta(days=3))
        named_of.plan_of(cast, 1, status="submitted", submitted_on=timezone.localdate(), **FILLED)
        client.force_login(cast.office)
        answer = client.get(reverse("brands:plan_export"))
        rows = read_xlsx(io.BytesIO(answer.content))["年度深化计划"]
        assert [row[5] for row in rows[1:]] == [
            "未报送，已逾期3天", f"{timezone.localdate()}报送，待阅", "尚未布置",
        ]  # fmt: skip

    @pytest.mark.parametrize("count", [1, 3])
    def test_pages_ask_as_often_for_three_as_for_one(self, client, django_assert_num_queries, count):
        cast = named_of.named(count=count)
        plans = [named_of.plan_of(cast, n, status="submitted") for n in range(count)]
        client.force_login(cast.office)
        client.get(reverse("brands:plan_list"))
        with django_assert_num_queries(LIST_QUERIES):
            client.get(reverse("brands:plan_list"))
        with django_assert_num_queries(DETAIL_QUERIES):
            client.get(reverse("brands:plan_detail", args=[plans[0].pk]))


LIST_QUERIES, DETAIL_QUERIES = 10, 7
