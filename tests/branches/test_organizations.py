"""New places in the tree, moves, the end of an organisation; also when many do it at once."""

import pytest
from django.db import transaction

from branches import paths
from branches.enums import OrganizationKind, Role
from branches.models import Organization
from branches.services import organization as services
from core.errors import BusinessError, StaleCopy
from core.models import AuditEntry
from tests.core.parallel import together
from tests.factories.branches import MemberFactory, OrganizationFactory, fresh, person, small_tree

BRANCH = OrganizationKind.BRANCH


def create(parent, number, actor=None, **fields):
    values = {"name": f"新建第{number}党支部", "short_name": f"新{number}", "code": f"NEW{number:04}", "kind": BRANCH}
    return services.create_organization(parent, actor=actor, **(values | fields))


def assert_paths_fit():
    """Every path is its parent's and one segment more, and none stands twice."""
    rows = list(Organization.objects.select_related("parent"))
    for row in rows:
        assert row.path[: -paths.PATH_STEP] == (row.parent.path if row.parent else "")
    assert len({row.path for row in rows}) == len(rows)


def test_children_are_numbered_one_after_the_other(tree):
    made = [create(tree.direct, n) for n in range(1, 41)]
    assert [m.path for m in made] == [tree.direct.path + paths.segment(n) for n in range(1, 41)]
    assert_paths_fit()


def test_the_number_follows_the_highest_child_whatever_lies_below_it(tree):
    create(create(tree.direct, 1), 2)
    assert create(tree.direct, 3).path == tree.direct.path + "0002"


def test_only_the_system_makes_a_root(tree):
    office = person(Role.OFFICE, tree.top)
    with pytest.raises(BusinessError, match="上级党组织"):
        create(None, 1, actor=office)
    assert create(None, 1).path == "0003"


def test_a_code_stands_once(tree):
    with pytest.raises(BusinessError, match="已被使用"):
        create(tree.top, 1, code=tree.branch.code)


def test_ten_levels_are_the_most(tree):
    at = tree.direct
    for number in range(8):
        at = create(at, number)
    assert at.depth == 10
    with pytest.raises(BusinessError, match="最多 10 级"):
        create(at, 99)


@pytest.mark.django_db(transaction=True)
def test_parallel_creation_gives_every_child_a_place_of_its_own():
    tree = small_tree()
    made = together(lambda n: create(tree.general, n), 8)
    assert [m for m in made if isinstance(m, Exception)] == []
    assert sorted(m.path[-4:] for m in made) == [paths.segment(n) for n in range(3, 11)]
    assert_paths_fit()


@pytest.mark.django_db(transaction=True)
def test_a_child_made_while_its_branch_moves_goes_along():
    tree = small_tree()

    def act(number):
        if number == 0:
            return services.move_organization(tree.general, new_parent=tree.direct, actor=None)
        return create(tree.branch, number)

    assert [r for r in together(act, 6) if isinstance(r, Exception)] == []
    assert_paths_fit()
    tree.general.refresh_from_db()
    assert Organization.objects.below(tree.general).count() == 8


@pytest.mark.django_db(transaction=True)
def test_two_moves_into_each_other_make_no_circle():
    tree = small_tree()
    pairs = [(tree.committee, tree.direct), (tree.direct, tree.committee)]
    results = together(lambda n: services.move_organization(pairs[n][0], new_parent=pairs[n][1], actor=None), 2)
    assert sorted(isinstance(r, BusinessError) for r in results) == [False, True]
    assert_paths_fit()


def test_a_move_takes_everything_below_along(tree):
    office = person(Role.OFFICE, tree.top)
    old = tree.general.path
    services.move_organization(tree.general, new_parent=tree.direct, actor=office)
    for row in (tree.general, tree.branch, tree.sibling):
        row.refresh_from_db()
    assert tree.general.path == tree.direct.path + "0001"
    assert tree.branch.path == tree.direct.path + "0001" + "0001"
    assert tree.general.parent == tree.direct
    assert not Organization.objects.filter(path__startswith=old).exists()
    assert_paths_fit()
    entry = AuditEntry.objects.order_by("number").last()
    assert (entry.action, entry.actor, entry.details["rows"]) == (
        "调整隶属关系",
        office,
        entry.details["rows"] | {"branches.organization": 3},
    )


def test_a_move_rewrites_registered_columns_and_no_others(tree):
    from tests.factories.brands import ApplicationFactory

    mine = ApplicationFactory(organization=tree.branch, organization_path=tree.branch.path)
    other = ApplicationFactory(organization=tree.direct, organization_path=tree.direct.path)
    services.move_organization(tree.general, new_parent=tree.direct, actor=None)
    mine.refresh_from_db()
    other.refresh_from_db()
    tree.branch.refresh_from_db()
    assert mine.organization_path == tree.branch.path
    assert other.organization_path == tree.direct.path


def test_every_model_with_an_organisation_path_is_registered():
    from django.apps import apps

    having = {m for m in apps.get_models() if any(f.name.endswith("_path") for f in m._meta.local_fields)}
    assert having == {carrier.model for carrier in paths.carriers()}


def test_what_moves_is_counted_for_the_page_that_asks(tree):
    from tests.factories.brands import ApplicationFactory

    ApplicationFactory(organization=tree.branch, organization_path=tree.branch.path)
    assert ("品牌申报", 1) in paths.carried_by(tree.general.path)


@pytest.mark.parametrize("target", ["general", "branch"])
def test_no_move_below_oneself(tree, target):
    with pytest.raises(BusinessError, match="在它之下"):
        services.move_organization(tree.general, new_parent=getattr(tree, target), actor=None)
    assert_paths_fit()


def test_no_move_to_where_it_stands_nor_below_one_out_of_being(tree):
    with pytest.raises(BusinessError, match="无需调整"):
        services.move_organization(tree.general, new_parent=tree.committee, actor=None)
    services.deactivate_organization(tree.direct, actor=None)
    with pytest.raises(BusinessError, match="已停用"):
        services.move_organization(tree.general, new_parent=tree.direct, actor=None)


def test_a_move_too_deep_changes_nothing(tree):
    at = tree.direct
    for number in range(7):
        at = create(at, number)
    before = list(Organization.objects.values_list("pk", "path"))
    with pytest.raises(BusinessError, match="最多 10 级"):
        services.move_organization(tree.general, new_parent=at, actor=None)
    assert list(Organization.objects.values_list("pk", "path")) == before


def test_a_move_needs_the_right_at_both_ends(tree):
    here, there = person(Role.OFFICE, tree.committee), person(Role.OFFICE, tree.foreign_top)
    for actor in (here, there):
        with pytest.raises(BusinessError, match="没有维护"):
            services.move_organization(tree.general, new_parent=tree.foreign_top, actor=actor)


def test_the_reach_of_roles_follows_a_move(tree):
    before, after = person(Role.REVIEWER, tree.committee), person(Role.OFFICE, tree.foreign_top)
    services.move_organization(tree.general, new_parent=tree.foreign_top, actor=None)
    assert not Organization.objects.visible_to(fresh(before)).filter(pk=tree.branch.pk).exists()
    assert Organization.objects.visible_to(fresh(after)).filter(pk=tree.branch.pk).exists()


def test_one_in_use_is_not_taken_off_the_register(tree):
    MemberFactory(organization=tree.branch)
    with pytest.raises(BusinessError) as refused:
        services.deactivate_organization(tree.branch, actor=None)
    assert refused.value.details == ["还有 1 名在册党员，请先转出。"]
    with pytest.raises(BusinessError) as refused:
        services.deactivate_organization(tree.general, actor=None)
    assert refused.value.details == ["还有 2 个在册的下级党组织，请先停用或调整隶属关系。"]
    with pytest.raises(BusinessError, match="顶级"):
        services.deactivate_organization(tree.foreign_top, actor=None)


def test_roles_at_one_off_the_register_are_not_in_force(tree):
    secretary = person(Role.SECRETARY, tree.branch)
    services.deactivate_organization(tree.branch, actor=None)
    assert not Organization.objects.visible_to(fresh(secretary)).exists()
    services.reactivate_organization(tree.branch, actor=None)
    assert Organization.objects.visible_to(fresh(secretary)).count() == 1


def test_a_stale_copy_is_not_saved_over(tree):
    first = services.update_organization(tree.branch, actor=None, seen=tree.branch.updated_at, name="甲支部")
    with pytest.raises(StaleCopy):
        services.update_organization(tree.branch, actor=None, seen=tree.branch.updated_at, name="乙支部")
    tree.branch.refresh_from_db()
    assert (tree.branch.name, tree.branch.updated_at) == ("甲支部", first.updated_at)


def test_a_save_without_a_change_leaves_no_line_in_the_trail(tree):
    services.update_organization(tree.branch, actor=None, name=tree.branch.name)
    assert not AuditEntry.objects.exists()


def test_the_path_is_no_field_to_be_changed(tree):
    with pytest.raises(TypeError):
        services.update_organization(tree.branch, actor=None, path="0009")


@pytest.mark.django_db(transaction=True)
def test_the_lock_asks_for_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        paths.lock_tree()


def test_the_current_path_is_the_stored_one(tree):
    Organization.objects.filter(pk=tree.branch.pk).update(path="0009")
    assert paths.current_path(tree.branch) == "0009"


def test_the_queries_of_a_move_do_not_grow_with_the_tree(tree, django_assert_num_queries):
    services.move_organization(tree.general, new_parent=tree.top, actor=None)  # the locks' rows are there from now on
    for number, target in ((1, tree.direct), (10, tree.committee)):
        for index in range(number):
            OrganizationFactory(parent=Organization.objects.get(pk=tree.branch.pk), code=f"X{number}-{index}")
        with django_assert_num_queries(42):
            services.move_organization(tree.general, new_parent=target, actor=None)
