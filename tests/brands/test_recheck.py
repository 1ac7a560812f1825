"""Rechecks: opened with a reason, reported by the branch, advised on by the office."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from branches.services.organization import move_organization
from brands.enums import HonourStatus, RecheckStatus
from brands.models import Honour, Recheck
from brands.services.honour import advance_recheck, advise, save_recheck
from brands.services.texts import ChangedMeanwhile
from brands.workflow.honour import RECHECK_FLOW
from core.errors import BusinessError, StepRefused
from tests.brands.clock import midnight
from tests.brands.matrix import check_matrix
from tests.factories import honours as named_of
from tests.factories.branches import OrganizationFactory, fresh

pytestmark = pytest.mark.django_db


def test_recheck_matrix():
    cast = named_of.ending(30)
    recheck = named_of.opened(cast)
    expected = {
        "submit": (("open",), ("secretary",)),
        "advise": (("open", "submitted"), ("office",)),
        "return": (("submitted",), ("office",)),
        "decide": (("open", "submitted"), ("director",)),
        "cancel": (("open", "submitted"), ("office", "director")),
    }
    assert check_matrix(RECHECK_FLOW, recheck, cast.everybody(), expected) > 80


class TestOpening:
    def test_one_at_a_time_with_a_reason_and_a_day_ahead(self):
        cast = named_of.ending(30)
        today = timezone.localdate()
        for reason, due_on in (("", today), ("期满。", today - timedelta(days=1))):
            with pytest.raises(BusinessError, match="还不能启动"):
                named_of.opened(cast, reason=reason, due_on=due_on)
        recheck = named_of.opened(cast)
        assert (recheck.status, recheck.opened_by, recheck.opened_on) == (RecheckStatus.OPEN, cast.office, today)
        with pytest.raises(BusinessError, match="正在进行"):
            named_of.opened(cast)

    def test_only_office_and_director_open_by_hand(self):
        cast = named_of.ending(30)
        for name in ("clerk", "secretary", "member", "outsider"):
            with pytest.raises(StepRefused):
                named_of.opened(cast, actor=getattr(cast, name))
        assert named_of.opened(cast, actor=cast.director)

    def test_what_has_run_out_or_is_revoked_is_not_rechecked(self):
        cast = named_of.ending(-1)
        with pytest.raises(BusinessError, match="不在有效期内"):
            named_of.opened(cast)
        Honour.objects.update(expires_on=timezone.localdate() + timedelta(days=9), status="revoked")
        with pytest.raises(BusinessError, match="不在有效期内"):
            named_of.opened(cast)

    def test_a_correcting_honour_is_in_force(self):
        named_of.ending(9)
        Honour.objects.update(status=HonourStatus.CORRECTING)
        assert Honour.objects.valid().count() == 1


class TestReport:
    def test_the_branch_writes_the_secretary_hands_in(self):
        cast = named_of.ending(30)
        recheck = named_of.opened(cast)
        recheck = save_recheck(recheck, actor=cast.clerk, texts={"achievements": "有成效。"}, version=0)
        with pytest.raises(BusinessError) as refused:
            advance_recheck(recheck, "submit", actor=cast.secretary)
        assert refused.value.details == ["请填写存在问题。", "请填写下一步措施。"]
        recheck = save_recheck(recheck, actor=cast.clerk, texts=named_of.REPORT, version=1)
        with pytest.raises(StepRefused):
            advance_recheck(recheck, "submit", actor=cast.clerk)
        recheck = advance_recheck(recheck, "submit", actor=cast.secretary)
        assert (recheck.status, recheck.submitted_on) == (RecheckStatus.SUBMITTED, timezone.localdate())
        with pytest.raises(StepRefused, match="不能修改"):
            save_recheck(recheck, actor=cast.clerk, texts={"problems": "另外"}, version=2)

    def test_the_loser_of_a_race_keeps_what_was_typed(self):
        cast = named_of.ending(30)
        recheck = named_of.opened(cast)
        save_recheck(recheck, actor=cast.clerk, texts={"problems": "先"}, version=0)
        with pytest.raises(ChangedMeanwhile) as lost:
            save_recheck(recheck, actor=cast.secretary, texts={"problems": "后"}, version=0)
        assert lost.value.theirs == [("存在问题", "先")]
        assert lost.value.stored.edit_version == 1

    def test_others_do_not_write(self):
        cast = named_of.ending(30)
        recheck = named_of.opened(cast)
        for name in ("member", "office", "director", "outsider"):
            with pytest.raises(StepRefused):
                save_recheck(recheck, actor=getattr(cast, name), texts=named_of.REPORT, version=0)

    def test_returned_it_loses_the_advice(self):
        cast = named_of.ending(30)
        recheck = named_of.advised(cast)
        recheck = advance_recheck(recheck, "return", actor=cast.office, comment="请补充数据。")
        assert (recheck.status, recheck.advice, recheck.advice_reason) == (RecheckStatus.OPEN, "", "")


class TestAdvice:
    @pytest.mark.parametrize(("seconds", "may"), [(-1, False), (0, True), (1, True)])
    def test_without_a_report_only_after_its_day(self, seconds, may):
        due = date(2027, 2, 28)
        with time_machine.travel(midnight(date(2027, 2, 1)), tick=False):
            cast = named_of.ending(60)
            recheck = named_of.opened(cast, due_on=due)
        with time_machine.travel(midnight(date(2027, 3, 1), seconds), tick=False):
            if may:
                assert advise(recheck, advice="revoke", reason="未按期报送。", actor=cast.office).advice == "revoke"
            else:
                with pytest.raises(BusinessError, match="期满后才能"):
                    advise(recheck, advice="revoke", reason="未按期报送。", actor=cast.office)

    def test_it_needs_a_reason_and_a_known_result(self):
        cast = named_of.ending(30)
        recheck = named_of.reported(cast)
        with pytest.raises(StepRefused, match="理由"):
            advise(recheck, advice="keep", reason=" ", actor=cast.office)
        with pytest.raises(BusinessError, match="选择"):
            advise(recheck, advice="nonsense", reason="好。", actor=cast.office)


def test_rechecks_move_with_their_organization():
    cast = named_of.ending(60)
    recheck = named_of.opened(cast)
    other = OrganizationFactory(parent=cast.top, kind="committee")
    system = named_of.person("system_admin", cast.top)
    move_organization(cast.brand.organization, new_parent=other, actor=fresh(system))
    assert Recheck.objects.get(pk=recheck.pk).organization_path.startswith(other.path)
