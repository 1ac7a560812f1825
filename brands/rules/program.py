"""What a program needs before it opens."""

from itertools import pairwise

from brands.enums import ProgramNature
from brands.models import Program
from core.errors import BusinessError

PHASES_ALLOWED = range(3, 7)


def check_ready_to_open(program: Program) -> None:
    """Three to six phases in order, weights that sum to 100, and the approval that the campaign's nature asks for."""
    missing = []
    phases = list(program.phases.all())
    if len(phases) not in PHASES_ALLOWED:
        missing.append(f"创建阶段应为3至6个，现为{len(phases)}个。")
    if any(later.starts_on < earlier.starts_on for earlier, later in pairwise(phases)):
        missing.append("创建阶段的开始日期应按顺序先后排列。")
    total = sum(criterion.weight for criterion in program.criteria.all())
    if total != 100:
        missing.append(f"评审标准的权重之和应为100%，现为{total}%。")
    missing += approval_missing(program)
    if missing:
        raise BusinessError("创建活动还不能启动：", details=missing)


def approval_missing(program: Program) -> list[str]:
    """《创建示范活动管理办法》: who approved the campaign, on what basis; internal ones state their basis only."""
    missing = []
    if not program.approval_basis:
        missing.append("请填写审批或备案依据。")
    if program.nature == ProgramNature.DEMONSTRATION and not (program.approved_by and program.approved_on):
        missing.append("创建示范活动须经批准，请填写批准机关和批准日期。")
    return missing
