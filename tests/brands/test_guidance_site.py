"""Demonstration sites: marked with a warning at most, visited within their capacity, reported afterwards."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from branches.models import Organization
from branches.roles import held_by
from branches.services.organization import move_organization
from brands.enums import SiteStatus, VisitStatus
from brands.models import Brand, DemonstrationSite, Visit
from brands.rules.site import places_left, warnings_of
from brands.selectors.site import booked_halves
from brands.services.site import advance_site, advance_visit, book_visit, mark_site, update_site
from brands.workflow.site import SITE_FLOW, VISIT_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.core.parallel import together
from tests.factories.branches import fresh, person
from tests.factories.guidance import SiteFactory, VisitFactory
from tests.factories.inspection import Scene, scene

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def site_of(s: Scene, **fields) -> DemonstrationSite:
    """At the sibling; the branch comes to see it."""
    return SiteFactory(brand=s.brands["sibling"], **fields)


def book(s: Scene, site: DemonstrationSite, **changes) -> Visit:
    values = {
        "visit_on": timezone.localdate() + timedelta(days=3), "people": 10, "purpose": "学台账", "key": new_key(),
        "visitors": s.tree.branch, "actor": s.cast.secretary,
    } | changes  # fmt: skip
    return book_visit(site, values.pop("visitors"), **values)


def test_site_matrix():
    s = scene(findings=False)
    keepers, office = ("sibling_secretary", "office"), ("office",)
    expected = {
        "suspend": (("active",), keepers),
        "resume": (("suspended",), keepers),
        "end": (("active", "suspended"), office),
        "mark_again": (("ended",), office),
    }
    assert check_matrix(SITE_FLOW, site_of(s), s.everybody(), expected) == 3 * 11 * 4 - 7


def test_visit_matrix():
    s = scene(findings=False)
    visit = VisitFactory(site=site_of(s), organization=s.tree.branch)
    host, guest, guests = ("sibling_secretary",), ("secretary",), ("clerk", "secretary")
    expected = {
        "confirm": (("booked",), host),
        "decline": (("booked", "confirmed"), (*host, "office")),
        "cancel": (("booked", "confirmed"), guest),
        "report": (("confirmed",), guests),
    }
    assert check_matrix(VISIT_FLOW, visit, s.everybody(), expected) == 5 * 11 * 4 - 9


# Marked ------------------------------------------------------------------------------------------------------------


def mark(s: Scene, **changes) -> DemonstrationSite:
    brand = Brand.objects.select_related("program__organizer").get(pk=s.brands["sibling"].pk)
    values = {"introduction": "可看先锋岗", "place": "二楼", "capacity": 30, "actor": s.cast.office, "key": new_key()}
    return mark_site(brand, **values | changes)


def test_a_move_meanwhile_is_followed():
    """Whoever was let in before the move writes the place after it."""
    s = scene(findings=False)
    visitor = fresh(s.cast.secretary)
    held_by(visitor)
    site, host = site_of(s), Brand.objects.select_related("program__organizer").get(pk=s.brands["branch"].pk)
    move_organization(Organization.objects.get(pk=s.tree.branch.pk), new_parent=s.tree.top, actor=None)
    now = Organization.objects.get(pk=s.tree.branch.pk).path
    assert now not in (s.tree.branch.path, host.organization_path)
    assert book(s, site, actor=visitor).organization_path == now
    values = {"introduction": "可看先锋岗", "place": "二楼", "capacity": 30, "actor": s.cast.office, "key": new_key()}
    assert mark_site(host, **values).organization_path == now


def test_a_warning_forbids_nothing():
    s = scene(findings=False)
    brand = s.brands["sibling"]
    assert [w[:20] for w in warnings_of(brand)] == ["该品牌目前没有有效的称号，分类指导类别也"]
    assert mark(s).status == SiteStatus.ACTIVE
    brand.guidance_class = "good"
    assert warnings_of(brand) == []
    brand.guidance_class, brand.honour_level = "weak", 2
    assert warnings_of(brand) == []


def test_what_a_site_needs():
    s = scene(findings=False)
    for capacity in (0, 501):
        with pytest.raises(BusinessError, match="同时接待人数"):
            mark(s, capacity=capacity)
    for name in ("sibling_secretary", "committee_reviewer", "director", "foreign_office"):
        with pytest.raises(StepRefused):
            mark(s, actor=getattr(s.cast, name))
    key = new_key()
    assert len({mark(s, key=key).pk for _ in range(2)}) == 1
    with pytest.raises(BusinessError, match="已认定"):
        mark(s)


def test_a_site_edited_by_two_keeps_the_first():
    s = scene(findings=False)
    site = site_of(s)
    seen, values = site.updated_at.isoformat(), {"introduction": "新", "place": "一楼", "capacity": 20}
    assert update_site(site, **values, actor=s.cast.sibling_secretary, seen=seen).capacity == 20
    with pytest.raises(StaleCopy):
        update_site(site, **values, actor=s.cast.office, seen=seen)
    with pytest.raises(StepRefused):
        update_site(site, **values, actor=s.cast.secretary, seen=seen)


@pytest.mark.parametrize("step", ["suspend", "end"])
def test_a_site_that_closes_calls_off_what_lies_ahead(step):
    s = scene(findings=False)
    site = site_of(s)
    today = timezone.localdate()
    cases = {
        "ahead": {"status": "booked"},
        "today": {"status": "confirmed", "visit_on": today},
        "past": {"status": "confirmed", "visit_on": today - timedelta(days=1)},
        "done": {"status": "reported", "visit_on": today},
    }
    visits = {name: VisitFactory(site=site, organization=s.tree.branch, **fields) for name, fields in cases.items()}
    advance_site(site, step, actor=s.cast.office, comment="装修")
    found = {name: Visit.objects.get(pk=visit.pk).status for name, visit in visits.items()}
    assert found == {"ahead": "declined", "today": "declined", "past": "confirmed", "done": "reported"}
    assert "装修" in visits["ahead"].events.get().comment


def test_an_ended_site_is_marked_again():
    s = scene(findings=False)
    site = advance_site(site_of(s), "end", actor=s.cast.office, comment="搬迁")
    with pytest.raises(BusinessError, match="暂时不能预约"):
        book(s, site)
    site = advance_site(site, "mark_again", actor=s.cast.office, comment="新址开放")
    assert book(s, site).status == VisitStatus.BOOKED


# Visited -----------------------------------------------------------------------------------------------------------


def test_what_a_visit_needs():
    s = scene(findings=False)
    site, today = site_of(s), timezone.localdate()
    for changes, words in (
        ({"visit_on": today - timedelta(days=1)}, "不能早于今天"),
        ({"people": 0}, "来访人数"),
        ({"people": 31}, "还可接待30人"),
        ({"visitors": s.tree.sibling, "actor": s.cast.sibling_secretary}, "本支部"),
        ({"visitors": s.tree.foreign, "actor": person("secretary", s.tree.foreign)}, "所属党组织开放"),
    ):
        with pytest.raises(BusinessError, match=words):
            book(s, site, **changes)
    for name in ("clerk", "member", "office", "sibling_secretary"):
        with pytest.raises(StepRefused):
            book(s, site, actor=getattr(s.cast, name))
    assert Visit.objects.count() == 0
    key = new_key()
    assert len({book(s, site, key=key, visit_on=today).pk for _ in range(2)}) == 1
    with pytest.raises(BusinessError, match="重复预约"):
        book(s, site, visit_on=today)


def test_a_half_day_holds_no_more_than_the_site():
    s = scene(findings=False)
    site = site_of(s)
    day = timezone.localdate() + timedelta(days=3)
    taken = VisitFactory(site=site, organization=s.tree.direct, visit_on=day, people=25)
    VisitFactory(site=site, organization=s.tree.direct, visit_on=day, people=20, status="declined")
    VisitFactory(site=site, organization=s.tree.direct, visit_on=day + timedelta(days=1), people=30)
    assert (places_left(site, day, "am"), places_left(site, day, "pm")) == (5, 30)
    with pytest.raises(BusinessError, match="当天上午还可接待5人（同时接待30人）"):
        book(s, site, people=6)
    with pytest.raises(BusinessError, match="当天上午已约满"):
        book(s, site, people=1, visit_on=day + timedelta(days=1))
    with pytest.raises(BusinessError, match="上午或下午"):
        book(s, site, half="night")
    assert book(s, site, people=5).status == VisitStatus.BOOKED
    Visit.objects.filter(pk=taken.pk).update(status="cancelled")
    assert places_left(site, day, "am") == 25
    # Who comes in the afternoon meets nobody of the morning.
    other = person("secretary", s.tree.direct)
    assert book(s, site, people=30, half="pm", visitors=s.tree.direct, actor=other).half == "pm"
    assert [(row["half"], row["left"]) for row in booked_halves(site, day)] == [("上午", 25), ("下午", 0), ("上午", 0)]


def test_from_booking_to_report():
    s = scene(findings=False)
    today = timezone.localdate()
    visit = book(s, site_of(s), visit_on=today)
    with pytest.raises(StepRefused):
        advance_visit(visit, "report", actor=s.cast.clerk, report="收获")
    visit = advance_visit(visit, "confirm", actor=s.cast.sibling_secretary, seen="booked")
    for report, words in ((" ", "学习收获"), ("长" * 1001, "不超过")):
        with pytest.raises(BusinessError, match=words):
            advance_visit(visit, "report", actor=s.cast.clerk, report=report)
    visit = advance_visit(visit, "report", actor=s.cast.clerk, report="学到了台账做法", seen="confirmed")
    assert (visit.status, visit.report) == (VisitStatus.REPORTED, "学到了台账做法")


@pytest.mark.parametrize(
    ("day", "before", "at"),
    [
        ("2026-06-10", "2026-06-09 23:59:59", "2026-06-10 00:00:00"),
        ("2027-01-01", "2026-12-31 23:59:59", "2027-01-01 00:00:00"),
        ("2028-02-29", "2028-02-28 23:59:59", "2028-02-29 00:00:00"),
    ],
)
def test_a_report_is_written_from_the_day_on(day, before, at):
    s = scene(findings=False)
    visit = VisitFactory(site=site_of(s), organization=s.tree.branch, visit_on=day, status="confirmed")
    for moment, is_open in ((before, False), (at, True)):
        with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI), tick=False):
            assert Visit.objects.to_report(fresh(s.cast.clerk), timezone.localdate()).count() == is_open
            if not is_open:
                with pytest.raises(BusinessError, match="当天起"):
                    advance_visit(visit, "report", actor=fresh(s.cast.clerk), report="收获")
            else:
                assert advance_visit(visit, "report", actor=fresh(s.cast.clerk), report="收获").status == "reported"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("2028-02-29 23:59:59", True), ("2028-03-01 00:00:00", False), ("2028-03-01 00:00:01", False)],
)
def test_a_booking_and_its_confirmation_end_with_the_day(moment, is_open):
    s = scene(findings=False)
    site = site_of(s)
    visit = VisitFactory(site=site, organization=s.tree.direct, visit_on="2028-02-29")
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI), tick=False):
        day = datetime(2028, 2, 29).date()
        if is_open:
            assert book(s, site, visit_on=day, actor=fresh(s.cast.secretary)).status == "booked"
            assert advance_visit(visit, "confirm", actor=fresh(s.cast.sibling_secretary)).status == "confirmed"
        else:
            with pytest.raises(BusinessError, match="不能早于今天"):
                book(s, site, visit_on=day, actor=fresh(s.cast.secretary))
            with pytest.raises(BusinessError, match="已过"):
                advance_visit(visit, "confirm", actor=fresh(s.cast.sibling_secretary))


def test_who_sees_sites_and_visits():
    s = scene(findings=False)
    site = site_of(s)
    VisitFactory(site=site, organization=s.tree.direct)
    everybody = s.everybody()
    sites = {name for name, user in everybody.items() if DemonstrationSite.objects.visible_to(fresh(user)).exists()}
    visits = {name for name, user in everybody.items() if Visit.objects.visible_to(fresh(user)).exists()}
    assert sites == set(everybody) - {"foreign_office", "outsider"}
    assert visits == {"sibling_secretary", "general_reviewer", "committee_reviewer", "office", "director"}


@pytest.mark.django_db(transaction=True)
def test_the_last_places_are_booked_once():
    s = scene(findings=False)
    site = site_of(s, capacity=15)
    guests = [(s.tree.branch, s.cast.secretary), (s.tree.direct, person("secretary", s.tree.direct))]
    results = together(lambda i: book(s, site, visitors=guests[i][0], actor=guests[i][1]), 2)
    assert sorted(isinstance(r, Visit) for r in results) == [False, True]
    assert Visit.objects.get().people == 10


@pytest.mark.django_db(transaction=True)
def test_a_booking_while_the_site_closes_is_refused_or_called_off():
    s = scene(findings=False)
    site = site_of(s)

    def act(index: int):
        fresh_site = DemonstrationSite.objects.select_related("brand", "organizer").get(pk=site.pk)
        if index == 0:
            return book(s, fresh_site)
        return advance_site(fresh_site, "suspend", actor=s.cast.office, comment="装修")

    results = together(act, 2)
    assert isinstance(results[1], DemonstrationSite)
    assert isinstance(results[0], Visit | BusinessError)
    assert not Visit.objects.filter(status="booked").exists()
