"""The first half of a year of assessments: the rubric from a spreadsheet, self scores, the superior's, the ballots."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import User
from assessments.enums.ledger import Column
from assessments.models import BallotBox, Indicator, Ledger, Scheme, Survey
from assessments.scoring import Given
from assessments.services.ledger import Said, advance_ledger, save_column
from branches.enums import Role
from branches.models import Organization
from brands.models import Brand
from core import jobs
from tests.e2e.naming import confirm
from tests.e2e.walking import Walk, done, fill, follow, heading, press, sees, sees_not, tick
from tests.factories.activities import ActivityFactory
from tests.factories.branches import Cast, Tree, fresh, person, small_cast, small_tree
from tests.factories.brands import BrandFactory, ProgramFactory

TITLE = "党支部工作考核细则"
LIFE, STUDY, PROMISES, SPREAD, VETO = "三会一课", "党员教育", "承诺兑现", "做法推广", "违纪案件"
# 类别, 考评项目, 责任对象, 责任内容, 分值, 评分标准, 考评方式, 类型, 备注; one row gives a range instead of its points.
ROWS = (
    (TITLE,),
    ("类别", "考评项目", "责任对象", "责任内容", "分值", "评分标准", "考评方式", "类型", "备注"),
    ("组织建设", LIFE, "支委会", "按期召开", "20分", "每少1次扣2分，扣完为止", "查阅资料", "", ""),
    ("", STUDY, "全体党员", "完成年度计划", "40", "按完成情况计分", "访谈", "计分项", ""),
    ("服务群众", PROMISES, "全体党员", "公开的承诺年内兑现", "30-40分", "按兑现情况计分", "实地查看", "", ""),
    ("加分", SPREAD, "党支部", "做法被采用", "加分，最高5分", "每项加2分", "查阅资料", "", ""),
    ("否决", VETO, "党支部", "", "一票否决", "", "查阅资料", "", ""),
    ("合计", "", "", "", "100", "", "", "", ""),
)
# Neighbours' points; theirs are entered without the pages, which the branch walks for all.
NEIGHBOURS = ((30, 30), (36, 35))
LOWERED = "有两项承诺没有记录佐证。"
PHONE = {"width": 390, "height": 844}
BALLOTS, SPARE, DELIGHTED = 12, 2, 9
REMARK = "办事窗口中午有人值班，很方便。"
CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")


@dataclass
class Year:
    """A branch whose year is walked, its neighbours, and what comes about on the way."""

    walk: Walk
    tree: Tree
    cast: Cast
    brand: Brand
    direct_secretary: User
    codes: list[str] = field(default_factory=list)

    @property
    def scheme(self) -> Scheme:
        return Scheme.objects.select_related("organizer").get(name=TITLE)

    def ledger(self, organization: Organization | None = None) -> Ledger:
        rows = Ledger.objects.select_related("organization__parent", "scheme__organizer")
        return rows.get(organization=organization or self.tree.branch)

    def line(self, name: str) -> int:
        return Indicator.objects.of(self.scheme).get(name=name).pk

    def at(self, name: str, pk: int) -> str:
        return reverse(f"assessments:{name}", args=[pk])


def begin(walk: Walk) -> Year:
    tree = small_tree()
    program = ProgramFactory(organizer=tree.top, name="云岭市直机关党建品牌创建活动")
    ActivityFactory(organization=tree.branch, title="支部党员大会讨论年度任务")
    brand = BrandFactory(program=program, organization=tree.branch, name="红心筑路")
    return Year(walk, tree, small_cast(tree), brand, person(Role.SECRETARY, tree.direct))


def rubric() -> dict[str, str | bytes]:
    """The spreadsheet, as Playwright uploads it."""
    work, stream = openpyxl.Workbook(), BytesIO()
    for row in ROWS:
        work.active.append(row)
    work.save(stream)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "考核细则.xlsx", "mimeType": kind, "buffer": stream.getvalue()}


def import_scheme(year: Year) -> None:
    walk = year.walk
    page = walk.of(year.cast.office)
    with walk.step("工委办公室上传考核细则表，存疑的行标出"):
        walk.go(page, reverse("assessments:scheme_import_list"))
        page.set_input_files("[name='file']", rubric())
        press(page, "上传并读取")
        sees(page, "读出 5 项指标，其中 1 行存疑", "分值写的是范围", LIFE, VETO)
    with walk.step("没有核对就不能生成细则"):
        press(page, "核对无误，生成草稿")
        sees(page, "还有1行存疑")
    with walk.step("当场改正，生成草稿"):
        fill(page, {"rows-0-maximum": 40, "name": TITLE})
        tick(page, "rows-0-is_checked")
        press(page, "核对无误，生成草稿")
        done(page, "已生成细则草稿")
        sees(page, "核对无误，可以开始考核", PROMISES, "组织考核80%")
    with walk.step("开始考核，每个支部一本台账"):
        follow(page, "开始考核")
        press(page, "开始考核")
        done(page, "已办理：开始考核")
        jobs.work_off()
        sees(walk.go(page, year.at("scheme_ledgers", year.scheme.pk)), "还有3个单位未审定")


def score_oneself(year: Year) -> None:
    walk = year.walk
    page = walk.of(year.cast.secretary)
    with walk.step("支部书记自评，佐证从已有记录中选"):
        walk.go(page, year.at("ledger_detail", year.ledger().pk))
        follow(page, "填写自评")
        fill(page, {f"times_{year.line(LIFE)}": 1, f"points_{year.line(STUDY)}": 38})
        page.locator(f"[name='action'][value='evidence-{year.line(STUDY)}']").click()
        page.get_by_label("支部党员大会讨论年度任务").check()
        press(page, "保存佐证")
        done(page, "已关联1条佐证")
        expect(page.locator(f"[name='points_{year.line(STUDY)}']")).to_have_value("38")
    with walk.step("缺一项就不能提交，已填的都在"):
        press(page, "保存并提交自评")
        sees(page, "还不能提交自评，有 1 处需要补充", f"{PROMISES}：未评分")
        fill(page, {f"points_{year.line(PROMISES)}": 36, f"times_{year.line(SPREAD)}": 1})
        press(page, "保存并提交自评")
        press(page, "确认提交自评")
        done(page, "已办理：提交自评")
        # 20 − 2 + 38 + 36 + 2
        sees(page, "94", "待上级审核")


def check(year: Year) -> None:
    walk = year.walk
    page = walk.of(year.cast.general_reviewer)
    with walk.step("上级审核，调低的须写理由"):
        walk.go(page, year.at("ledger_detail", year.ledger().pk))
        follow(page, "填写上级评分")
        fill(page, {f"points_{year.line(PROMISES)}": 34})
        press(page, "保存并审核通过")
        sees(page, f"{PROMISES}：与自评不一致，请写明理由")
        sees_not(page, "未保存的内容")
        fill(page, {f"reason_{year.line(PROMISES)}": LOWERED})
        press(page, "保存并审核通过")
        press(page, "确认审核通过")
        done(page, "已办理：审核通过")
    with walk.step("支部看到上级评分和理由，此时不能再改"):
        own = walk.go(walk.of(year.cast.secretary), year.at("ledger_detail", year.ledger().pk))
        sees(own, LOWERED, "92")
        expect(own.get_by_role("link", name="填写自评")).to_have_count(0)
    let_the_neighbours_follow(year)


def let_the_neighbours_follow(year: Year) -> None:
    cast, tree = year.cast, year.tree
    people = (
        (tree.sibling, cast.sibling_secretary, cast.general_reviewer),
        (tree.direct, year.direct_secretary, cast.office),
    )
    for (branch, secretary, superior), (study, promises) in zip(people, NEIGHBOURS, strict=True):
        said = {year.line(STUDY): Said(Given(points=study)), year.line(PROMISES): Said(Given(points=promises))}
        ledger, actor = year.ledger(branch), fresh(secretary)
        save_column(ledger, Column.SELF, said=said, actor=actor, version=ledger.edit_version)
        advance_ledger(year.ledger(branch), "submit", actor=actor)
        advance_ledger(year.ledger(branch), "check", actor=fresh(superior))


def open_survey(year: Year, folder: Path) -> None:
    walk, today = year.walk, timezone.localdate()
    page = walk.of(year.cast.office)
    with walk.step("建立群众评价，计入本细则"):
        walk.go(page, reverse("assessments:survey_list"))
        follow(page, "新建评价")
        page.locator("[name='scheme']").select_option(str(year.scheme.pk))
        days = {"opens_on": today, "closes_on": today + timedelta(days=7)}
        fill(page, {name: f"{day:%Y-%m-%d}" for name, day in days.items()})
        press(page, "保存")
        done(page, "已保存")
        walk.go(page, year.at("survey_add", Survey.objects.get().pk))
        press(page, "增加全部党支部")
        done(page, "已增加3个评价对象")
    with walk.step("制作评价码，打印的纸上才有"):
        walk.go(page, year.at("survey_codes", Survey.objects.get().pk))
        fill(page, {"size": BALLOTS + SPARE})
        press(page, "制作评价码")
        jobs.work_off()
        page.reload()
        with page.expect_download() as found:
            follow(page, "下载结果")
        found.value.save_as(folder / "codes.pdf")
        year.codes = codes_on(folder / "codes.pdf", year.tree.branch.name)
        assert len(year.codes) == BALLOTS + SPARE
    with walk.step("开始评价"):
        walk.go(page, year.at("survey_detail", Survey.objects.get().pk))
        confirm(page, "开始评价")


def codes_on(pdf: Path, organization: str) -> list[str]:
    """What somebody reads who holds the sheets about this organisation."""
    texts = [sheet.extract_text() for sheet in PdfReader(pdf).pages]
    about = [text for text in texts if organization in re.sub(r"\s", "", text)]
    return sorted({code for text in about for code in CODE.findall(text)})


def vote(year: Year) -> None:
    walk, survey = year.walk, Survey.objects.get()
    phone = walk.visitor()
    phone.set_viewport_size(PHONE)
    for number, code in enumerate(year.codes[:BALLOTS], start=1):
        with walk.step(f"第{number}位群众用手机评价"):
            receipt = ballot(year, phone, survey, code, place=0 if number <= DELIGHTED else 1)
        if number == 1:
            look_back(year, phone, survey, code, receipt)
    with walk.step("计票之前工委办公室只见大致票数"):
        page = walk.go(walk.of(year.cast.office), year.at("survey_detail", survey.pk))
        sees(page, "约10")
        sees_not(page, REMARK)
    assert BallotBox.objects.get(target__organization=year.tree.branch).received == BALLOTS


def ballot(year: Year, phone: Page, survey: Survey, code: str, *, place: int) -> str:
    """From the address in the QR code to the receipt."""
    phone.goto("about:blank")
    phone.goto(f"{year.walk.address}{reverse('boards:survey', args=[survey.pk])}#{code.replace('-', '')}")
    expect(phone.locator("[name=code]")).to_have_value(code.replace("-", ""))
    press(phone, "开始评价")
    expect(heading(phone)).to_contain_text(year.tree.branch.name)
    for question in survey.questions.filter(is_required=True):
        phone.locator(f"label[for='id_q-{question.pk}_{place}']").click()
    if place:
        phone.locator("textarea").fill(REMARK)
    press(phone, "下一步：核对")
    press(phone, "确认提交")
    expect(heading(phone)).to_have_text("评价已提交")
    return phone.locator(".ballot-receipt").inner_text()


def look_back(year: Year, phone: Page, survey: Survey, code: str, receipt: str) -> None:
    walk = year.walk
    with walk.step("凭回执查到已收到；用过的码不能再用"):
        walk.go(phone, reverse("boards:survey_receipt", args=[survey.pk]))
        fill(phone, {"receipt": receipt})
        press(phone, "查询")
        sees(phone, "这张评价票已经收到")
        walk.go(phone, reverse("boards:survey", args=[survey.pk]))
        fill(phone, {"code": code})
        press(phone, "开始评价")
        sees(phone, "评价码无效或者已经使用")


def count(year: Year) -> None:
    walk, survey = year.walk, Survey.objects.get()
    with walk.step("提前结束并计票，得分可查，不足最低票数的不显示"):
        page = walk.go(walk.of(year.cast.director), year.at("survey_detail", survey.pk))
        follow(page, "提前结束")
        fill(page, {"comment": "评价票已经收齐。"})
        press(page, "确认提前结束")
        done(page, "已办理：提前结束")
        walk.go(page, year.at("survey_targets", survey.pk))
        sees(page, "95", "不足10")
    with walk.step("意见先由办公室审核，支部才看得到"):
        own = walk.go(walk.of(year.cast.secretary), year.at("survey_remarks", survey.pk))
        sees_not(own, REMARK)
        office = walk.go(walk.of(year.cast.office), year.at("survey_remarks", survey.pk))
        office.get_by_label("全选本页").check()
        press(office, "通过")
        done(office, f"已通过{BALLOTS - DELIGHTED}条意见")
        own.reload()
        expect(own.locator("main")).to_contain_text(REMARK)
