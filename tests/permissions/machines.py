"""Every process as it is reached from outside: in which state who may take which step, and what is sent for it.

The table is written from the rules, not from the code: whoever is not named here must not move anything.
"""

from tests.permissions.machine import Machine
from tests.permissions.machines_activity import ACTIVITIES
from tests.permissions.machines_assessment import ASSESSMENTS
from tests.permissions.machines_guidance import GUIDANCE
from tests.permissions.machines_honours import HONOURS
from tests.permissions.machines_selection import SELECTION

# One person of each kind; the others differ from these in nothing that counts here.
PEOPLE = (
    "clerk",
    "secretary",
    "member",
    "direct_secretary",
    "general_reviewer",
    "committee_reviewer",
    "office",
    "director",
    "judge",
    "system",
    "foreign_office",
    "foreign_director",
    "former",
    "anonymous",
)
MACHINES: dict[str, Machine] = SELECTION | GUIDANCE | ACTIVITIES | HONOURS | ASSESSMENTS
CASES = [(name, thing) for name, machine in MACHINES.items() for thing in machine.moves]
