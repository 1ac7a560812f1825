"""Programs: who writes them, what is frozen once they are open, what opening asks for."""

import pytest
from django.urls import reverse

from branches.enums import Role
from brands.enums import ProgramNature, ProgramStatus
from brands.forms.program import LIMIT_LABELS
from brands.limits import DEFAULT_LIMITS
from brands.models import Program
from brands.services.program import advance_program
from brands.workflow.program import PROGRAM_FLOW
from core.errors import BusinessError, StepRefused
from core.onetime import new_key
from tests.factories.branches import person
from tests.factories.brands import ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(tree):
    return person(Role.OFFICE, tree.top)


def payload(tree, **changes):
    rows = [("宣传发动", "2026-01-01"), ("创建培育", "2026-07-01"), ("总结提升", "2027-01-01")]
    data = {
        "key": new_key(),
        "organizer": tree.top.pk,
        "name": "三年创建规划",
        "nature": ProgramNature.INTERNAL,
        "approval_basis": "工委会议研究",
        "starts_on": "2026-01-01",
        "ends_on": "2028-12-31",
        "endorsement_rule": "every_level",
        "evidence_cap": "3",
        "document_code": "云机工发",
        "phases-TOTAL_FORMS": len(rows),
        "phases-INITIAL_FORMS": 0,
        "criteria-TOTAL_FORMS": 2,
        "criteria-INITIAL_FORMS": 0,
        "criteria-0-name": "政治性",
        "criteria-0-weight": 60,
        "criteria-1-name": "服务性",
        "criteria-1-weight": 40,
    }
    for number, (name, start) in enumerate(rows):
        data |= {f"phases-{number}-name": name, f"phases-{number}-starts_on": start, f"phases-{number}-ends_on": start}
    data |= {f"limit_{name}": DEFAULT_LIMITS[name] for name in LIMIT_LABELS}
    return data | changes


def test_office_writes_a_program_once_however_often_the_form_is_sent(client, tree, office):
    client.force_login(office)
    data = payload(tree)
    for _ in range(2):
        assert client.post(reverse("brands:program_create"), data).status_code == 302
    program = Program.objects.get()
    assert (program.organizer, program.status) == (tree.top, ProgramStatus.PREPARING)
    assert [phase.name for phase in program.phases.all()] == ["宣传发动", "创建培育", "总结提升"]
    assert [(c.name, c.weight) for c in program.criteria.all()] == [("政治性", 60), ("服务性", 40)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"criteria-1-weight": 30}, "权重之和应为100%，现为90%"),
        ({"phases-TOTAL_FORMS": 2}, "创建阶段应为3至6个，现为2个"),
        ({"phases-1-starts_on": "2025-01-01", "phases-1-ends_on": "2026-12-01"}, "应按开始日期先后排列"),
        ({"ends_on": "2025-01-01"}, "结束日期应晚于开始日期"),
        ({"limit_name": 500}, "20"),
        ({"purpose": "长" * 100_000}, "2000"),
    ],
)
def test_faults_are_told_and_nothing_typed_is_lost(client, tree, office, changes, message):
    client.force_login(office)
    response = client.post(reverse("brands:program_create"), payload(tree, **changes))
    body = response.content.decode()
    assert response.status_code == 400
    assert message in body
    assert 'value="三年创建规划"' in body
    assert not Program.objects.exists()


def test_a_row_is_added_without_script_and_nothing_is_judged(client, tree, office):
    client.force_login(office)
    response = client.post(reverse("brands:program_create"), payload(tree, name="", add_row="phases"))
    assert response.status_code == 200
    assert response.context["phases"].total_form_count() == 4
    assert 'value="宣传发动"' in response.content.decode()


def test_others_may_not_write_programs(client, tree):
    for role, organization in ((Role.SECRETARY, tree.branch), (Role.DIRECTOR, tree.top), (Role.REVIEWER, tree.top)):
        client.force_login(person(role, organization))
        assert client.post(reverse("brands:program_create"), payload(tree)).status_code == 403
    client.force_login(person(Role.OFFICE, tree.foreign_top))
    assert client.post(reverse("brands:program_create"), payload(tree)).status_code == 400
    assert not Program.objects.exists()


def test_programs_in_preparation_are_seen_by_the_organiser_alone(client, tree, office):
    ProgramFactory(organizer=tree.top, name="筹备中的规划", status=ProgramStatus.PREPARING)
    ProgramFactory(organizer=tree.top, name="已启动的规划")
    ProgramFactory(organizer=tree.foreign_top, name="外系统的规划")
    seen = {}
    for name, user in (("office", office), ("secretary", person(Role.SECRETARY, tree.branch))):
        client.force_login(user)
        seen[name] = {row.name for row in client.get(reverse("brands:program_list")).context["page"].rows}
    assert seen == {"office": {"筹备中的规划", "已启动的规划"}, "secretary": {"已启动的规划"}}


def test_template_is_frozen_once_open(client, tree, office):
    program = ProgramFactory(organizer=tree.top)
    client.force_login(office)
    seen = program.updated_at.isoformat()
    url = reverse("brands:program_edit", args=[program.pk])
    client.post(url, payload(tree, name="改名", seen=seen, reason="补充说明", purpose="新要求", applications_until=""))
    fresh = Program.objects.get()
    assert (fresh.name, fresh.purpose) == (program.name, "新要求")
    assert fresh.phases.count() == 4


def test_a_stale_copy_loses_nothing(client, tree, office):
    program = ProgramFactory(organizer=tree.top, status=ProgramStatus.PREPARING)
    client.force_login(office)
    url = reverse("brands:program_edit", args=[program.pk])
    response = client.post(url, payload(tree, name="后到的名称", seen="2000-01-01T00:00:00+00:00"))
    assert response.status_code == 400
    assert "已由其他同志修改" in response.content.decode()
    assert 'value="后到的名称"' in response.content.decode()
    assert Program.objects.get().name == program.name


@pytest.mark.parametrize("status", ProgramStatus.values)
def test_steps_by_state_and_person(tree, status):
    offered = {}
    program = ProgramFactory(organizer=tree.top, status=status)
    people = {
        "office": person(Role.OFFICE, tree.top),
        "director": person(Role.DIRECTOR, tree.top),
        "secretary": person(Role.SECRETARY, tree.branch),
        "foreign": person(Role.OFFICE, tree.foreign_top),
    }
    for name, user in people.items():
        offered[name] = {step.name for step in PROGRAM_FLOW.open_steps(user, program)}
        for step in set(PROGRAM_FLOW.steps) - offered[name]:
            with pytest.raises(StepRefused):
                advance_program(program, step, actor=user, comment="理由")
    expected = {"preparing": ({"open"}, set()), "open": (set(), {"close"}), "closed": (set(), {"reopen"})}[status]
    assert offered == {"office": expected[0], "director": expected[1], "secretary": set(), "foreign": set()}


def test_opening_asks_for_approval_phases_and_weights(tree, office):
    program = ProgramFactory(
        organizer=tree.top,
        status=ProgramStatus.PREPARING,
        phases=2,
        criteria=False,
        approval_basis="",
        nature=ProgramNature.DEMONSTRATION,
    )
    with pytest.raises(BusinessError) as caught:
        advance_program(program, "open", actor=office)
    assert caught.value.details == [
        "创建阶段应为3至6个，现为2个。",
        "评审标准的权重之和应为100%，现为0%。",
        "请填写审批或备案依据。",
        "创建示范活动须经批准，请填写批准机关和批准日期。",
    ]


def test_what_stands_in_the_way_of_a_start_is_told_before_it_is_asked_for(client, tree, office):
    program = ProgramFactory(organizer=tree.top, status=ProgramStatus.PREPARING, approval_basis="")
    client.force_login(office)
    address = reverse("brands:program_step", args=[program.pk, "open"])
    assert client.get(address).context["warning"] == "创建活动还不能启动：请填写审批或备案依据。"
    assert "请填写审批或备案依据。" in client.get(address).content.decode()
    Program.objects.filter(pk=program.pk).update(approval_basis="市委办公室批准")
    assert client.get(address).context["warning"] == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_queries(client, tree, office, django_assert_num_queries, rows):
    for _ in range(rows):
        ProgramFactory(organizer=tree.top)
    client.force_login(office)
    client.get(reverse("brands:program_list"))
    with django_assert_num_queries(6):
        client.get(reverse("brands:program_list"))
