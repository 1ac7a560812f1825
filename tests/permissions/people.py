"""The cast: one person in every role at every place of the tree, on two sides that have nothing to do with each other.

"Own" is the side whose objects are asked for; "foreign" people stand outside it with the same roles.
"""

from collections.abc import Iterable

from django.db import connection

from branches.enums import Role

# name → (role, place); places are those of side.TREE.
PLACES: dict[str, tuple[Role, str]] = {
    "clerk": (Role.CLERK, "branch"),
    "secretary": (Role.SECRETARY, "branch"),
    "member": (Role.MEMBER, "branch"),
    "sibling_secretary": (Role.SECRETARY, "sibling"),
    "direct_secretary": (Role.SECRETARY, "direct"),
    "general_reviewer": (Role.REVIEWER, "general"),
    "committee_reviewer": (Role.REVIEWER, "committee"),
    "other_reviewer": (Role.REVIEWER, "other_committee"),
    "office": (Role.OFFICE, "top"),
    "director": (Role.DIRECTOR, "top"),
    "judge": (Role.JUDGE, "top"),
    "other_judge": (Role.JUDGE, "top"),
    "security": (Role.SECURITY_ADMIN, "top"),
    "system": (Role.SYSTEM_ADMIN, "top"),
    "auditor": (Role.AUDITOR, "top"),
    "committee_security": (Role.SECURITY_ADMIN, "committee"),
    "committee_auditor": (Role.AUDITOR, "committee"),
}
FOREIGN_ROLES = (
    "clerk",
    "secretary",
    "committee_reviewer",
    "office",
    "director",
    "judge",
    "security",
    "system",
    "auditor",
)
FOREIGN = tuple(f"foreign_{name}" for name in FOREIGN_ROLES)
# Logged in with no role; with a role that ended yesterday; with a role and a disabled account; not logged in.
STRANGERS = ("nobody", "former", "disabled", "anonymous")
LOGGED_OUT = ("disabled", "anonymous")

BRANCH = ("clerk", "secretary", "member")
REVIEWERS = ("general_reviewer", "committee_reviewer")
RUN = ("office", "director")
ABOVE = (*REVIEWERS, *RUN)
JUDGES = ("judge", "other_judge")
ADMINISTRATORS = ("security", "system", "auditor", "committee_security", "committee_auditor")
OWN = tuple(PLACES)
BUSINESS = tuple(name for name in OWN if name not in ADMINISTRATORS)
# Holders of roles that read organisations, anywhere.
READERS = (*BRANCH, "sibling_secretary", "direct_secretary", *REVIEWERS, "other_reviewer", *RUN)
FOREIGN_READERS = ("foreign_clerk", "foreign_secretary", "foreign_committee_reviewer", "foreign_office",
                   "foreign_director")  # fmt: skip
EVERYONE = (*OWN, *FOREIGN, *STRANGERS)
LOGGED_IN = tuple(name for name in EVERYONE if name not in LOGGED_OUT)

# One of each role, somebody from outside, somebody without a role, nobody at all.
TYPICAL = ("clerk", "secretary", "member", "committee_reviewer", "office", "director", "judge", "security", "system",
           "auditor", "foreign_secretary", "foreign_office", "nobody", "anonymous")  # fmt: skip


def asked(people: Iterable[str], welcome: Iterable[str] = ()) -> list[str]:
    """All of the people on SQLite; on PostgreSQL the typical ones and who alone is welcome.

    Predicates decide, whatever the engine, and test_twins holds their SQL against them for everybody on both.
    """
    welcome = set(welcome)
    named = TYPICAL if welcome == set(LOGGED_IN) else (*TYPICAL, *welcome)
    return [name for name in people if connection.vendor == "sqlite" or name in named]
