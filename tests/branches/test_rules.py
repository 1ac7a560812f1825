"""What the rules call attention to, and that lists ask for the facts once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from branches.enums import MemberStatus, OrganizationKind, PostKind
from branches.models import Organization
from branches.rules import Facts, term_end, warnings_for, warnings_of
from tests.factories.branches import MemberFactory, OrganizationFactory, PostFactory, TermFactory, small_tree

TODAY = date(2026, 11, 21)
K = OrganizationKind
SOUND = Facts(
    kind=K.BRANCH,
    parent_kind=K.GENERAL_BRANCH,
    formal=9,
    elected_on=date(2025, 3, 1),
    ends_on=date(2028, 3, 1),
    committee=3,
    has_secretary=True,
)


def kinds(**changes):
    return [warning.kind.value for warning in warnings_of(replace(SOUND, **changes), TODAY)]


def test_a_sound_branch_calls_for_nothing():
    assert kinds() == []


@pytest.mark.parametrize(
    ("formal", "committee", "expected"),
    [
        (0, 0, ["size"]),
        (2, 3, ["size"]),
        (3, 0, []),
        (6, 0, []),
        (7, 0, ["committee"]),
        (7, 2, ["committee"]),
        (7, 3, []),
        (7, 5, []),
        (7, 6, ["committee"]),
        (50, 5, []),
        (51, 5, ["size"]),
        (51, 2, ["size", "committee"]),
    ],
)
def test_size_and_committee(formal, committee, expected):
    assert kinds(formal=formal, committee=committee) == expected


@pytest.mark.parametrize(("formal", "committee"), [(5, 1), (9, 3)])
def test_every_branch_has_a_secretary(formal, committee):
    assert kinds(formal=formal, committee=committee, has_secretary=False) == ["secretary"]


def test_without_a_term_the_missing_term_is_what_is_told():
    assert kinds(elected_on=None, ends_on=None, committee=0, has_secretary=False) == ["no_term"]
    assert kinds(kind=K.COMMITTEE, parent_kind=K.WORKING_COMMITTEE, elected_on=None, ends_on=None) == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-400, ["term_over"]), (-1, ["term_over"]), (0, ["term_ending"]), (90, ["term_ending"]), (91, [])],
)
def test_reminders_before_and_after_a_term_ends(days, expected):
    ends = TODAY + timedelta(days=days)
    assert kinds(elected_on=ends - timedelta(days=1000), ends_on=ends) == expected
    assert kinds(elected_on=ends - timedelta(days=1000), ends_on=ends, term_excepted=True) == []


def test_a_term_is_three_years_and_five_in_villages():
    five = {"elected_on": date(2025, 3, 1), "ends_on": date(2030, 3, 1)}
    assert kinds(**five) == ["term_long"]
    assert kinds(**five, term_years=5) == []


def test_a_term_from_29_february_ends_on_28():
    assert term_end(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert term_end(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize("kind", K.values)
@pytest.mark.parametrize("parent", [None, *K.values])
def test_which_kind_stands_under_which(kind, parent):
    usual = {
        K.WORKING_COMMITTEE: {None, K.WORKING_COMMITTEE},
        K.COMMITTEE: {None, K.WORKING_COMMITTEE, K.COMMITTEE},
        K.GENERAL_BRANCH: {K.WORKING_COMMITTEE, K.COMMITTEE},
        K.BRANCH: {K.WORKING_COMMITTEE, K.COMMITTEE, K.GENERAL_BRANCH},
    }
    assert ("parent" in kinds(kind=kind, parent_kind=parent)) == (parent not in usual[K(kind)])


def test_an_approved_exception_silences_all_but_the_term():
    bad = {"formal": 1, "parent_kind": K.BRANCH, "has_secretary": False, "ends_on": TODAY, "committee": 0}
    assert kinds(**bad) == ["parent", "size", "secretary", "term_ending"]
    assert kinds(**bad, excepted=True) == ["term_ending"]


def test_facts_come_from_the_tables(db):
    tree = small_tree()
    MemberFactory.create_batch(2, organization=tree.branch)
    MemberFactory(organization=tree.branch, status=MemberStatus.PROBATIONARY)
    MemberFactory(organization=tree.branch, is_active=False)
    old = TermFactory(organization=tree.branch, number=1, elected_on="2020-01-01", ends_on="2023-01-01")
    new = TermFactory(organization=tree.branch, number=2, elected_on="2025-03-01", ends_on="2028-03-01")
    PostFactory(term=old, kind=PostKind.SECRETARY)
    one = PostFactory(term=new, kind=PostKind.DEPUTY).member
    PostFactory(term=new, kind=PostKind.PUBLICITY, member=one)
    PostFactory(term=new, kind=PostKind.MEMBER)
    row = Organization.objects.with_facts().get(pk=tree.branch.pk)
    # Those who hold posts are formal members of the branch, too: 2 and the three of the posts.
    assert (row.formal_count, row.committee_size, row.has_secretary) == (5, 2, False)
    assert (row.parent_kind, row.term_elected_on, row.term_ends_on) == (
        K.GENERAL_BRANCH,
        date(2025, 3, 1),
        date(2028, 3, 1),
    )


def test_one_query_for_any_number_of_organisations(db, django_assert_num_queries):
    tree = small_tree()
    for number in (1, 3):
        OrganizationFactory.create_batch(number, parent=Organization.objects.get(pk=tree.direct.pk))
        with django_assert_num_queries(1):
            found = [warnings_for(row, TODAY) for row in Organization.objects.with_facts()]
        assert len(found) == Organization.objects.count()


def test_one_no_longer_in_being_calls_for_nothing(db):
    tree = small_tree()
    Organization.objects.filter(pk=tree.branch.pk).update(is_active=False)
    assert warnings_for(Organization.objects.with_facts().get(pk=tree.branch.pk), TODAY) == []


@pytest.mark.parametrize("days", [-1, 0, 89, 90, 91])
@pytest.mark.parametrize("note", ["", "经批准延期"])
def test_the_query_for_terms_due_agrees_with_the_rule(db, days, note):
    from branches.rules import REMIND_BEFORE

    tree = small_tree()
    ends = TODAY + timedelta(days=days)
    TermFactory(organization=tree.branch, number=1, elected_on="2019-01-01", ends_on="2021-01-01")
    TermFactory(
        organization=tree.branch, number=2, elected_on=ends - timedelta(days=900), ends_on=ends, exception_note=note
    )
    by_rule = {
        row.pk
        for row in Organization.objects.with_facts()
        if {"term_ending", "term_over"} & {warning.kind.value for warning in warnings_for(row, TODAY)}
    }
    assert set(Organization.objects.with_term_due(TODAY + REMIND_BEFORE).values_list("pk", flat=True)) == by_rule
    assert by_rule == ({tree.branch.pk} if days <= 90 and not note else set())
