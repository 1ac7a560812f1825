"""Who may inspect, read what was found, and answer it."""

from typing import Any

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability, reading_scope
from brands.enums import FindingStatus
from brands.models import Finding, Inspection, InspectionTarget
from brands.querysets.inspection import TOLD


def oversees(user: Any, organization: Organization) -> bool:
    """Reads the organisation with everything below it, as superiors do; twin of querysets.inspection.overseen."""
    return any(organization.path.startswith(top) for top in reading_scope(user).subtrees)


def may_inspect_from(user: Any, organization: Organization) -> bool:
    """Plan an inspection in the name of the organisation: its reviewer or its office."""
    return has_ability(user, Ability.REVIEW, organization)


def may_run_inspection(user: Any, inspection: Inspection) -> bool:
    return may_inspect_from(user, inspection.organizer)


def may_read_inspection(user: Any, inspection: Inspection) -> bool:
    if oversees(user, inspection.organizer):
        return True
    return inspection.status in TOLD and any(
        has_ability(user, Ability.READ, target.organization)
        for target in inspection.targets.select_related("organization")
    )


def may_read_target(user: Any, target: InspectionTarget) -> bool:
    is_open = target.inspection.status in TOLD or oversees(user, target.inspection.organizer)
    return is_open and has_ability(user, Ability.READ, target.organization)


def may_read_finding(user: Any, finding: Finding) -> bool:
    is_told = finding.status != FindingStatus.DRAFT or oversees(user, finding.target.inspection.organizer)
    return is_told and has_ability(user, Ability.READ, finding.organization)


def may_answer_finding(user: Any, finding: Finding) -> bool:
    """The branch's secretary."""
    return has_ability(user, Ability.SUBMIT, finding.organization)


def may_judge_finding(user: Any, finding: Finding) -> bool:
    """Who answers for the branch neither closes its findings nor puts them off."""
    return may_settle_finding(user, finding) and not may_answer_finding(user, finding)


def may_settle_finding(user: Any, finding: Finding) -> bool:
    """The level that inspected."""
    return may_run_inspection(user, finding.target.inspection)
