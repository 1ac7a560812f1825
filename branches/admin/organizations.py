"""The organisation tree, its terms and members; they are changed on the pages of organisations."""

from django.contrib import admin

from branches.administration import EditableAdmin, ReadOnlyAdmin, ReadOnlyInline
from branches.enums import Ability
from branches.models import ImportBatch, Line, Member, Organization, Post, Region, RoleAssignment, Term
from branches.roles import scope_of

KEEPERS = (Ability.MANAGE_ORGANIZATIONS,)


class Kept(ReadOnlyAdmin):
    """Rows of organisations that the user keeps."""

    abilities = KEEPERS
    path_field = "organization__path"

    def get_queryset(self, request):
        kept = scope_of(request.user, Ability.MANAGE_ORGANIZATIONS).condition(self.path_field)
        return self.model._default_manager.filter(kept)


class TermInline(ReadOnlyInline):
    abilities = KEEPERS
    model = Term
    fields = ("number", "elected_on", "ends_on", "exception_note")


class PostInline(ReadOnlyInline):
    abilities = KEEPERS
    model = Post
    fields = ("kind", "member")


@admin.register(Organization)
class OrganizationAdmin(Kept):
    path_field = "path"
    list_display = ("name", "code", "kind", "parent", "region", "line", "is_active")
    list_filter = ("kind", "region", "line", "is_active")
    list_select_related = ("parent", "region", "line")
    search_fields = ("name", "short_name", "code")
    inlines = (TermInline,)


@admin.register(Term)
class TermAdmin(Kept):
    list_display = ("organization", "number", "elected_on", "ends_on")
    list_filter = ("ends_on",)
    list_select_related = ("organization",)
    search_fields = ("organization__name",)
    inlines = (PostInline,)


@admin.register(Post)
class PostAdmin(Kept):
    path_field = "term__organization__path"
    list_display = ("member", "kind", "term")
    list_filter = ("kind",)
    list_select_related = ("member", "term__organization")
    search_fields = ("member__name", "term__organization__name")


@admin.register(Member)
class MemberAdmin(Kept):
    list_display = ("name", "code", "organization", "status", "group", "is_active")
    list_filter = ("status", "exempt_class", "is_active")
    list_select_related = ("organization",)
    search_fields = ("name", "code", "organization__name")


@admin.register(Region)
class RegionAdmin(EditableAdmin):
    abilities = (Ability.MANAGE_SETTINGS,)
    list_display = ("name", "order")
    search_fields = ("name",)


@admin.register(Line)
class LineAdmin(EditableAdmin):
    abilities = (Ability.MANAGE_SETTINGS,)
    list_display = ("name", "order")
    search_fields = ("name",)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Who brought in what and when; the workbook and its passwords stay with the importer."""

    abilities = (Ability.MANAGE_SETTINGS,)
    list_display = ("file_name", "actor", "created_at", "confirmed_at", "imported_at")
    list_filter = ("created_at",)
    list_select_related = ("actor",)
    search_fields = ("file_name", "actor__name")
    exclude = ("file", "password_seed")

    def get_queryset(self, request):
        """Of importers with a role in one's part of the tree."""
        scope = scope_of(request.user, Ability.MANAGE_SETTINGS)
        return ImportBatch.objects.filter(actor__in=RoleAssignment.objects.within(scope).values("user"))

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in self.opts.fields if field.name not in self.exclude]
