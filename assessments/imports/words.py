"""What a cell of a rubric says about points: 10分, 每次扣2分，扣完为止, 一票否决, 加分，最高5分."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.enums.scheme import IndicatorKind, Method

NUMBER = r"(\d+(?:\.\d+)?)"
RANGE = re.compile(rf"{NUMBER}\s*[-~—–至到]+\s*{NUMBER}\s*分?")
ANY = re.compile(NUMBER)
# "each time", with what it is counted in.
EACH = (
    r"(?:每(?:少|缺|漏|逾期|超期|发现|出现|发生|有|开展|获得|新增|完成|迟|延期)?"
    r"[一1]?(?:人次|次|项|起|件|例|个|篇|条|处|人|天|场|期)|一(?:人次|次|例|起|处|项))"
)
PER_EVENT = re.compile(rf"{EACH}[^，。；;,\d]{{0,12}}?(扣|减|加|得|计)?\s*{NUMBER}\s*分")
MOST_PLUS = re.compile(
    rf"(?:最高|最多|累计|合计|上限|封顶|至多)[^，。；;,\d]{{0,8}}?{NUMBER}\s*分|不(?:得)?超过\s*{NUMBER}\s*分|{NUMBER}\s*分封顶"
)
MOST_MINUS = re.compile(rf"(?:最高|最多|至多|累计)(?:可)?扣(?:减|除)?\s*{NUMBER}\s*分")
LEAST = re.compile(rf"最低(?:计|得){NUMBER}分")
ENDLESS = re.compile("不封顶|不设上限|上不封顶|不限")
KINDS = {
    IndicatorKind.VETO: ("一票否决", "否决"),
    IndicatorKind.BONUS: ("加分", "附加", "奖励"),
    IndicatorKind.DEDUCTION: ("扣分", "减分", "负面"),
    IndicatorKind.BASE: ("计分", "基本", "基础", "得分", "正向", "常规"),
}
METHODS = {
    Method.DOCUMENTS: ("资料", "台账", "档案", "材料"),
    Method.SITE: ("实地", "现场"),
    Method.INTERVIEW: ("访谈", "座谈", "谈话"),
    Method.SURVEY: ("测评", "问卷", "评议"),
    Method.RECORDS: ("系统",),
}
LARGEST = Decimal(99999)


@dataclass
class Understood:
    kind: str = ""
    method: str = Method.DOCUMENTS
    maximum: Decimal | None = None
    floor: Decimal | None = None
    per_event: Decimal | None = None
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """Full-width digits and signs as usual ones, without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("＋", "+").replace("－", "-")


def number_in(text: str) -> Decimal | None:
    found = ANY.search(plain(text))
    return Decimal(found[1]) if found else None


def understand(texts: Mapping[str, str]) -> Understood:
    """Kind, points and method of one row; what could be meant otherwise is a doubt."""
    got = Understood()
    points, mechanism, stated = (plain(texts.get(name, "")) for name in ("points", "mechanism", "kind"))
    got.kind = _kind(points, mechanism, stated, plain(texts.get("category", "")), got)
    if got.kind == IndicatorKind.VETO:
        if ANY.search(points):
            got.doubts.append("一票否决项不计分，分值一栏的数字没有采用。")
    else:
        _points(got, points, mechanism)
    _method(got, plain(texts.get("method", "")))
    return got


def _kind(points: str, mechanism: str, stated: str, category: str, got: Understood) -> str:
    """The column says it, else the other cells do."""
    if stated:
        for kind, words in KINDS.items():
            if any(word in stated for word in words):
                return kind
        got.doubts.append(f"类型“{stated[:20]}”不认识，请选择。")
    if "一票否决" in points or (not ANY.search(points) and "一票否决" in mechanism + category):
        return IndicatorKind.VETO
    if re.search(r"^\+|加", points) or re.search("加分|附加", category):
        return IndicatorKind.BONUS
    if re.search(r"^-|扣|减", points) or "扣分" in category:
        return IndicatorKind.DEDUCTION
    # What falls from its points until nothing is left.
    if "扣完为止" in mechanism or ("扣" in mechanism and "得" not in mechanism and PER_EVENT.search(mechanism)):
        return IndicatorKind.DEDUCTION
    if not ANY.search(points) and re.search(r"加\d|加分", mechanism):
        return IndicatorKind.BONUS
    return IndicatorKind.BASE


def _points(got: Understood, points: str, mechanism: str) -> None:
    event = _per_event(got, points, mechanism)
    both = f"{points}，{mechanism}"
    if found := RANGE.search(points):
        got.maximum = Decimal(found[2])
        got.doubts.append(f"分值写的是范围“{found[0]}”，暂按{found[2]}分，请核对。")
    elif got.kind == IndicatorKind.BONUS:
        got.maximum = _most(MOST_PLUS, both) or (None if event or ENDLESS.search(both) else number_in(points))
        if got.maximum is None and not ENDLESS.search(both):
            got.doubts.append("没有写明最高加多少分，暂按不封顶，请核对。")
    elif got.kind == IndicatorKind.DEDUCTION:
        _deduction(got, points, both)
    else:
        got.maximum = number_in(PER_EVENT.sub("", points))
    if len(ANY.findall(PER_EVENT.sub("", RANGE.sub("", points)))) > 1 and got.kind == IndicatorKind.BASE:
        got.doubts.append(f"分值“{points[:30]}”有多个数字，请核对。")
    if got.kind == IndicatorKind.BASE and not got.maximum:
        got.doubts.append("没有读出分值，请填写（单元格为公式的，请先在表格软件中打开并保存一次）。")
    _plausible(got)


def _deduction(got: Understood, points: str, both: str) -> None:
    """With points of its own it falls from them; 扣5分 or -5 takes off the total."""
    own = PER_EVENT.sub("", points).replace("扣完为止", "")
    takes_off = re.search(r"^-|扣|减", own) is not None
    most = _most(MOST_MINUS, both)
    if takes_off or not ANY.search(own):
        got.floor = -most if most else (-number if takes_off and (number := number_in(own)) else None)
        if got.floor is None and "扣完为止" not in both and not ENDLESS.search(both):
            got.doubts.append("没有写明最多扣多少分，暂按不限，请核对。")
    else:
        got.maximum = number_in(own)
        if found := LEAST.search(both):
            got.floor = Decimal(found[1])
        elif most and got.maximum and most < got.maximum:
            got.floor = got.maximum - most


def _per_event(got: Understood, points: str, mechanism: str) -> Decimal | None:
    """Points of each time; of several different ones none is taken."""
    wrong = "加得计" if got.kind == IndicatorKind.DEDUCTION else "扣减"
    matches = PER_EVENT.finditer(f"{points}，{mechanism}")
    found = {Decimal(match[2]) for match in matches if (match[1] or "无") not in wrong}
    if len(found) == 1:
        (amount,) = found
        if amount > 0:
            got.per_event = amount
    elif found:
        got.doubts.append("评分标准中有几种每次分值，请按实际逐次填写分数，或拆成几项指标。")
    return got.per_event


def _most(pattern: re.Pattern[str], text: str) -> Decimal | None:
    found = pattern.search(text)
    return next((Decimal(part) for part in found.groups() if part), None) if found else None


def _method(got: Understood, text: str) -> None:
    if not text:
        return
    found = [method for method, words in METHODS.items() if any(word in text for word in words)]
    got.method = found[0] if found else Method.OTHER
    if len(found) > 1:
        got.notes.append(f"考评方式有几种，取“{Method(found[0]).label}”。")
    elif not found:
        got.notes.append(f"考评方式“{text[:20]}”记为其他。")


def _plausible(got: Understood) -> None:
    for label, value in (("分值", got.maximum), ("每次分值", got.per_event)):
        if value is not None and (value > LARGEST or value != round(value, 2)):
            got.doubts.append(f"{label}{value}过大或小数过多，请核对。")
    got.maximum = _bounded(got.maximum)
    got.per_event = _bounded(got.per_event)
    got.floor = _bounded(got.floor)


def _bounded(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    return None if abs(value) > LARGEST else round(value, 2)
