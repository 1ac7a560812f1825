"""Accounts are made, disabled, reset; each act leaves its line in the audit trail."""

import pytest
from django.core.exceptions import ValidationError

from accounts import services
from accounts.models import User
from accounts.validators import ComplexityValidator, NotDemonstrationValidator
from core.audit import verify
from core.errors import BusinessError
from core.models import AuditEntry
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(username="admin")


def actions():
    return list(AuditEntry.objects.order_by("number").values_list("action", "actor__username", "object_label"))


def test_a_new_account_must_change_its_password(admin):
    user = services.create_account(" zhao ", name="赵明", actor=admin, password="Green-Lantern-31")
    assert (user.username, user.must_change_password, user.check_password("Green-Lantern-31")) == ("zhao", True, True)
    assert actions() == [("建立账号", "admin", "赵明")]
    assert verify() is None


def test_an_account_without_password_cannot_be_used(admin):
    assert not services.create_account("zhao", name="赵明", actor=admin).has_usable_password()


@pytest.mark.parametrize(
    ("username", "name", "password", "message"),
    [
        ("admin", "赵明", None, "已存在"),
        ("a b", "赵明", None, "账号由 2 至 40 个"),
        ("x" * 41, "赵明", None, "账号由 2 至 40 个"),
        ("zhao\n", "", None, "姓名为必填"),
        ("zhao", "赵" * 41, None, "姓名为必填"),
        ("zhao", "赵明", "1234567890", "密码"),
        ("zhao", "赵明", "short-1", "密码"),
    ],
)
def test_bad_accounts_are_refused_in_plain_words_and_leave_nothing(admin, username, name, password, message):
    with pytest.raises(BusinessError) as caught:
        services.create_account(username, name=name, actor=admin, password=password)
    assert message in caught.value.message
    assert (User.objects.count(), actions()) == (1, [])


def test_reset_gives_a_password_shown_once(admin):
    user = UserFactory()
    password = services.reset_password(user, actor=admin)
    user.refresh_from_db()
    assert (user.check_password(password), user.check_password(PASSWORD)) == (True, False)
    assert (user.must_change_password, user.session_generation) == (True, 1)
    assert password not in str(list(AuditEntry.objects.values()))
    for validator in (ComplexityValidator(), NotDemonstrationValidator()):
        validator.validate(password)


def test_nobody_disables_or_resets_the_own_account(admin):
    for act in (services.disable_account, services.reset_password):
        with pytest.raises(BusinessError):
            act(admin, actor=admin)


def test_disable_and_enable(admin):
    user = services.disable_account(UserFactory(name="钱进"), actor=admin)
    assert (user.is_active, user.session_generation) == (False, 1)
    with pytest.raises(BusinessError):
        services.disable_account(user, actor=admin)
    assert services.enable_account(user, actor=admin).is_active
    with pytest.raises(BusinessError):
        services.enable_account(user, actor=admin)
    assert actions() == [("停用账号", "admin", "钱进"), ("启用账号", "admin", "钱进")]


def test_contact_is_audited_without_its_values(admin):
    services.change_contact(admin, email="a@b.cn", phone="13800001111")
    services.change_contact(admin, email="a@b.cn", phone="13800001111")
    assert [entry.details for entry in AuditEntry.objects.all()] == [{"fields": ["电子邮箱", "手机号"]}]


@pytest.mark.parametrize(("password", "good"), [("abcdefgh123", False), ("Abcdefgh123", True), ("abcdef-123", True)])
def test_complexity(password, good):
    if good:
        ComplexityValidator().validate(password)
    else:
        with pytest.raises(ValidationError):
            ComplexityValidator().validate(password)
