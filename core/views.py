"""Pages of one's own background jobs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core import jobs
from core.audit import address_of, record
from core.enums import AuditKind
from core.errors import BusinessError
from core.files import serve_private
from core.models import Job

SHOWN_JOBS = 50


@login_required
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    rows = Job.objects.visible_to(request.user)[:SHOWN_JOBS]
    return render(request, "core/job_list.html", {"jobs": rows, "limit": SHOWN_JOBS})


@login_required
@require_GET
def job_detail(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return render(request, "core/job.html", _progress_of(request, job_id))


@login_required
@require_GET
def job_progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The part of the page that asks again until the job is over."""
    return render(request, "core/job_progress.html", _progress_of(request, job_id))


@login_required
@require_POST
def job_cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _own(request, job_id)
    try:
        jobs.request_cancel(job)
        messages.success(request, "已请求取消，任务将尽快停止。")
    except BusinessError as error:
        messages.error(request, error.message)
    return redirect("core:job", job.pk)


@login_required
@require_GET
def job_download(request: HttpRequest, job_id: UUID) -> FileResponse:
    job = _own(request, job_id)
    if not job.result:
        raise Http404("该任务没有结果文件。")
    response = serve_private(request, job.result, job.result_name or job.label)
    record(AuditKind.EXPORT, "下载任务结果", actor=request.user, subject=job, address=address_of(request))
    return response


def _progress_of(request: HttpRequest, job_id: UUID) -> dict[str, Any]:
    job = _own(request, job_id)
    return {"job": job, "page": jobs.page_of(job)}


def _own(request: HttpRequest, job_id: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
