"""Accounts and roles, for the security administrator; they are changed on the pages of accounts."""

from django.contrib import admin

from accounts.models import User
from branches.administration import ReadOnlyAdmin
from branches.enums import Ability
from branches.models import RoleAssignment
from branches.roles import scope_of
from branches.selectors import accounts_visible_to


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    abilities = (Ability.MANAGE_ACCOUNTS,)
    list_display = ("username", "name", "is_active", "must_change_password", "created_at")
    list_filter = ("is_active", "must_change_password")
    search_fields = ("username", "name")
    exclude = ("password", "session_generation")

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in self.opts.fields if field.name not in self.exclude]

    def get_queryset(self, request):
        return accounts_visible_to(request.user)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ReadOnlyAdmin):
    abilities = (Ability.MANAGE_ACCOUNTS,)
    list_display = ("user", "role", "organization", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user", "organization")
    search_fields = ("user__username", "user__name", "organization__name")

    def get_queryset(self, request):
        managed = scope_of(request.user, Ability.MANAGE_ACCOUNTS).condition("organization__path")
        return super().get_queryset(request).filter(managed)
