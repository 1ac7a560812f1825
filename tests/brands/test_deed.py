"""Good deeds: shown to nobody without the person's consent, to the public only checked and approved, and no longer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from branches.enums import Role
from branches.models import RoleAssignment
from brands.enums import DeedStatus
from brands.models import Deed
from brands.models.deed import surname_of
from brands.selectors.workbench import todo_counts
from brands.services.deed import Consent, DeedDraft, advance_deed, enter_deed, record_consent, update_deed
from brands.workflow.deed import DEED_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.activities import DeedFactory
from tests.factories.branches import MemberFactory, RoleAssignmentFactory, fresh, person
from tests.factories.brands import ProgramFactory, PublicBrandFactory
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def brand(tree):
    return PublicBrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)


@pytest.fixture
def deed(tree, brand):
    member = MemberFactory(organization=tree.branch, name="王大山")
    return DeedFactory(organization=tree.branch, brand=brand, member=member, title="雪夜送归人")


def publish(deed, cast):
    deed = advance_deed(deed, "propose", actor=cast.secretary)
    deed = advance_deed(deed, "check", actor=cast.office, comment="属实，不涉密")
    return advance_deed(deed, "approve", actor=cast.director)


def shown(client, brand, title="雪夜送归人") -> bool:
    return title in client.get(reverse("boards:brand", args=[brand.pk])).content.decode()


def test_deed_matrix(deed, cast):
    Deed.objects.filter(pk=deed.pk).update(secrecy_checked_by=cast.office, secrecy_checked_at=timezone.now())
    people = {name: getattr(cast, name) for name in cast.__dataclass_fields__}
    expected = {
        "propose": (("recorded",), ("secretary",)),
        "check": (("proposed",), ("office",)),
        "approve": (("checked",), ("director",)),
        "retract": (("proposed", "checked"), ("secretary",)),
        "return": (("proposed", "checked"), ("office", "director")),
        "take_down": (("published",), ("secretary", "office", "director")),
        "withdraw_consent": (("recorded", "proposed", "checked", "published"), ("secretary", "clerk")),
    }
    assert check_matrix(DEED_FLOW, deed, people, expected) > 200


def test_a_deed_reaches_the_public_page_by_three_hands(client, deed, cast, brand, django_capture_on_commit_callbacks):
    assert not shown(client, brand)
    with django_capture_on_commit_callbacks(execute=True):
        deed = publish(deed, cast)
    assert (deed.status, deed.secrecy_checked_by, deed.approved_by) == ("published", cast.office, cast.director)
    page = client.get(reverse("boards:brand", args=[brand.pk])).content.decode()
    assert "雪夜送归人" in page and "王同志" in page and "王大山" not in page


def test_the_full_name_needs_its_own_consent(client, deed, cast, brand):
    version = deed.edit_version
    today = timezone.localdate()
    consent = Consent(on=today, until=today + timedelta(days=9), note="书面", full_name=True)
    deed = record_consent(deed, consent=consent, actor=cast.clerk, version=version)
    publish(deed, cast)
    assert shown(client, brand, "王大山")


def test_a_text_that_names_the_person_is_not_published_by_surname(deed, cast):
    Deed.objects.filter(pk=deed.pk).update(text="王大山同志不顾风雪。")
    with pytest.raises(BusinessError, match="请改写为“王同志”"):
        advance_deed(deed, "propose", actor=cast.secretary)


def test_checker_and_approver_are_two(deed, cast, tree):
    RoleAssignmentFactory(user=cast.director, organization=tree.top, role=Role.OFFICE)
    both = fresh(cast.director)
    deed = advance_deed(deed, "propose", actor=cast.secretary)
    deed = advance_deed(deed, "check", actor=both, comment="属实")
    with pytest.raises(StepRefused):
        advance_deed(deed, "approve", actor=both)
    assert Deed.objects.public().count() == 0


@pytest.mark.parametrize(
    "broken",
    [{"consented_on": None, "consent_until": None}, {"consent_withdrawn_on": date(2026, 1, 2)}, {"brand": None},
     {"consented_on": date(2020, 1, 1), "consent_until": date(2020, 1, 2)}],
)  # fmt: skip
def test_without_consent_or_brand_nothing_is_proposed(deed, cast, broken):
    Deed.objects.filter(pk=deed.pk).update(**broken)
    with pytest.raises(BusinessError):
        advance_deed(Deed.objects.get(), "propose", actor=cast.secretary)


def test_what_came_back_is_checked_anew(deed, cast):
    deed = publish(deed, cast)
    deed = advance_deed(deed, "take_down", actor=cast.secretary, comment="用词不当")
    assert (deed.status, deed.secrecy_checked_by, deed.publication_range, deed.published_until) == (
        DeedStatus.RECORDED, None, "none", None,
    )  # fmt: skip
    with pytest.raises(StepRefused):
        advance_deed(deed, "approve", actor=cast.director)


# The end of consent


@pytest.mark.parametrize(
    ("until", "moment", "is_shown"),
    [
        (date(2026, 6, 30), "2026-06-30T23:59:59", True),
        (date(2026, 6, 30), "2026-07-01T00:00:00", False),
        (date(2026, 6, 30), "2026-07-01T00:00:01", False),
        (date(2027, 12, 31), "2027-12-31T23:59:59", True),
        (date(2027, 12, 31), "2028-01-01T00:00:00", False),
        (date(2028, 2, 29), "2028-02-29T23:59:59", True),
        (date(2028, 2, 29), "2028-03-01T00:00:00", False),
        (date(2028, 2, 29), "2028-03-01T00:00:01", False),
    ],
)
def test_it_disappears_with_the_last_day_of_consent(client, tree, brand, cast, until, moment, is_shown):
    RoleAssignment.objects.update(starts_on=date(2020, 1, 1))
    with time_machine.travel(at("2026-05-01T09:00")):
        deed = DeedFactory(organization=tree.branch, brand=brand, title="雪夜送归人", consent_until=until)
        brand.published_from = timezone.now()
        brand.save()
        publish(deed, cast)
    with time_machine.travel(at(moment)):
        assert shown(client, brand) is is_shown
        assert Deed.objects.visible_to(fresh(cast.general_reviewer)).exists() is is_shown
        assert Deed.objects.get().has_consent() is is_shown
        assert Deed.objects.visible_to(fresh(cast.clerk)).exists()


def test_a_page_kept_ready_does_not_outlive_the_consent(client, tree, brand, cast):
    """Kept at 23:59:30 for a minute, it is not served at midnight, and nobody on the way may keep it longer."""
    url = reverse("boards:brand", args=[brand.pk])
    with time_machine.travel(at("2028-02-29T23:59:30"), tick=False) as clock:
        deed = DeedFactory(organization=tree.branch, brand=brand, title="雪夜送归人", consent_until=date(2028, 2, 29))
        publish(deed, cast)
        first = client.get(url)
        assert "雪夜送归人" in first.content.decode() and first["Cache-Control"] == "public, max-age=30"
        clock.move_to(at("2028-02-29T23:59:59"))
        with CaptureQueriesContext(connection) as queries:
            kept = client.get(url)
        assert (len(queries), kept["Cache-Control"]) == (0, "public, max-age=1")
        clock.move_to(at("2028-03-01T00:00:00"))
        later = client.get(url)
        assert "雪夜送归人" not in later.content.decode() and later["Cache-Control"] == "public, max-age=60"


def test_taking_consent_back_takes_it_down_at_once(client, deed, cast, brand, django_capture_on_commit_callbacks):
    publish(deed, cast)
    assert shown(client, brand)
    with django_capture_on_commit_callbacks(execute=True):
        gone = advance_deed(Deed.objects.get(), "withdraw_consent", actor=cast.clerk, comment="本人来电")
    assert not shown(client, brand)
    assert (gone.status, gone.consent_withdrawn_on) == ("recorded", timezone.localdate())
    assert not Deed.objects.visible_to(fresh(cast.member)).exists()
    with pytest.raises(BusinessError, match="尚无有效的本人同意"):
        advance_deed(gone, "withdraw_consent", actor=cast.clerk, comment="再撤一次")


def test_an_extended_consent_extends_the_publication(deed, cast, django_capture_on_commit_callbacks):
    deed = publish(deed, cast)
    today = timezone.localdate()
    longer = Consent(on=today, until=today + timedelta(days=700), note="续签")
    with django_capture_on_commit_callbacks(execute=True):
        deed = record_consent(deed, consent=longer, actor=cast.clerk, version=deed.edit_version)
    assert timezone.localdate(deed.published_until) == longer.until + timedelta(days=1)
    full = Consent(on=today, until=longer.until, note="续签", full_name=True)
    with pytest.raises(StepRefused, match="姓名的公开方式"):
        record_consent(deed, consent=full, actor=cast.clerk, version=deed.edit_version)


# Writing and consenting


def draft(member, **changes):
    today = timezone.localdate()
    given = {"title": "拾金不昧", "text": "拾到钱包后在原地等候失主。", "happened_on": today}
    return DeedDraft(member=member, **(given | changes))


def test_only_the_branch_writes_and_only_of_its_own(tree, cast):
    member, stranger = MemberFactory(organization=tree.branch), MemberFactory(organization=tree.sibling)
    for actor in (cast.member, cast.office, cast.sibling_secretary):
        with pytest.raises(StepRefused):
            enter_deed(tree.branch, draft=draft(member), actor=actor, key=new_key())
    with pytest.raises(BusinessError, match="本组织的党员"):
        enter_deed(tree.branch, draft=draft(stranger), actor=cast.clerk, key=new_key())
    key = new_key()
    made = {enter_deed(tree.branch, draft=draft(member), actor=cast.clerk, key=key).pk for _ in range(2)}
    assert len(made) == 1


def test_another_person_consents_anew(tree, cast, deed):
    other = MemberFactory(organization=tree.branch)
    changed = update_deed(deed, draft=draft(other), actor=cast.clerk, version=deed.edit_version)
    assert (changed.consented_on, changed.consent_note, changed.has_consent()) == (None, "", False)
    with pytest.raises(StaleCopy):
        update_deed(changed, draft=draft(other), actor=cast.secretary, version=deed.edit_version)


def test_what_is_on_its_way_is_not_rewritten(tree, cast, deed):
    deed = advance_deed(deed, "propose", actor=cast.secretary)
    with pytest.raises(StepRefused, match="不能修改"):
        update_deed(deed, draft=draft(deed.member), actor=cast.clerk, version=deed.edit_version)


@pytest.mark.parametrize(
    ("days", "until", "note", "message"),
    [(1, 30, "书面", "不能晚于今天"), (-9, -1, "书面", "不能早于今天"), (0, 30, " ", "同意的方式")],
)
def test_consent_has_a_day_an_end_and_a_form(deed, cast, days, until, note, message):
    today = timezone.localdate()
    consent = Consent(on=today + timedelta(days=days), until=today + timedelta(days=until), note=note)
    with pytest.raises(BusinessError, match=message):
        record_consent(deed, consent=consent, actor=cast.clerk, version=deed.edit_version)


def test_a_consent_without_an_end_is_impossible(deed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Deed.objects.filter(pk=deed.pk).update(consent_until=None)


def test_before_consent_only_its_keepers_read_it(tree, cast, deed):
    Deed.objects.filter(pk=deed.pk).update(consented_on=None, consent_until=None)
    readers = {
        name for name in cast.__dataclass_fields__ if Deed.objects.visible_to(fresh(getattr(cast, name))).exists()
    }
    assert readers == {"clerk", "secretary"}


@pytest.mark.parametrize(
    ("name", "surname"),
    [("王大山", "王"), ("欧阳致远", "欧阳"), ("欧阳", "欧"), ("诸葛亮", "诸葛"), ("买买提·吐尔逊", "买"), ("䶮", "䶮")],
)
def test_surnames_of_one_and_of_two_characters(name, surname):
    assert surname_of(name) == surname


def test_what_waits_for_office_and_director(deed, cast):
    def waiting(key, user):
        return todo_counts(fresh(user))[key].number

    assert waiting("deed_checks", cast.office) == 0
    deed = advance_deed(deed, "propose", actor=cast.secretary)
    assert (waiting("deed_checks", cast.office), waiting("deed_checks", cast.foreign_office)) == (1, 0)
    advance_deed(deed, "check", actor=cast.office, comment="属实")
    assert (waiting("deed_checks", cast.office), waiting("deed_approvals", cast.director)) == (0, 1)


# Pages


def test_pages_from_the_first_word_to_the_consent(client, tree, cast, brand):
    member = MemberFactory(organization=tree.branch)
    client.force_login(cast.clerk)
    create = reverse("brands:deed_create")
    sent = sent_by(client.get(create).content.decode())
    bad = client.post(create, sent | {"member": member.pk, "title": "", "text": "写了很多"})
    assert bad.status_code == 400 and "写了很多" in bad.content.decode()
    good = sent | {"member": member.pk, "title": "拾金不昧", "text": "原地等候失主。"}
    detail = client.post(create, good)["Location"]
    pk = Deed.objects.get().pk
    consent = reverse("brands:deed_consent", args=[pk])
    assert client.post(consent, {"on": "2026-01-01"}).status_code == 400
    sent = sent_by(client.get(consent).content.decode()) | {"note": "书面同意书", "full_name": "no"}
    assert client.post(consent, sent)["Location"] == detail
    deed = Deed.objects.get()
    assert (deed.consent_recorded_by, deed.consent_full_name, deed.has_consent()) == (cast.clerk, False, True)
    stale = client.post(consent, sent | {"version": "0"})
    assert stale.status_code == 400 and "书面同意书" in stale.content.decode()


def test_the_public_page_escapes_and_names_no_more_than_agreed(client, tree, brand, cast):
    mark = "<script>alert(1)</script>"
    publish(DeedFactory(organization=tree.branch, brand=brand, title=mark, text=mark), cast)
    response = client.get(reverse("boards:brand", args=[brand.pk]))
    assert mark not in response.content.decode() and "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_whatever_their_rows(client, tree, cast, brand, rows):
    for _ in range(rows):
        publish(DeedFactory(organization=tree.branch, brand=brand), cast)
    client.force_login(cast.secretary)
    with CaptureQueriesContext(connection) as listed:
        assert client.get(reverse("brands:deed_list")).status_code == 200
    with CaptureQueriesContext(connection) as public:
        client.get(reverse("boards:brand", args=[brand.pk]))
    assert (len(listed), len(public)) == (8, 4)


def test_a_hidden_brand_hides_its_deeds(client, tree, cast, brand):
    publish(DeedFactory(organization=tree.branch, brand=brand, title="雪夜送归人"), cast)
    brand.publication_range = "none"
    brand.save()
    assert client.get(reverse("boards:brand", args=[brand.pk])).status_code == 404
    client.force_login(cast.secretary)
    page = client.get(reverse("brands:deed_detail", args=[Deed.objects.get().pk])).content.decode()
    assert "目前没有展示" in page


def test_strangers_see_neither_list_nor_deed(client, tree, deed):
    client.force_login(person(Role.SECRETARY, tree.foreign))
    assert client.get(reverse("brands:deed_detail", args=[deed.pk])).status_code == 404
    assert client.get(reverse("brands:deed_list")).context["page"].rows == []
