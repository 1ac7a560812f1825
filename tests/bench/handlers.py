"""The jobs that are measured; imported by the measuring process and by its workers alike."""

from core.jobs import JobResult, register
from core.pdf import render_pdf
from tests.core.pdf_samples import application_form


@register("bench.form")
def form(job, progress):
    """An application form as PDF, stored as the job's file."""
    return JobResult(render_pdf("pdf/application_form.html", application_form()), "申报表.pdf")


@register("bench.small")
def small(job, progress):
    """What a job costs by itself: claimed, reported, marked as done."""
    progress(1, 1)
