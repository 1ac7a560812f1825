"""Awards from outside: several at once, none twice, none lost; counted for every unit."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brands.models import Award
from brands.selectors.regulation import tallies, totals
from brands.services.award import enter_awards, void_award
from core.errors import BusinessError, StepRefused
from core.onetime import new_key
from core.spreadsheet import read_xlsx
from tests.factories.branches import fresh, person
from tests.factories.brands import BrandFactory, ProgramFactory

pytestmark = pytest.mark.django_db


def row(**changes) -> dict:
    day = timezone.localdate() - timedelta(days=10)
    return {"title": "先进集体", "awarded_by": "市总工会", "level": 3, "awarded_on": day, "note": ""} | changes


def enter(tree, cast, *rows, **changes) -> list[Award]:
    fields = {"actor": fresh(cast.clerk), "rows": rows or [row()], "key": new_key()} | changes
    return enter_awards(tree.branch, **fields)


def test_all_rows_or_none(tree, cast):
    assert len(enter(tree, cast, row(), row(title="文明单位", level=4))) == 2
    with pytest.raises(BusinessError) as refused:
        enter(tree, cast, row(title="青年文明号"), row())
    assert refused.value.details == ["第2行“先进集体”已经登记，请勿重复填写。"]
    assert Award.objects.count() == 2


def test_twice_in_one_form_is_refused(tree, cast):
    with pytest.raises(BusinessError):
        enter(tree, cast, row(), row())


def test_a_form_sent_twice_enters_once(tree, cast):
    key = new_key()
    assert enter(tree, cast, key=key) == enter(tree, cast, key=key)
    assert Award.objects.count() == 1


def test_only_the_branch_enters_and_only_for_its_brands(tree, cast):
    for actor in (cast.office, cast.general_reviewer, cast.member, cast.sibling_secretary):
        with pytest.raises(StepRefused):
            enter(tree, cast, actor=fresh(actor))
    other = BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.sibling)
    with pytest.raises(BusinessError, match="本组织的品牌"):
        enter(tree, cast, row(brand=other))


def test_void_it_stays_and_is_not_counted(tree, cast):
    award = enter(tree, cast)[0]
    with pytest.raises(BusinessError, match="原因"):
        void_award(award, actor=fresh(cast.clerk), reason=" ")
    with pytest.raises(StepRefused):
        void_award(award, actor=fresh(cast.office), reason="重复")
    award = void_award(award, actor=fresh(cast.secretary), reason="授予单位有误")
    assert (award.is_void, award.void_reason) == (True, "授予单位有误")
    with pytest.raises(BusinessError, match="已经作废"):
        void_award(award, actor=fresh(cast.clerk), reason="再次")
    assert dict(totals(fresh(cast.office), None))["市级"] == 0
    assert enter(tree, cast), "what was void may be entered anew"


def test_every_unit_is_counted_in_its_order(tree, cast):
    enter(tree, cast, row(), row(title="文明单位", level=5))
    last_year = timezone.localdate().replace(month=1, day=1) - timedelta(days=1)
    enter_awards(tree.sibling, actor=person("clerk", tree.sibling), rows=[row(awarded_on=last_year)], key=new_key())
    places = [tree.branch, tree.sibling, tree.direct]
    everything = [tally.counts for tally in tallies(places, fresh(cast.office), None)]
    assert everything == [[1, 0, 1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]
    now = [tally.total for tally in tallies(places, fresh(cast.office), timezone.localdate().year)]
    assert now == [2 if timezone.localdate().timetuple().tm_yday > 10 else 0, 0, 0]


class TestPages:
    def form(self, *rows, **changes) -> dict:
        data = {"awards-TOTAL_FORMS": str(len(rows)), "awards-INITIAL_FORMS": "0", "key": new_key()}
        for number, fields in enumerate(rows):
            data |= {f"awards-{number}-{name}": str(value) for name, value in fields.items()}
        return data | changes

    def test_several_rows_at_once_and_nothing_lost(self, client, tree, cast):
        client.force_login(cast.clerk)
        address = reverse("brands:award_create")
        tomorrow = timezone.localdate() + timedelta(days=1)
        wrong = client.post(address, self.form(row(), row(title="文明单位", awarded_on=tomorrow)))
        page = wrong.content.decode()
        assert wrong.status_code == 400 and "不能晚于今天" in page and "文明单位" in page
        assert client.post(address, self.form(row(), row(title="文明单位"))).status_code == 302
        twice = client.post(address, self.form(row(), row(title="青年文明号")))
        assert (
            twice.status_code == 400 and "已经登记" in twice.content.decode() and "青年文明号" in twice.content.decode()
        )
        assert Award.objects.count() == 2

    def test_a_row_more_without_script(self, client, tree, cast):
        client.force_login(cast.clerk)
        data = self.form(row(title="写了一半", level=""), add_row="awards")
        page = client.post(reverse("brands:award_create"), data)
        assert page.status_code == 200 and "写了一半" in page.content.decode()
        assert 'name="awards-1-title"' in page.content.decode()

    def test_an_empty_form_is_refused(self, client, tree, cast):
        client.force_login(cast.clerk)
        for data in (self.form({}), {}, {"awards-TOTAL_FORMS": "x"}):
            assert client.post(reverse("brands:award_create"), data).status_code == 400

    def test_the_spreadsheet_holds_both(self, client, tree, cast):
        enter(tree, cast)
        client.force_login(cast.office)
        sheets = read_xlsx(io.BytesIO(client.get(reverse("brands:award_export")).content))
        assert [r[1] for r in sheets["荣誉明细"][1:]] == ["先进集体"]
        counted = {r[0]: r[-1] for r in sheets["按单位统计"][1:]}
        assert (counted[tree.branch.name], counted[tree.sibling.name]) == ("1", "0")

    @pytest.mark.parametrize("count", [1, 3])
    def test_pages_ask_as_often_for_three_as_for_one(self, client, tree, cast, django_assert_num_queries, count):
        enter(tree, cast, *(row(title=f"荣誉{n}") for n in range(count)))
        client.force_login(cast.office)
        client.get(reverse("brands:award_list"))
        with django_assert_num_queries(LIST_QUERIES):
            client.get(reverse("brands:award_list"))
        with django_assert_num_queries(COUNT_QUERIES):
            client.get(reverse("brands:award_counts"))


LIST_QUERIES, COUNT_QUERIES = 6, 9
