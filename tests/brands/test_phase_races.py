"""Two at once: a closing handed in while its date moves, two reviewers, two editors, a form sent twice."""

from datetime import timedelta

import pytest

from branches.enums import Role
from brands.enums import BrandStatus, PhaseRecordStatus
from brands.models import PhaseRecord, Supervision
from brands.services.creation import advance_brand
from brands.services.phase import advance_phase, save_closing
from brands.services.supervision import send_supervisions
from core.errors import BusinessError
from core.models import AuditEntry
from core.onetime import new_key
from tests.core.parallel import together
from tests.factories.branches import fresh, person
from tests.factories.phases import closing_texts, overdue_record, passage

pytestmark = pytest.mark.django_db(transaction=True)


def ok(results: list) -> list:
    for result in results:
        assert not isinstance(result, Exception) or isinstance(result, BusinessError), result
    return [result for result in results if not isinstance(result, Exception)]


def test_handed_in_while_its_date_moves():
    """Both may come through, one after the other; never is a date moved of what lies at the superior's desk."""
    stage = passage()
    record = stage.write()
    until = record.due_on + timedelta(days=9)
    secretary, reviewer = fresh(stage.cast.secretary), fresh(stage.cast.general_reviewer)

    def act(index: int):
        if index:
            return advance_phase(record, "extend", actor=reviewer, comment="理由", until=until)
        return advance_phase(record, "submit", actor=secretary)

    results = together(act, 2)
    ok(results)
    after = stage.record()
    assert after.status == PhaseRecordStatus.SUBMITTED
    steps = [event.step for event in after.events.all()]
    assert steps in (["extend", "submit"], ["submit"])
    assert (after.due_on == until) is ("extend" in steps)


@pytest.mark.parametrize("second", ["accept", "return"])
def test_two_reviewers_decide_once(second):
    stage = passage()
    record = stage.submit()
    people = [fresh(stage.cast.general_reviewer), fresh(person(Role.REVIEWER, stage.tree.general))]
    steps = ["accept", second]
    results = together(lambda i: advance_phase(record, steps[i], actor=people[i], comment="理由"), 2)
    assert len(ok(results)) == 1
    assert stage.record().events.exclude(step="submit").count() == 1
    begun = stage.record(2).events.filter(step="begin").count()
    assert begun == (stage.record().status == PhaseRecordStatus.ACCEPTED)


def test_accepted_while_the_brand_is_to_be_filed_anew():
    """Whichever comes first: the brand ends in one state, and nothing is accepted of a brand that rests."""
    stage = passage()
    record = stage.submit()
    reviewer, office = fresh(stage.cast.general_reviewer), fresh(stage.cast.office)

    def act(index: int):
        if index:
            return advance_brand(stage.brand, "demand", actor=office, comment="内涵空泛")
        return advance_phase(record, "accept", actor=reviewer)

    ok(together(act, 2))
    assert stage.reload().status == BrandStatus.REAPPLYING
    events = list(AuditEntry.objects.filter(details__step__in=["accept", "demand"]).order_by("number"))
    assert [e.details["step"] for e in events] in (["accept", "demand"], ["demand"])


def test_two_editors_at_once_lose_nothing():
    stage = passage()
    record = stage.record()
    people = [fresh(stage.cast.clerk), fresh(stage.cast.secretary)]
    results = together(
        lambda i: save_closing(record, texts=closing_texts(summary=f"第{i}份"), actor=people[i], version=0), 2
    )
    assert len(ok(results)) == 1
    conflict = next(result for result in results if isinstance(result, Exception))
    saved = next(result for result in results if not isinstance(result, Exception))
    assert {change.key: change.theirs for change in conflict.disputed} == {"summary": saved.summary}
    assert stage.record().edit_version == 1


def test_a_note_sent_twice_is_one_note():
    stage = passage()
    record, office, key = overdue_record(stage.brand), fresh(stage.cast.office), new_key()
    due_on = record.due_on + timedelta(days=30)
    results = together(
        lambda i: send_supervisions([record], title="事项", text="要求", due_on=due_on, actor=office, key=key), 2
    )
    assert {next(row.pk for row in found) for found in ok(results)} == {Supervision.objects.get().pk}
    assert PhaseRecord.objects.filter(supervisions__isnull=False).count() == 1
