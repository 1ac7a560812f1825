"""The democratic appraisal: a third at most, probationary members without a grade, approved by the superior."""

from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.enums.point import AppraisalGrade, AppraisalStatus
from assessments.models import Appraisal, AppraisalRow
from assessments.services.appraisal import Verdict, advance_appraisal, refresh_rows, write_appraisal
from assessments.workflow.point import APPRAISAL_FLOW
from branches.enums import MemberStatus, Role
from branches.models import Member
from core.errors import BusinessError
from tests.brands.matrix import check_matrix
from tests.factories.appraisals import NOW, Scene
from tests.factories.branches import MemberFactory, RoleAssignmentFactory
from tests.factories.points import AppraisalFactory, AppraisalRowFactory, PointEntryFactory, PointMonthFactory

pytestmark = pytest.mark.django_db
G = AppraisalGrade


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=True):
        yield Scene()


class TestTable:
    def test_it_begins_with_every_member_and_the_points(self, scene):
        month = PointMonthFactory(organization=scene.branch, plan=scene.plan, year=2026)
        PointEntryFactory(month=month, member=scene.members[0], full_points=Decimal(31))
        appraisal = scene.begin()
        row = appraisal.rows.get(member=scene.members[0])
        assert (row.points, row.band, row.grade) == (Decimal(91), "先锋", "")
        assert appraisal.rows.count() == 8
        assert appraisal.rows.get(member=scene.young).grade == G.NONE

    def test_begun_twice_it_is_one(self, scene):
        assert scene.begin().pk == scene.begin().pk

    def test_renewed_it_follows_the_register_and_keeps_grades(self, scene):
        scene.begin()
        scene.write(2)
        Member.objects.filter(pk=scene.members[6].pk).update(is_active=False)
        Member.objects.filter(pk=scene.young.pk).update(status=MemberStatus.FORMAL)
        MemberFactory(organization=scene.branch)
        appraisal = refresh_rows(scene.appraisal, actor=scene.secretary)
        grades = sorted(appraisal.rows.values_list("grade", flat=True))
        assert grades == sorted(["", "", *2 * [G.EXCELLENT], *4 * [G.QUALIFIED]])

    def test_probationary_members_get_no_grade_even_by_force(self, scene):
        appraisal = scene.begin()
        row = appraisal.rows.get(member=scene.young)
        write_appraisal(
            appraisal, actor=scene.secretary, held_on=None, expected=None, present=None,
            verdicts={row.pk: Verdict(G.EXCELLENT)}, seen=appraisal.edit_version,
        )  # fmt: skip
        row.refresh_from_db()
        assert row.grade == G.NONE
        with pytest.raises(IntegrityError), transaction.atomic():
            AppraisalRow.objects.filter(pk=row.pk).update(grade=G.EXCELLENT)


class TestSubmission:
    @pytest.mark.parametrize(("excellent", "goes"), [(2, True), (3, False)])
    def test_a_third_of_seven_is_two(self, scene, excellent, goes):
        scene.begin()
        scene.write(excellent)
        if goes:
            scene.submit()
            assert scene.appraisal.status == AppraisalStatus.SUBMITTED
            return
        with pytest.raises(BusinessError) as refused:
            scene.submit()
        assert refused.value.details == ["“优秀”不超过参加评议正式党员的三分之一：最多2名，现有3名。"]

    @pytest.mark.parametrize(("present", "goes"), [(4, False), (5, True)])
    def test_more_than_half_are_present(self, scene, present, goes):
        scene.begin()
        scene.write(0, present=present)
        if goes:
            scene.submit()
            return
        with pytest.raises(BusinessError) as refused:
            scene.submit()
        assert refused.value.details == ["实到党员须超过应到党员的半数。"]

    def test_a_low_grade_needs_words(self, scene):
        scene.begin()
        scene.write(0, grade=G.BASIC)
        with pytest.raises(BusinessError) as refused:
            scene.submit()
        assert len(refused.value.details) == 7
        scene.write(0, grade=G.BASIC, reason="谈话提醒后有改进")
        scene.submit()

    def test_what_is_missing_is_named_all_at_once(self, scene):
        scene.begin()
        with pytest.raises(BusinessError) as refused:
            scene.submit()
        assert refused.value.details[0] == "请填写评议会议的日期、应到和实到党员人数。"
        assert len(refused.value.details) == 8

    def test_handed_in_it_is_not_written_any_more(self, scene):
        scene.begin()
        scene.write(2)
        scene.submit()
        with pytest.raises(BusinessError, match="不能修改"):
            scene.write(1)

    def test_the_second_writer_is_told(self, scene):
        stale = scene.begin()
        scene.write(2)
        with pytest.raises(BusinessError, match="已由其他同志修改"):
            write_appraisal(
                stale, actor=scene.secretary, held_on=None, expected=None, present=None, verdicts={}, seen=0
            )

    def test_matrix(self, scene):
        scene.begin()
        scene.write(2)
        people = {
            "secretary": scene.secretary,
            "clerk": RoleAssignmentFactory(role=Role.CLERK, organization=scene.branch).user,
            "reviewer": scene.reviewer,
            "far_reviewer": RoleAssignmentFactory(role=Role.REVIEWER, organization=scene.plan.organizer).user,
        }
        expected = {
            "submit": (("draft",), ("secretary",)),
            "withdraw": (("submitted",), ("secretary",)),
            "approve": (("submitted",), ("reviewer",)),
            "return": (("submitted",), ("reviewer",)),
        }
        assert check_matrix(APPRAISAL_FLOW, scene.appraisal, people, expected) == 44


class TestWaiting:
    def test_handed_in_it_waits_for_the_superior(self, client, scene):
        scene.begin()
        scene.write(2)
        assert not Appraisal.objects.to_approve(scene.reviewer).exists()
        scene.submit()
        client.force_login(scene.reviewer)
        assert "待审批民主评议" in client.get(reverse("brands:workbench")).content.decode()
        advance_appraisal(scene.appraisal, "approve", actor=scene.reviewer)
        assert not Appraisal.objects.to_approve(scene.reviewer).exists()


class TestPages:
    def test_everybody_on_the_list_is_expected_until_said_otherwise(self, client, scene):
        scene.begin()
        client.force_login(scene.secretary)
        url = reverse("assessments:appraisal_edit", args=[scene.appraisal.pk])
        assert client.get(url).context["form"]["expected"].value() == 8
        Appraisal.objects.filter(pk=scene.appraisal.pk).update(expected=0)
        assert client.get(url).context["form"]["expected"].value() == 0

    def test_more_present_than_expected_is_told_where_it_is_typed(self, client, scene):
        appraisal = scene.begin()
        client.force_login(scene.secretary)
        url = reverse("assessments:appraisal_edit", args=[appraisal.pk])
        answer = client.post(url, {"seen": appraisal.edit_version, "expected": "8", "present": "9"})
        assert (answer.status_code, "实到人数不能多于应到人数。" in answer.content.decode()) == (400, True)

    def test_what_is_missing_is_told_before_handing_in(self, client, scene):
        appraisal = scene.begin()
        client.force_login(scene.secretary)
        address = reverse("assessments:appraisal_step", args=[appraisal.pk, "submit"])
        assert "请填写评议会议的日期、应到和实到党员人数。" in client.get(address).content.decode()
        # After the press the form itself says it, once.
        assert client.post(address, {"seen": "draft"}).content.decode().count("请填写评议会议的日期") == 1

    def test_the_rest_are_filled_in_as_qualified_and_saved_by_another_press(self, client, scene):
        appraisal = scene.begin()
        client.force_login(scene.secretary)
        url = reverse("assessments:appraisal_edit", args=[appraisal.pk])
        best, weak = appraisal.rows.filter(member_status="formal").order_by("pk")[:2]
        typed = {f"grade_{best.pk}": G.EXCELLENT, f"grade_{weak.pk}": G.BASIC, f"reason_{weak.pk}": "作用发挥一般"}
        answer = client.post(url, {"seen": appraisal.edit_version, "fill": "rest", "held_on": "2026-12-18"} | typed)
        shown = {field.html_name: field.value() for field in answer.context["form"]}
        young = appraisal.rows.get(member=scene.young)
        grades = sorted(value for name, value in shown.items() if name.startswith("grade_") and value)
        assert grades == sorted([G.EXCELLENT, G.BASIC, *5 * [G.QUALIFIED]])
        assert (shown[f"grade_{young.pk}"], shown["held_on"]) == (None, "2026-12-18")
        assert not appraisal.rows.exclude(member=scene.young).exclude(grade="").exists()
        assert client.post(url, {"seen": appraisal.edit_version} | {k: v or "" for k, v in shown.items()}).url
        assert appraisal.rows.filter(grade=G.QUALIFIED).count() == 5

    def test_from_the_table_to_the_approval(self, client, scene):
        client.force_login(scene.secretary)
        begin = reverse("assessments:appraisal_begin", args=[scene.branch.pk, 2026])
        assert client.post(begin).status_code == 302
        appraisal = Appraisal.objects.get()
        edit = reverse("assessments:appraisal_edit", args=[appraisal.pk])
        form = {"seen": 0, "held_on": "2026-12-18", "expected": 8, "present": 8}
        form |= {f"grade_{row.pk}": G.QUALIFIED for row in appraisal.rows.filter(member_status="formal")}
        form |= {f"grade_{row.pk}": G.NONE for row in appraisal.rows.filter(member_status="probationary")}
        assert client.post(edit, form | {"present": "八"}).status_code == 400
        assert client.post(edit, form).status_code == 302
        clash = client.post(edit, form | {"expected": "9"})
        assert clash.status_code == 400 and 'value="9"' in clash.content.decode()
        step = reverse("assessments:appraisal_step", args=[appraisal.pk, "submit"])
        client.post(step, {"seen": "draft"})
        client.force_login(scene.reviewer)
        client.post(reverse("assessments:appraisal_step", args=[appraisal.pk, "approve"]), {"seen": "submitted"})
        appraisal.refresh_from_db()
        assert appraisal.status == AppraisalStatus.APPROVED

    def test_drafts_are_the_branchs_own(self, client, scene):
        scene.begin()
        client.force_login(scene.reviewer)
        address = reverse("assessments:appraisal_detail", args=[scene.appraisal.pk])
        assert client.get(address).status_code == 404
        scene.write(2)
        scene.submit()
        assert client.get(address).status_code == 200
        client.force_login(RoleAssignmentFactory(role=Role.MEMBER, organization=scene.branch).user)
        assert client.get(address).status_code == 404

    def test_the_table_as_pdf_and_as_a_spreadsheet(self, client, scene):
        scene.begin()
        scene.write(2)
        client.force_login(scene.secretary)
        pdf = client.get(reverse("assessments:appraisal_pdf", args=[scene.appraisal.pk]))
        text = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
        assert scene.members[0].name in text and "不定等次" in text
        book = client.get(reverse("assessments:appraisal_xlsx", args=[scene.appraisal.pk]))
        grades = [row[5].value for row in load_workbook(BytesIO(book.content)).active.iter_rows(min_row=2)]
        assert (grades.count("优秀"), grades.count("合格"), grades.count("不定等次")) == (2, 5, 1)

    def test_lists_cost_the_same_for_one_row_and_three(self, client, scene):
        client.force_login(scene.reviewer)
        found = []
        for year in (2020, 2021):
            AppraisalRowFactory(
                appraisal=AppraisalFactory(organization=scene.branch, year=year, status=AppraisalStatus.SUBMITTED)
            )
            with CaptureQueriesContext(connection) as counted:
                client.get(reverse("assessments:appraisal_list"))
            found.append(len(counted))
            AppraisalFactory(organization=scene.branch, year=year - 10, status=AppraisalStatus.SUBMITTED)
        assert found == [6, 6]
