"""The document of a decision on honours: its proposed text, its frozen snapshot, its draft as a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from brands.documents.honour import DocumentText, frozen, naming_context
from brands.enums import HonourLevel
from brands.models import Honour
from brands.rules.honour import renewed_until
from core.pdf import render_pdf

# The step of the process → how the document names it.
VERBS = {"keep": "保留称号", "lower": "降低称号", "correct": "限期整改", "revoke": "撤销称号", "restore": "恢复称号"}
CLOSING = "有关党组织要认真落实本决定，珍惜称号、务求实效，把品牌建设同本职工作结合起来，不搞形式、不增加基层负担。"


@dataclass(frozen=True)
class Verdict:
    """What is decided of one honour. `seen`: the state the director saw; `correct_by`: for a correction only."""

    honour: Honour
    step: str
    reason: str
    correct_by: date | None = None
    seen: str | None = None

    def level_after(self) -> int:
        return self.honour.level - 1 if self.step == "lower" else self.honour.level

    def expires_after(self, on: date) -> date:
        return renewed_until(self.honour, on) if self.step in ("keep", "lower") else self.honour.expires_on

    def outcome(self, on: date) -> str:
        """In a few words, for the annexed list and the public check."""
        until = chinese_day(self.expires_after(on))
        if self.step == "keep":
            return f"保留称号，有效期至{until}"
        if self.step == "lower":
            return f"降为{level_label(self.level_after())}，有效期至{until}"
        if self.step == "correct":
            return f"限期整改，至{chinese_day(self.correct_by)}" if self.correct_by else "限期整改"
        return VERBS[self.step]


def level_label(level: int) -> str:
    return HonourLevel(level).label if level in HonourLevel.values else "无称号"


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def draft_decision(verdicts: Sequence[Verdict], *, on: date) -> DocumentText:
    """A text that could be issued as it stands."""
    organizer = verdicts[0].honour.document.organization
    single = len(verdicts) == 1
    return DocumentText(
        title=_title(verdicts, on),
        addressee=f"{verdicts[0].honour.brand.organization.name}：" if single else "各有关党组织：",
        body="\n".join([*(_of_one(verdicts[0], on) if single else _of_many(verdicts)), CLOSING]),
        printed_by=f"{organizer.short_name}办公室",
    )


def _title(verdicts: Sequence[Verdict], on: date) -> str:
    first, steps = verdicts[0], {verdict.step for verdict in verdicts}
    if len(steps) > 1:
        return f"关于{on.year}年称号复核结果的决定"
    subject = f"“{first.honour.brand}”" + (f"等{len(verdicts)}个品牌" if len(verdicts) > 1 else "品牌")
    if first.step == "correct":
        return f"关于责成{subject}限期整改的决定"
    level = first.honour.get_level_display() if len(verdicts) == 1 else ""
    return f"关于{VERBS[first.step][:2]}{subject}{level}称号的决定"


def _of_one(verdict: Verdict, on: date) -> list[str]:
    honour, until = verdict.honour, chinese_day(verdict.expires_after(on))
    what = f"{honour.brand.organization.name}创建的“{honour.brand}”品牌"
    level = honour.get_level_display()
    since = f"（{honour.document.reference}文件命名）"
    sentences = {
        "keep": f"经复核，{what}{since}继续符合条件，决定保留其{level}称号，有效期至{until}。",
        "lower": f"经复核，决定将{what}的{level}称号{since}降为{level_label(verdict.level_after())}，有效期至{until}。",
        "correct": (
            f"经复核，决定责成{what}{since}限期整改，整改期限至"
            f"{chinese_day(verdict.correct_by) if verdict.correct_by else '另行通知之日'}。"
            f"整改期间{level}称号仍然有效，期满再作复核并决定去留。"
        ),
        "revoke": f"经研究，决定撤销{what}的{level}称号{since}，自本决定印发之日起不再使用该称号和牌匾。",
        "restore": f"经核实，决定恢复{what}的{level}称号{since}，有效期至{until}。",
    }
    reason = verdict.reason.strip()
    if reason and reason[-1] not in "。！？；…”）":
        reason += "。"
    return [
        sentences[verdict.step],
        *([f"主要依据：{reason}" if not reason.startswith("依据") else reason] if reason else []),
    ]


def _of_many(verdicts: Sequence[Verdict]) -> list[str]:
    counted = []
    for step, label in VERBS.items():
        names = [f"“{verdict.honour.brand}”" for verdict in verdicts if verdict.step == step]
        if names:
            counted.append(f"{label}{len(names)}个")
    return [f"经复核，现对{len(verdicts)}个品牌的称号作出决定：{'，'.join(counted)}（名单见附件）。"]


def annex_of_decision(verdicts: Sequence[Verdict], on: date) -> dict[str, Any]:
    rows = [
        [
            str(number),
            v.honour.brand.name,
            v.honour.brand.organization.name,
            v.honour.get_level_display(),
            v.outcome(on),
        ]
        for number, v in enumerate(verdicts, start=1)
    ]
    columns = [["序号", 2], ["品牌名称", 5], ["创建党组织", 8], ["原称号", 4], ["决定", 7]]
    return {"title": "称号处理决定名单", "columns": columns, "rows": rows}


def decision_snapshot(
    verdicts: Sequence[Verdict], text: DocumentText, *, reference: str, issued_on: date
) -> dict[str, Any]:
    """All that the printed document says; one honour needs no annexed list."""
    annex = annex_of_decision(verdicts, issued_on)
    organizer = verdicts[0].honour.document.organization
    annexes = [annex] if len(verdicts) > 1 else []
    snapshot = frozen(text, organizer, annexes, reference=reference, issued_on=issued_on)
    return snapshot | {"keywords": ["称号", "品牌"], "decisions": [row[1:] for row in annex["rows"]]}


def draft_decision_pdf(verdicts: Sequence[Verdict], text: DocumentText, *, reference: str, on: date) -> bytes:
    """How it will look; without a check code it proves nothing."""
    snapshot = decision_snapshot(verdicts, text, reference=reference, issued_on=on)
    return render_pdf("pdf/naming.html", naming_context(snapshot, ""))
