"""Pages of guidance, pairs and sites: what is typed stays, no class of another branch, queries do not grow."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from brands.models import Activity, ActivityKind, Brand, DemonstrationSite, GuidanceJudgement, Pairing, Visit
from brands.services.guidance import classify, judge, rules_token
from core.onetime import new_key
from tests.factories.branches import OrganizationFactory
from tests.factories.brands import BrandFactory
from tests.factories.guidance import PairingFactory, SiteFactory, VisitFactory
from tests.factories.inspection import Scene, scene

pytestmark = pytest.mark.django_db


def at(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"brands:{name}", args=args)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def rules_form(*rows: tuple[str, str, str, str], seen: str = "") -> dict[str, Any]:
    data = {"rules-TOTAL_FORMS": len(rows), "rules-INITIAL_FORMS": 0, "seen": seen}
    names = ("fact", "at_least", "at_most", "guidance_class")
    return data | {
        f"rules-{n}-{name}": value for n, row in enumerate(rows) for name, value in zip(names, row, strict=True)
    }


# Classes -----------------------------------------------------------------------------------------------------------


def classed(s: Scene) -> None:
    for place, found in (("branch", "weak"), ("sibling", "good"), ("direct", "middling")):
        judge(s.brands[place], found, reason=f"{place}的理由", actor=s.cast.office)


def test_three_classes_for_superiors():
    s = scene(findings=False)
    classed(s)
    client = at(s.cast.office)
    listed = {}
    for tab in ("weak", "good", "middling"):
        text = client.get(f"{url('guidance_list')}?tab={tab}").content.decode()
        listed[tab] = [place for place in s.brands if f"{place}的理由" in text]
    assert listed == {"weak": ["branch"], "good": ["sibling"], "middling": ["direct"]}
    printed = client.get(url("guidance_print")).content.decode()
    assert [f"{place}的理由" in printed for place in s.brands] == [True] * 3


def test_a_branch_reads_its_own_class_in_words_and_nobody_elses():
    s = scene(findings=False)
    classed(s)
    for name in ("secretary", "clerk", "member"):
        client = at(getattr(s.cast, name))
        text = client.get(url("guidance_list")).content.decode()
        assert "branch的理由" in text
        for other in ("sibling", "direct"):
            assert f"{other}的理由" not in text
            assert s.brands[other].name not in text
            assert client.get(url("guidance_detail", s.brands[other].pk)).status_code == 404
        assert client.get(url("guidance_print")).status_code == 403


def test_rules_read_as_words_and_say_why():
    s = scene(findings=False)
    brand = BrandFactory(program=s.brands["branch"].program, organization=OrganizationFactory(parent=s.tree.general))
    list(classify())
    text = at(s.cast.office).get(url("guidance_list") + "?tab=weak").content.decode()
    assert "逾期阶段3个（规则：不少于2个为薄弱）" in text
    text = at(s.cast.general_reviewer).get(url("guidance_detail", brand.pk)).content.decode()
    for words in ("逾期阶段3个", "尚无年度考核得分", "逾期阶段不少于2个的，列为薄弱。"):
        assert words in text


def test_rules_are_edited_and_bad_ones_kept_on_the_page():
    s = scene(findings=False)
    list(classify())
    program = s.brands["branch"].program
    client, address = at(s.cast.office), url("guidance_rules", program.pk)
    seen = rules_token(program.guidance_rules.order_by("order"))
    bad = {
        "至少填写一个": ("open_findings", "", "", "weak"),
        "应不小于": ("open_findings", "5", "2", "weak"),
        "请选择": ("likes", "5", "", "weak"),
    }
    for words, row in bad.items():
        page = client.post(address, rules_form(row, seen=seen))
        assert page.status_code == 400
        assert words in page.content.decode() or words == "请选择"
        assert row[1] in page.content.decode()
    assert client.post(address, rules_form(seen=seen)).status_code == 400
    stale = client.post(address, rules_form(("open_findings", "77", "", "weak"), seen="alt"))
    assert stale.status_code == 400
    assert "77" in stale.content.decode()
    more = client.post(address, rules_form(("open_findings", "77", "", "weak"), seen=seen) | {"add_row": "rules"})
    assert 'name="rules-1-fact"' in more.content.decode()
    assert program.guidance_rules.count() == 7
    assert client.post(address, rules_form(("open_findings", "77", "", "weak"), seen=seen)).status_code == 302
    assert [str(r.at_least) for r in program.guidance_rules.all()] == ["77.00"]


def test_the_usual_rules_are_shown_before_anything_was_classed():
    s = scene(findings=False)
    program = s.brands["branch"].program
    client, address = at(s.cast.office), url("guidance_rules", program.pk)
    text = client.get(address).content.decode()
    assert "逾期阶段不少于2个的，列为薄弱。" in text
    assert 'name="rules-6-fact"' in text
    assert program.guidance_rules.count() == 0
    row = rules_form(("open_findings", "3", "", "weak"), seen=rules_token([]))
    assert client.post(address, row).status_code == 302
    assert program.guidance_rules.count() == 1


def test_a_judgement_without_a_reason_keeps_the_choice():
    s = scene(findings=False)
    brand, client = s.brands["branch"], at(s.cast.office)
    page = client.post(url("guidance_judge", brand.pk), {"guidance_class": "weak", "reason": " "})
    assert page.status_code == 400
    assert 'value="weak"' in page.content.decode()
    assert client.post(url("guidance_judge", brand.pk), {"guidance_class": "best", "reason": "理由"}).status_code == 400
    assert client.post(url("guidance_judge", brand.pk), {"guidance_class": "weak", "reason": "理由"}).status_code == 302
    assert client.post(url("guidance_judge_end", brand.pk)).status_code == 302
    assert GuidanceJudgement.objects.filter(ended_at__isnull=True).count() == 0


# Pairs -------------------------------------------------------------------------------------------------------------


def test_a_pair_from_suggestion_to_result_by_pages():
    s = scene(findings=False)
    classed(s)
    office = at(s.cast.office)
    assert s.tree.branch.short_name in office.get(url("pairing_suggest")).content.decode()
    address = url("pairing_create", s.brands["branch"].pk)
    form = {"strong": s.brands["sibling"].pk, "goals": "共过主题党日", "starts_on": day(0), "ends_on": day(90)}
    bad = office.post(address, form | {"ends_on": day(0), "key": new_key()})
    assert bad.status_code == 400
    assert "共过主题党日" in bad.content.decode()
    assert office.post(address, form | {"strong": s.brands["direct"].pk, "key": new_key()}).status_code == 400
    assert office.post(address, form | {"key": new_key()}).status_code == 302
    pairing = Pairing.objects.get()
    words = {"comment": "同意", "seen": "proposed"}
    at(s.cast.sibling_secretary).post(url("pairing_step", pairing.pk, "agree_strong"), words)
    branch = at(s.cast.secretary)
    branch.post(url("pairing_step", pairing.pk, "agree_weak"), words)
    held = Activity.objects.create(
        organization=s.tree.branch, organization_path=s.tree.branch.path, title="共过主题党日",
        kind=ActivityKind.objects.order_by("pk").first(), held_on=timezone.localdate(),
    )  # fmt: skip
    assert branch.post(url("pairing_link", pairing.pk), {"activity": "x"}).status_code == 400
    assert branch.post(url("pairing_link", pairing.pk), {"activity": held.pk}).status_code == 302
    assert branch.post(url("pairing_link", pairing.pk), {"unlink": held.pk}).status_code == 302
    assert branch.post(url("pairing_link", pairing.pk), {"unlink": held.pk}).status_code == 404
    end = url("pairing_step", pairing.pk, "end")
    refused = at(s.cast.sibling_secretary).post(end, {"result": " ", "comment": "按期结束", "seen": "active"})
    assert refused.status_code == 400
    assert "按期结束" in refused.content.decode()
    at(s.cast.sibling_secretary).post(end, {"result": "建好台账", "seen": "active"})
    assert Pairing.objects.get().status == "ended"


# Sites -------------------------------------------------------------------------------------------------------------


def test_a_site_from_mark_to_report_by_pages():
    s = scene(findings=False)
    office = at(s.cast.office)
    address = url("site_create", s.brands["sibling"].pk)
    assert "请确认确有示范价值" in office.get(address).content.decode()
    form = {"introduction": "可看先锋岗", "place": "二楼", "capacity": "20", "key": new_key()}
    bad = office.post(address, form | {"capacity": "0"})
    assert bad.status_code == 400
    assert "可看先锋岗" in bad.content.decode()
    assert office.post(address, form).status_code == 302
    site = DemonstrationSite.objects.get()
    guest, book = at(s.cast.secretary), url("visit_create", site.pk)
    visit = {
        "organization": s.tree.branch.pk,
        "visit_on": day(0),
        "half": "pm",
        "people": "12",
        "purpose": "学台账",
        "key": new_key(),
    }
    for changes in (
        {"people": "21"}, {"visit_on": day(-1)}, {"people": "x"}, {"organization": s.tree.direct.pk}, {"visit_on": "x"},
        {"half": "x"},
    ):  # fmt: skip
        page = guest.post(book, visit | {"key": new_key()} | changes)
        assert page.status_code == 400, changes
        assert "学台账" in page.content.decode()
    assert guest.post(book, visit).status_code == 302
    made = Visit.objects.get()
    assert "下午：还可接待8人" in guest.get(url("site_detail", site.pk)).content.decode()
    at(s.cast.sibling_secretary).post(url("visit_step", made.pk, "confirm"), {"comment": "", "seen": "booked"})
    at(s.cast.clerk).post(url("visit_step", made.pk, "report"), {"report": "学到了", "seen": "confirmed"})
    assert Visit.objects.get().report == "学到了"
    stale = office.post(url("site_edit", site.pk), form | {"introduction": "改写", "seen": "alt"})
    assert stale.status_code == 400
    assert "改写" in stale.content.decode()


def test_who_comes_is_not_told_to_others():
    s = scene(findings=False)
    site = SiteFactory(brand=s.brands["sibling"])
    VisitFactory(site=site, organization=OrganizationFactory(parent=s.tree.top, name="金丝雀党支部"), purpose="金丝雀")
    seen = {
        name: "金丝雀" in at(getattr(s.cast, name)).get(url("site_detail", site.pk)).content.decode()
        for name in ("secretary", "sibling_secretary", "office")
    }
    assert seen == {"secretary": False, "sibling_secretary": True, "office": True}
    assert "还可接待20人" in at(s.cast.secretary).get(url("site_detail", site.pk)).content.decode()


# Queries -----------------------------------------------------------------------------------------------------------


def many(s: Scene, count: int) -> None:
    for _ in range(count):
        organization = OrganizationFactory(parent=s.tree.general)
        brand = BrandFactory(
            program=s.brands["branch"].program, organization=organization, phase_records=False, guidance_class="weak"
        )
        GuidanceJudgement.objects.create(brand=brand, guidance_class="weak", reason="走访", made_by=s.cast.office)
        PairingFactory(strong=s.brands["sibling"], weak=organization)
        site = SiteFactory(brand=brand)
        VisitFactory(site=site, organization=s.tree.branch)
        VisitFactory(site=s.brands["direct"].site, organization=organization)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("guidance_list", 12),
        ("guidance_print", 10),
        ("guidance_detail", 12),
        ("pairing_list", 7),
        ("pairing_suggest", 6),
        ("pairing_detail", 7),
        ("site_list", 9),
        ("site_candidates", 8),
        ("site_detail", 9),
    ],
)
def test_queries_do_not_grow(name, queries, rows, django_assert_num_queries):
    s = scene(findings=False)
    SiteFactory(brand=s.brands["direct"])
    many(s, rows)
    things = {
        "guidance_detail": Brand.objects.filter(guidance_class="weak").first,
        "pairing_detail": Pairing.objects.first,
        "site_detail": lambda: s.brands["direct"].site,
    }
    args = [things[name]().pk] if name in things else []
    client = at(s.cast.office)
    client.get(url(name, *args))
    with django_assert_num_queries(queries):
        assert client.get(url(name, *args)).status_code == 200
