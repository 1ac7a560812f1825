"""The demonstration: whole, within the rules, made once, and never in production."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from branches.enums import MemberStatus, OrganizationKind, Role
from branches.models import Member, Organization, Region, RoleAssignment
from branches.rules import warnings_for
from brands import enums
from brands.demo.accounts import ACCOUNTS, account_table
from brands.demo.people import RARE
from brands.demo.texts import CURRENT, EARLIER, texts
from brands.limits import DEFAULT_LIMITS
from brands.models import (
    AnnualPlan,
    Application,
    ApplicationEvent,
    ApplicationVersion,
    Award,
    Brand,
    Highlight,
    Honour,
    Nomination,
    OfficialDocument,
    Opinion,
    PhaseRecord,
    Program,
    PublicNotice,
    Recheck,
    Regulation,
    ScoreSheet,
    SearchGram,
    SelectionRound,
    SimilarityKey,
    Supervision,
)
from brands.selectors.similarity import similar_to
from core import audit
from core.models import AuditEntry


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once for the module, in a transaction that is given back at the end."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        call_command("demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def inside(demonstration, db):
    """Each test changes nothing that the next would see."""


def statuses(model: type[models.Model]) -> set[str]:
    return set(model.objects.order_by().values_list("status", flat=True))


def test_the_city_is_there():
    assert Organization.objects.count() == 65
    assert Region.objects.count() == 3
    assert 900 <= Member.objects.count() <= 1000
    assert set(Organization.objects.values_list("kind", flat=True)) == set(OrganizationKind.values)
    root = Organization.objects.get(parent=None)
    direct = Organization.objects.filter(parent=root, kind=OrganizationKind.BRANCH)
    assert direct.count() == 8
    assert max(organization.depth for organization in Organization.objects.all()) == 4
    assert all(o.path.startswith(o.parent.path) for o in Organization.objects.exclude(parent=None))


def test_every_machine_shows_all_its_states():
    assert statuses(Program) == set(enums.ProgramStatus)
    assert statuses(Application) == set(enums.ApplicationStatus)
    assert statuses(SelectionRound) == set(enums.RoundStatus)
    assert statuses(Nomination) == set(enums.NominationStatus)
    assert statuses(ScoreSheet) == set(enums.ScoreSheetStatus)
    assert statuses(PublicNotice) == set(enums.NoticeStatus)
    assert statuses(Opinion) == set(enums.OpinionStatus)
    assert {enums.HonourStatus.VALID, enums.HonourStatus.REVOKED} <= statuses(Honour)


def test_applications_wait_at_every_desk():
    waiting = Application.objects.in_review()
    kinds = {application.held_by.kind for application in waiting}
    assert kinds == {OrganizationKind.GENERAL_BRANCH, OrganizationKind.COMMITTEE, OrganizationKind.WORKING_COMMITTEE}
    assert set(waiting.filter(held_by__parent=None).values_list("is_screened", flat=True)) == {True, False}
    assert Application.objects.drafts().filter(version_number=1).count() == 1
    assert waiting.filter(kind=enums.ApplicationKind.REVISION).count() == 1
    assert set(ApplicationVersion.objects.values_list("number", flat=True)) == {1, 2, 3}


def test_phases_are_in_time_late_turned_back_and_resting():
    assert statuses(PhaseRecord) == set(enums.PhaseRecordStatus)
    assert {"in_creation", "reapplying", "concluded"} <= statuses(Brand)
    assert PhaseRecord.objects.overdue().count() == 3
    assert PhaseRecord.objects.waiting_long().count() == 1
    assert PhaseRecord.objects.filter(first_due_on__isnull=False).count() >= 4
    assert [record.brand.name for record in PhaseRecord.objects.running() if record.is_returned] == ["一窗暖税"]
    assert statuses(Supervision) == {"sent", "answered", "closed"}
    # Each brand stands in the phase whose record is open.
    for record in PhaseRecord.objects.running().select_related("brand"):
        assert record.brand.phase_id == record.phase_id


def test_every_account_of_the_table_has_its_role_and_the_password():
    for account in ACCOUNTS:
        user = User.objects.get(username=account.username)
        assert user.check_password(settings.DEMO_PASSWORD)
        assert not user.needs_new_password()
        held = RoleAssignment.objects.in_force().filter(user=user, role=account.role)
        assert [row.organization.short_name for row in held] == [
            next(row[2] for row in account_table() if row[0] == account.username)
        ]
    assert {account.role for account in ACCOUNTS} == set(Role)
    assert User.objects.filter(must_change_password=True).count() == 0


def test_each_desk_of_the_table_has_work():
    def waiting(name: str) -> int:
        return Application.objects.waiting_for(User.objects.get(username=name)).count()

    assert [waiting(n) for n in ("reviewer2", "reviewer", "office", "director", "secretary")] == [1, 2, 4, 2, 0]
    secretary = User.objects.get(username="secretary")
    branch = RoleAssignment.objects.get(user=secretary).organization
    assert branch.depth == 4
    assert not Application.objects.filter(organization=branch).exists()
    assert ScoreSheet.objects.filter(judge__user__username="judge1", status="assigned").count() > 0


def test_the_wall_is_alive():
    public = Brand.objects.public()
    assert public.count() >= 20
    assert all(brand.logo and brand.logo.storage.exists(brand.logo.name) for brand in public)
    shown = public.filter(honour_level__gt=0)
    assert len(set(shown.values_list("honour_level", flat=True))) >= 2
    assert len(set(shown.values_list("named_year", flat=True))) == 3
    assert all(brand.search_grams.exists() and brand.initials for brand in public)
    assert SearchGram.objects.count() and SimilarityKey.objects.count()


def test_the_public_can_object_today():
    (notice,) = [notice for notice in PublicNotice.objects.all() if notice.is_running()]
    assert PublicNotice.objects.public().filter(pk=notice.pk).exists()
    assert notice.opinions.open().exists()
    assert OfficialDocument.objects.public().issued().count() == 3
    assert {d.reference.startswith("云机工发〔") for d in OfficialDocument.objects.all()} == {True}


def test_honours_come_and_go():
    """Plans in every state, rechecks too; one honour kept, one lowered, one given time, one revoked by document."""
    assert statuses(AnnualPlan) == set(enums.AnnualPlanStatus)
    assert {"open", "submitted", "decided"} <= statuses(Recheck)
    assert set(Recheck.objects.values_list("result", flat=True)) >= {"keep", "lower", "correct"}
    decisions = OfficialDocument.objects.filter(kind="decision")
    assert sorted(len(document.snapshot["decisions"]) for document in decisions) == [1, 3]
    assert {"in_force", "superseded", "draft"} <= statuses(Regulation)
    assert Award.objects.count() == 6
    assert Highlight.objects.exists()


def test_texts_keep_their_limits_and_names_differ():
    current, earlier = texts(CURRENT), texts(EARLIER)
    both = [*current.values(), *earlier.values()]
    assert len({text.name for text in both}) == len(both) >= 40
    full = [text for text in both if len(text.connotation) > 50 and len(text.carriers) >= 2]
    assert len(full) >= 30
    for text in both:
        for name in ("name", "slogan", "logo_meaning", "concept", "connotation", "goals"):
            assert len(getattr(text, name)) <= DEFAULT_LIMITS[name], (text.name, name)
        assert len(text.opinions) <= DEFAULT_LIMITS["opinions_asked"]
        assert all(len(row[1]) <= DEFAULT_LIMITS["facet_text"] for row in text.facets)
        assert all(len(row[2]) <= DEFAULT_LIMITS["carrier_text"] for row in text.carriers)
        assert all(len(plan) <= DEFAULT_LIMITS["plan_text"] for plan in text.plans)
    kinds = {row[0] for text in both for row in text.carriers}
    assert kinds == set(enums.CarrierKind)


@pytest.mark.parametrize(("mine", "theirs"), [("码头先峰", "码头先锋"), ("红心夕阳", "夕阳红心")])
def test_alike_names_are_noticed(mine, theirs):
    found = similar_to(Application.objects.get(name=mine))
    assert [similar.name for similar in found] == [theirs]


def test_warnings_show():
    today = timezone.localdate()
    warned = {o.short_name: [w.kind for w in warnings_for(o, today)] for o in Organization.objects.with_facts()}
    assert len({kind for kinds in warned.values() for kind in kinds}) >= 3
    retired = Organization.objects.get(code="YL-SW3")
    assert retired.exception_note and Member.objects.filter(organization=retired).count() == 55
    assert warned[retired.short_name] == []
    small = Organization.objects.get(code="YL-JY3")
    assert Member.objects.filter(organization=small, status=MemberStatus.FORMAL).count() == 2
    assert len(warned[small.short_name]) == 1


def test_rare_characters_occur():
    names = "".join(Member.objects.values_list("name", flat=True))
    assert [character in names for character in RARE] == [True] * len(RARE)


def test_what_happened_lies_in_the_past_and_in_order():
    assert audit.verify() is None
    times = list(AuditEntry.objects.order_by("number").values_list("at", flat=True))
    assert times == sorted(times)
    now = timezone.now()
    for model in apps.get_app_config("brands").get_models():
        for name in ("at", "created_at", "submitted_at", "received_at", "issued_on"):
            field = next((f for f in model._meta.concrete_fields if f.name == name), None)
            if field is not None:
                limit = now if isinstance(field, models.DateTimeField) else timezone.localdate()
                assert not model.objects.filter(**{f"{name}__gt": limit}).exists(), (model, name)
    oldest = ApplicationEvent.objects.order_by("at").first()
    assert now - oldest.at > timedelta(days=1000)
    # The clock is put right again.
    assert now - timezone.now() < timedelta(minutes=1) and timezone.now.__module__ == "django.utils.timezone"


def test_a_second_run_changes_nothing():
    before = {model: model.objects.count() for model in apps.get_models()}
    output = StringIO()
    call_command("demo", stdout=output)
    assert "已经存在" in output.getvalue()
    assert {model: model.objects.count() for model in apps.get_models()} == before


def test_the_accounts_are_printed():
    output = StringIO()
    call_command("demo", "--accounts", stdout=output)
    lines = output.getvalue().splitlines()
    assert settings.DEMO_PASSWORD in lines[-1]
    assert [line.split()[0] for line in lines[1 : 1 + len(ACCOUNTS)]] == [a.username for a in ACCOUNTS]


def test_production_refuses(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="正式环境"):
        call_command("demo")
