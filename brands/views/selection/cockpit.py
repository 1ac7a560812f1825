"""The office's cockpit: where a round stands, what is to be done next, the steps that are open."""

from typing import Any

from django.urls import reverse

from brands.enums import NominationStatus, NoticeStatus, RoundStatus
from brands.models import SelectionRound
from brands.permissions.selection import may_decide_round, may_organize_round, may_see_scores
from brands.rules.selection import RUBRIC_OPEN
from brands.selectors.selection import RoundFigures, figures
from brands.workflow.selection import ROUND_FLOW

OFFICE_PAGES: tuple[str, ...] = ("brands:round_edit", "brands:round_shortlist", "brands:notice_create")
DIRECTOR_PAGES: tuple[str, ...] = ("brands:round_decide", "brands:round_issue")

# Taken by the services of the notice.
BY_NOTICE = ("begin_notice", "withdraw_notice")


def cockpit(user: Any, round: SelectionRound, notice: Any) -> dict[str, Any]:
    numbers = figures(round)
    steps = [step for step in ROUND_FLOW.open_steps(user, round) if step.name not in BY_NOTICE]
    return {
        "figures": numbers,
        "stats": _stats(round, numbers),
        "todo": _open_to(user, round, _todo(round, numbers, notice)),
        "steps": steps,
        "step_url": reverse("brands:round_step", args=[round.pk, "STEP"]),
        "events": round.events.all(),
        "is_office": may_organize_round(user, round),
        "is_editable": may_organize_round(user, round) and round.status in RUBRIC_OPEN,
        "scores_shown": may_see_scores(user, round),
        "document": getattr(round, "document", None) if round.status == RoundStatus.NAMED else None,
    }


def _open_to(user: Any, round: SelectionRound, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the other side does stays as words: no link that ends at a refusal."""
    names = () if may_organize_round(user, round) else OFFICE_PAGES
    names += () if may_decide_round(user, round) else DIRECTOR_PAGES
    shut = {reverse(name, args=[round.pk]) for name in names}
    return [line | {"url": "" if line["url"] in shut else line["url"]} for line in lines]


def _stats(round: SelectionRound, numbers: RoundFigures) -> list[dict[str, Any]]:
    nominations = reverse("brands:nomination_list", args=[round.pk])
    judges = reverse("brands:judge_list", args=[round.pk])
    waiting = numbers.nominations[NominationStatus.NOMINATED]
    return [
        {"label": "参评品牌", "value": numbers.taking_part, "url": nominations, "icon": "award",
         "note": f"待审查{waiting}" if waiting else "", "urgent": False},
        {"label": "名额", "value": round.quota, "url": None, "icon": "trophy", "note": ""},
        {"label": "评委", "value": numbers.judges, "url": judges, "icon": "people", "note": ""},
        {"label": "评分表", "value": f"{numbers.sheets['submitted']}/{numbers.sheets_due}", "url": judges,
         "icon": "pencil-square", "note": f"回避{numbers.sheets['recused']}" if numbers.sheets["recused"] else ""},
    ]  # fmt: skip


def _todo(round: SelectionRound, numbers: RoundFigures, notice: Any) -> list[dict[str, Any]]:
    """What comes next and what is done of it: {text, done, url}."""
    nominations = reverse("brands:nomination_list", args=[round.pk])
    judges = reverse("brands:judge_list", args=[round.pk])
    waiting = numbers.nominations[NominationStatus.NOMINATED]
    eligible = numbers.nominations[NominationStatus.ELIGIBLE]

    def line(text: str, done: bool, url: str = "") -> dict[str, Any]:
        return {"text": text, "done": done, "url": url}

    match round.status:
        case RoundStatus.PREPARING:
            return [
                line("核对评分标准、名额和期限，然后“开始受理”", False, reverse("brands:round_edit", args=[round.pk]))
            ]
        case RoundStatus.NOMINATING:
            return [
                line(f"受理参评（截至{round.nominations_until}），或由工委推荐", numbers.taking_part > 0, nominations),
                line(f"资格审查（待审查{waiting}个）", waiting == 0 and eligible > 0, nominations),
                line(f"聘请评委（现有{numbers.judges}名）", numbers.judges > 0, judges),
                line("分配评委", eligible > 0 and numbers.without_judge == 0, judges),
                line("开始评分", False),
            ]
        case RoundStatus.SCORING:
            due = numbers.sheets_due
            done = numbers.sheets["submitted"]
            return [
                line(f"评委评分（截至{round.scoring_until}，已提交{done}/{due}）", done == due, judges),
                line("每个品牌都有评委", numbers.without_judge == 0, judges),
                line("结束评分", False),
            ]
        case RoundStatus.SCORED:
            scores = reverse("brands:round_scores", args=[round.pk])
            shortlist = reverse("brands:round_shortlist", args=[round.pk])
            return [line("查看得分和计分过程", False, scores), line("按名额确定初选名单", False, shortlist)]
        case RoundStatus.SHORTLISTED | RoundStatus.IN_NOTICE:
            return _notice_todo(round, notice, line)
        case RoundStatus.DECIDED:
            issue = reverse("brands:round_issue", args=[round.pk])
            return [line("签发命名文件，结果同时公布", False, issue)]
    return []


def _notice_todo(round: SelectionRound, notice: Any, line: Any) -> list[dict[str, Any]]:
    if notice is None:
        return [line("拟写公示", False, reverse("brands:notice_create", args=[round.pk]))]
    url = reverse("brands:notice_detail", args=[notice.pk])
    checked = notice.status != NoticeStatus.DRAFT
    published = notice.status in (NoticeStatus.PUBLISHED, NoticeStatus.CLOSED)
    rows = [
        line("拟写公示", True, url),
        line("保密与准确性审查（工委办公室）", checked, url),
        line("批准并发布（工委负责人）", published, url),
    ]
    if published:
        open_opinions = notice.open_opinions
        opinions = f"{reverse('brands:opinion_list')}?notice={notice.pk}"
        rows += [
            line(f"公示至{notice.ends_on}", not notice.is_running(), url),
            line(f"办结公示意见（未办结{open_opinions}条）", open_opinions == 0, opinions),
            line("决定命名（工委负责人）", False, reverse("brands:round_decide", args=[round.pk])),
        ]
    return rows
