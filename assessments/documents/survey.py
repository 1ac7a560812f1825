"""The printed sheets of sealed codes, and the workbook of a survey's results."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from assessments.models import Survey, SurveyTarget
from core.pdf import render_pdf
from core.spreadsheet import Column, Sheet, write_xlsx

COLUMNS, ROWS = 2, 5
A_PAGE = COLUMNS * ROWS


def public_address(survey: Survey) -> str:
    return f"{settings.SITE_URL}{reverse('boards:survey', args=[survey.pk])}"


def qr_code(text: str) -> str:
    return segno.make(text, error="m").png_data_uri(scale=4, border=2)


def slips_pdf(survey: Survey, target: SurveyTarget, codes: Sequence[str]) -> bytes:
    """Sheets of ten slips about one organisation. The code stands behind the # of the address in the QR code: a
    browser keeps that part to itself, so that no log and no Referer holds it."""
    address = public_address(survey)
    slips = [{"code": code, "qr": qr_code(f"{address}#{code.replace('-', '')}")} for code in codes]
    context = {
        "title": survey.title,
        "organ": survey.organizer.name,
        "organization": target.organization.name,
        "until": chinese_day(survey.closes_on),
        "address": address,
        "sheets": [_sheet(slips[start : start + A_PAGE]) for start in range(0, len(slips), A_PAGE)],
    }
    return render_pdf("pdf/survey_slips.html", context)


def _sheet(slips: Sequence[dict[str, Any]]) -> list[list[dict[str, Any] | None]]:
    places = [*slips, *[None] * (-len(slips) % COLUMNS)]
    return [list(places[start : start + COLUMNS]) for start in range(0, len(places), COLUMNS)]


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def results_xlsx(title: str, rows: Sequence[dict[str, Any]], questions: Sequence[dict[str, Any]]) -> bytes:
    """One sheet with a line for each organisation, one with the distributions of all together."""
    places = [
        Column("党组织", 40),
        Column("发出评价码", 12, "integer"),
        Column("收回票数", 12, "integer"),
        Column("得分", 10, "number"),
    ]
    lines = [[row["name"], row["issued"], row["received"], row["score"]] for row in rows]
    options = [Column("题目", 50), Column("选项", 20), Column("人次", 10, "integer"), Column("占比（%）", 10, "number")]
    shares = [
        [question["text"], option["label"], option["count"], option["share"]]
        for question in questions
        for option in question["options"]
    ]
    return write_xlsx([Sheet(f"{title}得分"[:31], places, lines), Sheet("汇总分布", options, shares)])
