"""Public promises and the carriers' members: who enters, who checks, what waits, what superiors read."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from brands.enums import CommitmentStatus
from brands.models import CarrierMember, Commitment
from brands.selectors.workbench import todo_counts
from brands.services.carrier import end_service, man_carrier
from brands.services.commitment import Promise, advance_commitment, enter_commitments
from brands.workflow.commitment import COMMITMENT_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.activities import ActivityFactory, CarrierMemberFactory, CommitmentFactory
from tests.factories.branches import MemberFactory, fresh
from tests.factories.brands import BrandFactory, CarrierFactory, ProgramFactory
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def carrier(tree):
    return CarrierFactory(brand=BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch))


def enter(tree, actor, *members, **changes):
    today = timezone.localdate()
    given = {"made_on": today, "due_on": today, "brand": None, "key": new_key()} | changes
    promises = [Promise(member, "每周值守一次") for member in members]
    return enter_commitments(tree.branch, promises=promises, actor=actor, **given)


def test_commitment_matrix(tree, cast):
    commitment = CommitmentFactory(organization=tree.branch)
    people = {name: getattr(cast, name) for name in cast.__dataclass_fields__}
    made, settled = ("made",), ("kept", "not_kept")
    expected = {
        "keep": (made, ("secretary",)),
        "break": (made, ("secretary",)),
        "withdraw": (made, ("secretary", "clerk")),
        "reopen": (settled, ("secretary",)),
    }
    assert check_matrix(COMMITMENT_FLOW, commitment, people, expected) > 100


def test_the_outcome_is_kept_in_words(tree, cast):
    commitment = CommitmentFactory(organization=tree.branch)
    with pytest.raises(StepRefused, match="理由"):
        advance_commitment(commitment, "keep", actor=cast.secretary)
    kept = advance_commitment(commitment, "keep", actor=cast.secretary, comment=" 值班表齐全 ")
    assert (kept.status, kept.outcome) == (CommitmentStatus.KEPT, "值班表齐全")
    with pytest.raises(StaleCopy):
        advance_commitment(kept, "reopen", actor=cast.secretary, comment="重看", seen="made")
    again = advance_commitment(kept, "reopen", actor=cast.secretary, comment="有群众反映")
    assert (again.status, again.outcome, again.events.count()) == (CommitmentStatus.MADE, "", 2)


def test_only_the_branch_enters_and_only_for_its_own(tree, cast):
    member, stranger = MemberFactory(organization=tree.branch), MemberFactory(organization=tree.sibling)
    gone = MemberFactory(organization=tree.branch, is_active=False)
    for actor in (cast.member, cast.office, cast.sibling_secretary, cast.general_reviewer):
        with pytest.raises(StepRefused):
            enter(tree, actor, member)
    for wrong in (stranger, gone):
        with pytest.raises(BusinessError, match="不是本组织的在册党员"):
            enter(tree, cast.clerk, member, wrong)
    with pytest.raises(BusinessError, match="至少为一名"):
        enter(tree, cast.clerk)
    with pytest.raises(BusinessError, match="兑现期限"):
        enter(tree, cast.clerk, member, due_on=timezone.localdate() - timedelta(days=1))
    assert Commitment.objects.count() == 0
    key = new_key()
    first = enter(tree, cast.clerk, member, key=key)
    assert len(first) == 1
    assert enter(tree, cast.clerk, member, key=key) == first
    assert Commitment.objects.get().organization_path == tree.branch.path


@pytest.mark.parametrize(
    ("due", "moment", "waits"),
    [
        (date(2026, 12, 31), "2026-12-31T23:59:59", 0),
        (date(2026, 12, 31), "2027-01-01T00:00:00", 1),
        (date(2026, 12, 31), "2027-01-01T00:00:01", 1),
        (date(2028, 2, 29), "2028-02-29T23:59:59", 0),
        (date(2028, 2, 29), "2028-03-01T00:00:00", 1),
        (date(2028, 2, 29), "2028-03-01T00:00:01", 1),
    ],
)
def test_a_promise_waits_for_the_secretary_once_its_last_day_is_over(tree, cast, due, moment, waits):
    CommitmentFactory(organization=tree.branch, made_on=date(2026, 1, 1), due_on=due)
    CommitmentFactory(organization=tree.branch, made_on=date(2026, 1, 1), due_on=date(2026, 1, 2), status="kept")
    with time_machine.travel(at(moment)):
        counts = {
            name: todo_counts(fresh(getattr(cast, name))).get("commitments")
            for name in ("secretary", "clerk", "member", "office", "sibling_secretary")
        }
    assert counts["secretary"].number == waits
    assert [counts[name] for name in ("clerk", "member", "office")] == [None, None, None]
    assert counts["sibling_secretary"].number == 0


def test_the_table_serves_one_and_many(client, tree, cast):
    members = [MemberFactory(organization=tree.branch, name=f"党员{n}号") for n in range(4)]
    client.force_login(cast.clerk)
    url = reverse("brands:commitment_create")
    sent = sent_by(client.get(url).content.decode())
    bad = client.post(url, sent | {f"same_{members[0].pk}": "on", f"text_{members[1].pk}": "自己的话"})
    assert bad.status_code == 400 and "自己的话" in bad.content.decode() and Commitment.objects.count() == 0
    assert client.post(url, sent).status_code == 400
    ticks = {f"same_{member.pk}": "on" for member in members[:3]}
    client.post(url, sent | ticks | {"shared": "共同的话", f"text_{members[1].pk}": "自己的话"})
    found = dict(Commitment.objects.values_list("member__name", "text"))
    assert found == {"党员0号": "共同的话", "党员1号": "自己的话", "党员2号": "共同的话"}


@pytest.mark.parametrize(
    "wrong",
    [{"made_on": "2026-02-30"}, {"made_on": "2999-01-01"}, {"due_on": "2000-01-01"}, {"due_on": ""}, {"brand": "9"},
     {"shared": "长" * 201}],
)  # fmt: skip
def test_bad_input_is_told_and_kept(client, tree, cast, wrong):
    member = MemberFactory(organization=tree.branch)
    client.force_login(cast.clerk)
    url = reverse("brands:commitment_create")
    sent = sent_by(client.get(url).content.decode()) | {f"text_{member.pk}": "每月慰问一次"} | wrong
    response = client.post(url, sent)
    assert response.status_code == 400 and "每月慰问一次" in response.content.decode()
    assert Commitment.objects.count() == 0


def test_superiors_read_masked_names_and_find_nobody_by_them(client, tree, cast):
    member = MemberFactory(organization=tree.branch, name="诸葛明亮")
    CommitmentFactory(organization=tree.branch, member=member)
    url = reverse("brands:commitment_list")
    for actor, is_open in ((cast.member, True), (cast.office, True), (cast.general_reviewer, False)):
        client.force_login(actor)
        page = client.get(url).content.decode()
        assert ("诸葛明亮" in page, "诸***" in page) == (is_open, not is_open)
        assert len(client.get(url + "?member=诸葛明").context["page"].rows) == is_open
    client.force_login(cast.sibling_secretary)
    assert client.get(url).context["page"].rows == []


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_their_rows(client, tree, cast, carrier, rows):
    for _ in range(rows):
        CommitmentFactory(organization=tree.branch)
        CarrierMemberFactory(carrier=carrier)
        ActivityFactory(organization=tree.branch, brand=carrier.brand, carrier=carrier)
    client.force_login(cast.secretary)
    numbers = []
    for url in (
        reverse("brands:commitment_list"),
        reverse("brands:carrier_list", args=[carrier.brand_id]),
        reverse("brands:carrier_detail", args=[carrier.pk]),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        numbers.append(len(queries))
    assert numbers == [9, 7, 9]


# Pioneer posts and teams


def test_a_member_serves_once_at_a_time_and_history_stays(tree, cast, carrier):
    member = MemberFactory(organization=tree.branch)
    day = date(2026, 1, 1)
    first = man_carrier(carrier, member=member, since=day, duty="联络", actor=cast.clerk)
    with pytest.raises(BusinessError, match="已是该载体的成员"):
        man_carrier(carrier, member=member, since=day, actor=cast.clerk)
    with pytest.raises(BusinessError, match="不能早于"):
        end_service(first, until=date(2025, 12, 31), actor=cast.clerk)
    end_service(first, until=date(2026, 3, 1), actor=cast.clerk)
    with pytest.raises(BusinessError, match="已于2026-03-01结束"):
        end_service(first, until=date(2026, 4, 1), actor=cast.clerk)
    man_carrier(carrier, member=member, since=date(2026, 5, 1), actor=cast.clerk)
    assert CarrierMember.objects.count() == 2
    assert [CarrierMember.objects.serving(d).count() for d in (date(2026, 3, 1), date(2026, 3, 2), day)] == [1, 0, 1]
    assert AuditEntry.objects.filter(action__contains="载体成员").count() == 3


def test_carriers_are_manned_by_their_own_branch(tree, cast, carrier):
    member = MemberFactory(organization=tree.branch)
    for actor in (cast.member, cast.office, cast.sibling_secretary):
        with pytest.raises(StepRefused):
            man_carrier(carrier, member=member, since=date(2026, 1, 1), actor=actor)
    with pytest.raises(BusinessError, match="不是本组织"):
        man_carrier(carrier, member=MemberFactory(organization=tree.sibling), since=date(2026, 1, 1), actor=cast.clerk)
    carrier.is_active = False
    carrier.save()
    with pytest.raises(BusinessError, match="已停用"):
        man_carrier(carrier, member=member, since=date(2026, 1, 1), actor=cast.clerk)


def test_the_database_knows_the_order_of_days(tree, carrier):
    service = CarrierMemberFactory(carrier=carrier, since=date(2026, 1, 1))
    commitment = CommitmentFactory(organization=tree.branch)
    for rows, wrong in (
        (CarrierMember.objects.filter(pk=service.pk), {"until": date(2025, 1, 1)}),
        (Commitment.objects.filter(pk=commitment.pk), {"due_on": date(2020, 1, 1)}),
        (Commitment.objects.filter(pk=commitment.pk), {"status": "forgotten"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_pages_of_carriers(client, tree, cast, carrier):
    member = MemberFactory(organization=tree.branch, name="欧阳致远")
    client.force_login(cast.clerk)
    url = reverse("brands:carrier_detail", args=[carrier.pk])
    assert client.post(url, {"member": "424242", "since": "2026-01-01", "duty": "站岗"}).status_code == 400
    assert client.post(url, {"member": member.pk, "since": "2026-01-01", "duty": "站岗"}).status_code == 302
    assert "欧阳致远" in client.get(url).content.decode()
    end = reverse("brands:carrier_member_end", args=[CarrierMember.objects.get().pk])
    assert client.post(end, {"until": "2025-01-01"}).status_code == 400
    assert client.post(end, {"until": "2026-02-01"}).status_code == 302
    assert "记录保留" in client.get(url).content.decode()
    client.force_login(cast.general_reviewer)
    page = client.get(url).content.decode()
    assert "欧***" in page and "欧阳致远" not in page and "历任" in page
    assert client.post(url, {"member": member.pk}).status_code == 403
    client.force_login(cast.sibling_secretary)
    assert [client.get(u).status_code for u in (url, end)] == [404, 404]
