"""A process is a table of steps and one function that takes a step.

`status` is assigned here and nowhere else in the project.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models, transaction

from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import StepEvent

Subject = TypeVar("Subject", bound=models.Model)
Predicate = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Step:
    """One row of a process: who may take the subject from which states to which state.

    `target=None` keeps the state. `allowed` is a predicate (user, subject); without one the step is closed.
    `check(subject)` raises BusinessError for what must hold besides state and person.
    `tone` colours the button: primary, secondary, warning or danger.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None
    allowed: Predicate | None = None
    needs_comment: bool = False
    check: Callable[[Any], None] | None = None
    tone: str = "primary"

    def is_open(self, user: Any, subject: Any) -> bool:
        """State and person fit; `check` is left for the act, which explains what is missing."""
        return subject.status in self.sources and self.allowed is not None and self.allowed(user, subject)

    def hindrance(self, subject: Any) -> str:
        """What `check` objects to as things stand, for the page that asks; empty where nothing is in the way."""
        if self.check is None or subject.status not in self.sources:
            return ""
        try:
            self.check(subject)
        except BusinessError as error:
            return error.message + "".join(error.details)
        return ""


class Flow(Generic[Subject]):
    """The steps of one kind of subject, in the order in which they are usually taken."""

    def __init__(self, event_model: type[StepEvent], *steps: Step) -> None:
        self.event_model = event_model
        self.steps = {step.name: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError("two steps of one flow share a name")

    def __getitem__(self, name: str) -> Step:
        try:
            return self.steps[name]
        except KeyError:
            raise StepRefused("没有这个操作，请返回页面重新选择。") from None

    def open_steps(self, user: Any, subject: Any) -> list[Step]:
        """The steps this person may take now, in the table's order."""
        return [step for step in self.steps.values() if step.is_open(user, subject)]

    def take(
        self,
        name: str,
        subject: Subject,
        *,
        actor: Any,
        comment: str = "",
        expect: dict[str, Any] | None = None,
        event: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Subject:
        """Take the step and return the fresh subject; callers rebind.

        Locks and re-reads the row, checks state, person, comment and the step's own check, saves the state
        together with `changes` and writes the event and the audit entry, in one transaction. A value of
        `changes` or `event` (further columns of the event) that is a function is called with the locked row as
        it was before the step.
        `expect` (column=value) is what the actor saw: StaleCopy if the row has moved on since.
        Raises StepRefused or the check's BusinessError; nothing is changed then.
        """
        step = self[name]
        comment = comment.strip()
        with transaction.atomic():
            fresh = type(subject)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=subject.pk)
            self._refuse_unless_expected(fresh, expect or {})
            self._refuse_unless_open(step, fresh, actor)
            if step.needs_comment and not comment:
                raise StepRefused(f"“{step.label}”需要写明理由，请补充后再提交。")
            if step.check:
                step.check(fresh)
            changes, event = _resolved(changes, fresh), _resolved(event or {}, fresh)
            source = self._move(step, fresh, changes)
            self._write_event(step, fresh, source=source, actor=actor, comment=comment, **event)
        return fresh

    def _move(self, step: Step, subject: Any, changes: dict[str, Any]) -> str:
        """Set the new state and the changes; returns the state before."""
        source = subject.status
        subject.status = step.target or source
        for field, value in changes.items():
            setattr(subject, field, value)
        subject.save()
        return source

    def _write_event(self, step: Step, subject: Any, *, source: str, actor: Any, comment: str, **fields: Any) -> None:
        fields["subject"] = subject
        self.event_model._default_manager.create(
            step=step.name,
            label=step.label,
            source=source,
            target=subject.status,
            actor=actor,
            actor_name=str(actor) if actor else "系统",
            comment=comment,
            **fields,
        )
        record(
            AuditKind.STEP,
            f"{subject._meta.verbose_name}：{step.label}",
            actor=actor,
            subject=subject,
            details={"step": step.name, "source": source, "target": subject.status},
        )

    def _refuse_unless_expected(self, subject: Any, expect: dict[str, Any]) -> None:
        if any(getattr(subject, field) != value for field, value in expect.items()):
            raise StaleCopy("该事项刚刚已由其他同志处理，请刷新页面查看最新情况后再操作。")

    def _refuse_unless_open(self, step: Step, subject: Any, actor: Any) -> None:
        if subject.status not in step.sources:
            raise StepRefused(
                f"当前状态为“{subject.get_status_display()}”，不能“{step.label}”。可能已有其他同志先行处理，请刷新页面查看。"
            )
        if step.allowed is None or not step.allowed(actor, subject):
            raise StepRefused(f"您没有“{step.label}”的权限，如有需要请联系上级党组织。")

    def diagram(self, labels: Iterable[tuple[str, str]]) -> str:
        """The table as a Mermaid state diagram, for docs/architecture.md."""
        names = dict(labels)
        lines = ["stateDiagram-v2"]
        for step in self.steps.values():
            for source in step.sources:
                lines.append(f"    {names[source]} --> {names[step.target or source]} : {step.label}")
        return "\n".join(lines)


def _resolved(values: dict[str, Any], subject: Any) -> dict[str, Any]:
    return {field: value(subject) if callable(value) else value for field, value in values.items()}
