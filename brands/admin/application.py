"""Applications with their versions, resolution and opinions."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from branches.administration import ReadOnlyAdmin, ReadOnlyInline, StepActions
from branches.roles import reading_scope
from brands.models import Application, ApplicationEvent, ApplicationVersion
from brands.views.application.lists import application_bulk
from brands.workflow.application import APPLICATION_FLOW
from core import jobs


class EventInline(ReadOnlyInline):
    model = ApplicationEvent
    fields = ("at", "label", "actor_name", "organization", "comment")


@admin.register(Application)
class ApplicationAdmin(StepActions, ReadOnlyAdmin):
    flow = APPLICATION_FLOW
    step_url = "brands:application_step"
    actions = ("pass_on", "export_forms")
    list_display = ("__str__", "organization", "kind", "status", "held_by", "version_number", "submitted_at")
    list_filter = ("status", "kind", ("program", admin.RelatedOnlyFieldListFilter), "is_screened")
    list_select_related = ("organization", "program", "held_by")
    search_fields = ("submitted_name", "organization__name")
    inlines = (EventInline,)
    # What the branch is writing just now is its own; what it has submitted stands in the versions.
    fields = (
        "program", "organization", "kind", "status", "held_by", "is_screened", "version_number",
        "submitted_name", "submitted_by", "submitted_at", "held_since",
    )  # fmt: skip

    @admin.action(description="同意所选（先列出将办理的事项）")
    def pass_on(self, request: HttpRequest, queryset) -> HttpResponse:
        """The same page as on the review list: what will happen to each, then the confirmation."""
        data = request.POST.copy()
        data.setlist("selected", [str(pk) for pk in queryset.values_list("pk", flat=True)])
        request.POST = data
        return application_bulk(request)

    @admin.action(description="导出申报表（PDF压缩包）")
    def export_forms(self, request: HttpRequest, queryset) -> HttpResponse | None:
        ids = sorted(queryset.filter(version_number__gt=0).values_list("pk", flat=True))
        if not ids:
            self.message_user(request, "所选申报都还没有提交过，没有可以导出的申报表。")
            return None
        params = {"application_ids": ids, "filename": "申报表.zip"}
        return redirect("core:job", jobs.enqueue("application_forms_zip", "所选申报表", params, request.user).pk)


@admin.register(ApplicationVersion)
class ApplicationVersionAdmin(ReadOnlyAdmin):
    list_display = ("application", "number", "submitted_by", "submitted_at")
    list_filter = ("submitted_at",)
    list_select_related = ("application", "submitted_by")
    search_fields = ("application__submitted_name", "application__organization__name")

    def get_queryset(self, request):
        visible = reading_scope(request.user).condition("application__organization_path")
        return ApplicationVersion.objects.filter(visible)
