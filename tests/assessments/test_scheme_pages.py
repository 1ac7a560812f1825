"""Pages of schemes: who sees which, what they say is open, what they cost."""

import pytest
from django.urls import reverse

from assessments.enums.scheme import FormalismRule, SchemeStatus
from assessments.models import Scheme, SchemeFlag
from assessments.rules.scheme.formalism import GUARDS
from branches.enums import Role
from tests.factories.branches import person
from tests.factories.schemes import FLAGGED, make_scheme

pytestmark = pytest.mark.django_db


def test_drafts_are_the_organisers_until_they_start(client, tree, office):
    make_scheme(tree.top, office=office, name="拟订中的细则")
    make_scheme(tree.top, status=SchemeStatus.IN_FORCE, name="考核中的细则")
    make_scheme(tree.top, status=SchemeStatus.DISCARDED, name="作废的细则")
    make_scheme(tree.foreign_top, status=SchemeStatus.IN_FORCE, name="外系统的细则")
    seen = {}
    for name, user in (("office", office), ("member", person(Role.MEMBER, tree.branch))):
        client.force_login(user)
        seen[name] = {row.name for row in client.get(reverse("assessments:scheme_list")).context["page"].rows}
    assert seen == {"office": {"拟订中的细则", "考核中的细则", "作废的细则"}, "member": {"考核中的细则"}}


def test_a_second_scheme_of_the_year_is_pointed_out(client, tree, office):
    client.force_login(office)
    make_scheme(tree.top, name="先有的细则", status=SchemeStatus.IN_FORCE)
    scheme = make_scheme(tree.top, name="后来的细则")
    page = client.get(reverse("assessments:scheme_step", args=[scheme.pk, "start"])).content.decode()
    assert "本年度已有正在考核的细则“先有的细则”，开始后各单位须另填一本台账。" in page


def test_what_is_open_is_told_before_the_start_is_asked_for(client, tree, office):
    scheme = make_scheme(tree.top, office=office, groups=FLAGGED, full_score=110)
    client.force_login(office)
    page = client.get(reverse("assessments:scheme_step", args=[scheme.pk, "start"])).content.decode()
    assert "还不能开始考核：" in page and FormalismRule.MEDIA.label in page


def test_pages_say_what_is_open_and_what_the_rule_is(client, tree, office):
    scheme = make_scheme(tree.top, office=office, groups=FLAGGED, full_score=110)
    client.force_login(office)
    page = client.get(reverse("assessments:scheme_detail", args=[scheme.pk])).content.decode()
    guard = GUARDS[FormalismRule.MEDIA]
    for words in ("开始考核前需要处理 2 处", "各指标分值合计100分", guard.source, guard.rule, "被媒体报道的加分"):
        assert words in page
    flag = SchemeFlag.objects.get()
    url = reverse("assessments:scheme_flag_overrule", args=[flag.pk])
    assert client.post(url, {"reason": "太短"}).status_code == 400
    assert client.post(url, {"reason": "属于法定公开义务，必须考核。"}).status_code == 302
    assert "已确认保留" in client.get(reverse("assessments:scheme_detail", args=[scheme.pk])).content.decode()
    # Whoever is assessed reads the rubric, not the office's reasons.
    Scheme.objects.update(status=SchemeStatus.IN_FORCE)
    client.force_login(person(Role.MEMBER, tree.branch))
    page = client.get(reverse("assessments:scheme_detail", args=[scheme.pk])).content.decode()
    assert "信息" in page
    assert "属于法定公开义务" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_list_costs_the_same_queries(client, tree, office, django_assert_num_queries, many):
    for number in range(many):
        make_scheme(tree.top, office=office, name=f"细则{number}")
    client.force_login(office)
    client.get(reverse("assessments:scheme_list"))
    with django_assert_num_queries(6):
        client.get(reverse("assessments:scheme_list"))


@pytest.mark.parametrize("many", [1, 3])
def test_detail_costs_the_same_queries(client, tree, office, django_assert_num_queries, many):
    lines = [{"name": f"指标{n}", "maximum": 10, "mechanism": "被媒体报道的加分"} for n in range(many)]
    groups = [{"name": f"类别{n}", "lines": lines} for n in range(many)]
    scheme = make_scheme(tree.top, office=office, groups=groups)
    client.force_login(office)
    url = reverse("assessments:scheme_detail", args=[scheme.pk])
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
