"""What one unit's year comes to, and the words that show how."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assessments.enums.scheme import IndicatorKind, NotApplicableRule, Rounding
from assessments.scoring.specs import IndicatorSpec, Key, SchemeSpec, plain


@dataclass(frozen=True)
class Line:
    """What one indicator came to: `points` is earned, added or, negative, taken off.

    `counted` is what was entered, brought within its limits; for a deduction the positive number taken off.
    """

    spec: IndicatorSpec
    points: Decimal
    maximum: Decimal | None
    entered: Decimal = Decimal(0)
    counted: Decimal = Decimal(0)
    times: int | None = None
    not_applicable: bool = False
    is_missing: bool = False
    is_hit: bool = False

    @property
    def key(self) -> Key:
        return self.spec.key

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def words(self) -> str:
        if self.not_applicable:
            return "不适用，不计入满分" if self.points == 0 else f"不适用，按满分{plain(self.points)}计"
        if self.spec.kind == IndicatorKind.VETO:
            return "已发生" if self.is_hit else "未发生"
        if self.is_missing:
            return "未评分"
        return f"{self._entry()}{self._outcome()}"

    def _entry(self) -> str:
        text = ""
        if self.times is not None and self.spec.per_event is not None:
            text = f"{self.times}次×{plain(self.spec.per_event)}＝{plain(self.entered)}；"
        if self.entered > self.counted:
            text += f"超过上限，按{plain(self.counted)}计；"
        return text

    def _outcome(self) -> str:
        if self.spec.kind == IndicatorKind.BASE:
            return f"得{plain(self.points)}（满分{plain(self.spec.maximum or Decimal(0))}）"
        if self.spec.kind == IndicatorKind.BONUS:
            return f"加{plain(self.points)}"
        if self.maximum is not None:
            return f"{plain(self.maximum)}－{plain(self.counted)}＝{plain(self.points)}"
        return f"扣{plain(self.counted)}"


@dataclass(frozen=True)
class GroupScore:
    """`earned` of `maximum` within the full score, and what the group adds and takes off besides."""

    key: Key
    name: str
    earned: Decimal
    maximum: Decimal
    bonus: Decimal
    minus: Decimal
    lines: tuple[Line, ...]
    pool: Decimal | None = None
    taken: Decimal = Decimal(0)  # off the pool

    @property
    def points(self) -> Decimal:
        return self.earned + self.bonus - self.minus

    @property
    def words(self) -> str:
        parts = [f"{plain(self.earned)}/{plain(self.maximum)}"] if self.maximum or self.earned else []
        if self.pool is not None:
            parts = [f"{plain(self.pool)}－{plain(self.taken)}，计{plain(self.earned)}"]
        if self.bonus:
            parts.append(f"加分{plain(self.bonus)}")
        if self.minus:
            parts.append(f"扣分{plain(self.minus)}")
        return f"{self.name}：{'，'.join(parts) or '无加减分'}"


@dataclass(frozen=True)
class Block:
    """Groups or periods that are brought to their share of the full score together."""

    name: str
    weight: Decimal
    earned: Decimal
    maximum: Decimal

    @property
    def is_open(self) -> bool:
        return self.maximum > 0 and self.weight > 0


@dataclass(frozen=True)
class Result:
    """One unit's year. `total` is provisional while `missing` names indicators without an entry."""

    spec: SchemeSpec
    groups: tuple[GroupScore, ...]
    blocks: tuple[Block, ...]
    base: Decimal  # within the full score, rounded
    bonus: Decimal
    minus: Decimal
    organization: Decimal
    mass: Decimal | None
    total: Decimal
    vetoes: tuple[str, ...] = ()
    best_grade: Key | None = None  # the best that the vetoes leave; None: all are open
    missing: tuple[Key, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @cached_property
    def lines(self) -> dict[Key, Line]:
        return {line.key: line for group in self.groups for line in group.lines}

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The arithmetic from the groups to the total, one line a step."""
        return (*(group.words for group in self.groups), *self._base(), *self._organization(), *self._total())

    def _base(self) -> Iterator[str]:
        spec, blocks = self.spec, [block for block in self.blocks if block.is_open]
        start = f"基础分{plain(spec.base_score)}" if spec.base_score else ""
        if not blocks:
            yield f"基本分：{start or 0}"
            return
        target, weight = spec.full_score - spec.base_score, sum((b.weight for b in blocks), Decimal(0))
        lone = len(blocks) == 1 and blocks[0].maximum == target
        parts = "＋".join(
            plain(b.earned) if lone else f"{plain(b.earned)}÷{plain(b.maximum)}×{plain(b.weight)}%" for b in blocks
        )
        if not lone:
            share = "" if weight == 100 else f"÷{plain(weight)}%"
            parts = f"({parts}){share}×{plain(target)}"
        tail = "" if lone and not start else f"＝{plain(self.base)}"
        yield f"基本分：{start}{'＋' if start else ''}{parts}{tail}"
        if spec.not_applicable == NotApplicableRule.RESCALE and any(
            line.not_applicable for line in self.lines.values()
        ):
            yield "不适用的指标已移出满分，其余按比例折算。"

    def _organization(self) -> Iterator[str]:
        if self.spec.extras_after_shares:
            yield f"组织考核：{plain(self.organization)}"
            return
        raw = self.base + self.bonus - self.minus
        text = f"组织考核：{plain(self.base)}{self._extras()}"
        if self.bonus or self.minus:
            text += f"＝{plain(raw)}"
        yield text + self._limited(raw, self.organization)

    def _extras(self) -> str:
        plus = f"＋加分{plain(self.bonus)}" if self.bonus else ""
        return plus + (f"－扣分{plain(self.minus)}" if self.minus else "")

    def _limited(self, raw: Decimal, figure: Decimal) -> str:
        if raw == figure:
            return ""
        spec = self.spec
        if spec.total_cap is not None and raw > spec.total_cap:
            return f"，超过上限，计{plain(figure)}"
        if spec.total_floor is not None and raw < spec.total_floor:
            return f"，低于下限，计{plain(figure)}"
        return f"，取{plain(figure)}"

    def _total(self) -> Iterator[str]:
        spec = self.spec
        extras = self._extras() if spec.extras_after_shares else ""
        rule = f"（{Rounding(spec.rounding).label}，保留{spec.places}位小数）"
        if spec.mass_share == 0:
            if extras:
                yield f"总分：{plain(self.organization)}{extras}，计{plain(self.total)}{rule}"
            else:
                yield f"总分：{plain(self.total)}{rule}"
        elif self.mass is None:
            yield f"总分：群众评价尚无结果，按组织考核得分计{extras}，为{plain(self.total)}{rule}"
        else:
            scale = "" if spec.full_score == 100 else f"×{plain(spec.full_score)}÷100"
            yield (
                f"总分：{plain(self.organization)}×{spec.organization_share}%＋"
                f"{plain(self.mass)}{scale}×{spec.mass_share}%{extras}，计{plain(self.total)}{rule}"
            )
        for veto in self.vetoes:
            yield f"否决情形：{veto}"
