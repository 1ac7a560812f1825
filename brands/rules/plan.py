"""What a yearly plan needs before it is handed in."""

from datetime import date, timedelta

from brands.enums import ProgramStatus
from brands.models import AnnualPlan, Program
from core.errors import BusinessError


def due_day(year: int, days: int) -> date:
    """So many days after New Year; a day that is stored with the plan and never moves."""
    return date(year, 1, 1) + timedelta(days=days)


def check_plan_filled(plan: AnnualPlan) -> None:
    missing = []
    if not plan.goals.strip():
        missing.append("请填写目标任务。")
    if not plan.measures.strip():
        missing.append("请填写工作措施。")
    if missing:
        raise BusinessError("年度计划还不能报送：", details=missing)


def check_survey_open(program: Program) -> None:
    if program.status != ProgramStatus.OPEN:
        raise BusinessError(f"创建活动{program.get_status_display()}，亮点摸底不能填写。")
