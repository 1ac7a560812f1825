"""The arithmetic of paths, for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branches.roles import Scope
from branches.tree import PATH_END, PATH_STEP, ancestor_paths, outermost, segment

numbers = st.integers(min_value=1, max_value=36**PATH_STEP - 1)
paths = st.lists(numbers, min_size=1, max_size=10).map(lambda ns: "".join(segment(n) for n in ns))


@given(numbers)
def test_a_segment_is_its_number_in_base_36(number):
    assert len(segment(number)) == PATH_STEP
    assert int(segment(number), 36) == number


@given(numbers, numbers)
def test_segments_sort_as_their_numbers_do(first, second):
    assert (segment(first) < segment(second)) == (first < second)


def test_a_parent_has_no_more_children_than_a_segment_can_number():
    with pytest.raises(ValueError, match="more children"):
        segment(36**PATH_STEP)


@given(paths, paths)
def test_below_is_a_range(path, other):
    assert (path <= other < path + PATH_END) == other.startswith(path)


@given(paths)
def test_ancestors_are_the_shorter_beginnings(path):
    ancestors = ancestor_paths(path)
    assert [len(a) for a in ancestors] == list(range(PATH_STEP, len(path), PATH_STEP))
    assert all(path.startswith(a) for a in ancestors)
    assert ancestor_paths(path, include_self=True) == [*ancestors, path]


@given(st.lists(paths, max_size=8), paths)
def test_the_outermost_cover_what_all_of_them_cover(tops, path):
    kept = outermost(tops)
    assert any(path.startswith(top) for top in kept) == any(path.startswith(top) for top in tops)
    assert not any(a != b and a.startswith(b) for a in kept for b in kept)


@given(st.lists(paths, max_size=4), st.lists(paths, max_size=4), paths)
def test_a_scope_covers_its_nodes_and_subtrees(nodes, subtrees, path):
    scope = Scope(frozenset(nodes), tuple(outermost(subtrees)))
    assert scope.covers(path) == (path in nodes or any(path.startswith(top) for top in subtrees))
