"""Which branch filed when, and how far the filing has come."""

from dataclasses import dataclass
from enum import IntEnum

from brands.demo.texts import CURRENT, EARLIER


class Reached(IntEnum):
    """Where a filing stands; LEVELS: at the desk after so many endorsements."""

    DRAFT = 0
    WITHDRAWN = 1
    LEVELS = 2
    RETURNED = 3
    DECLINED = 4
    SCREENED = 5
    ACCEPTED = 6
    PUBLISHED = 7


@dataclass(frozen=True)
class Filing:
    """`days`: submitted so many days before today (a draft: begun)."""

    organization: str
    days: int
    reached: Reached = Reached.PUBLISHED
    levels: int = 0
    returns: int = 0
    program: str = CURRENT


R = Reached
FILINGS = (
    Filing("gwb", 1500, program=EARLIER),
    Filing("fy3", 1450, program=EARLIER),
    Filing("sl2", 1400, program=EARLIER),
    Filing("mz1a", 630),
    Filing("gk1a", 624, returns=1),
    Filing("sw1a", 615),
    Filing("jt1b", 608),
    Filing("dag", 601),
    Filing("cg2", 594),
    Filing("ws1a", 580),
    Filing("zwfw", 571),
    Filing("wl1", 562),
    Filing("qxj", 555),
    Filing("gk2", 548),
    Filing("gk3", 541),
    Filing("gk4", 533),
    Filing("gk5", 526),
    Filing("fy1", 515),
    Filing("sc1", 505),
    Filing("gjj", 494),
    Filing("ybj", 483),
    Filing("jt1a", 470),
    Filing("fy2", 455),
    Filing("jy1", 440, returns=1),
    Filing("ws2", 425),
    Filing("sc2", 410, returns=2),
    Filing("mz2", 395),
    Filing("cg1a", 380),
    Filing("jy2", 365),
    Filing("sl1a", 350),
    Filing("mz1b", 320),
    Filing("jt2", 200),
    Filing("sl2", 140, R.ACCEPTED),
    Filing("sl1b", 62, R.DECLINED, levels=1),
    Filing("gwb", 40, R.WITHDRAWN),
    Filing("cg1b", 33, R.SCREENED),
    Filing("mz3", 27, R.RETURNED),
    Filing("tjj", 20, R.SCREENED),
    Filing("wl2", 16, R.LEVELS, levels=1),
    Filing("jy3", 6, R.LEVELS, levels=1),
    Filing("ws1b", 10, R.LEVELS, levels=1),
    Filing("rmt", 2, R.LEVELS),
    Filing("gk1b", 6, R.LEVELS),
    Filing("sw2", 5, R.LEVELS),
    Filing("sw1c", 4, R.LEVELS),
    Filing("sw3", 3, R.LEVELS),
    Filing("sc3", 7, R.DRAFT),
)
# Revisions of accepted brands; the first is in force, the other waits at the organiser.
REVISIONS = (Filing("gk2", 150), Filing("gk5", 9, R.LEVELS, levels=1))
# Declined, and begun anew with nothing but a name.
ANEW, ANEW_NAME, ANEW_DAYS = "sl1b", "水文前哨", 9
# Votes where the text names them: expected, present, for, against, abstained.
VOTES = {
    (CURRENT, "sw3"): (55, 44, 44, 0, 0),
    (CURRENT, "ybj"): (23, 21, 21, 0, 0),
    (CURRENT, "jt2"): (24, 22, 22, 0, 0),
    (CURRENT, "sl2"): (22, 20, 19, 0, 1),
    (EARLIER, "sl2"): (19, 17, 17, 0, 0),
    (CURRENT, "cg1a"): (32, 32, 29, 0, 3),
    (CURRENT, "cg1b"): (20, 18, 18, 0, 0),
    (CURRENT, "ws1a"): (39, 36, 35, 0, 1),
    (CURRENT, "ws1b"): (29, 27, 27, 0, 0),
    (CURRENT, "ws2"): (37, 35, 34, 1, 0),
    (CURRENT, "wl1"): (24, 20, 20, 0, 0),
    (CURRENT, "fy1"): (26, 24, 24, 0, 0),
    (CURRENT, "fy2"): (23, 21, 20, 1, 0),
    (CURRENT, "gwb"): (8, 7, 7, 0, 0),
    (EARLIER, "gwb"): (8, 6, 6, 0, 0),
    (CURRENT, "gk4"): (18, 16, 16, 0, 0),
    (CURRENT, "gk5"): (25, 23, 23, 0, 0),
    (CURRENT, "gk1a"): (48, 46, 45, 0, 1),
}
REVISION_VOTES = {"gk5": (25, 21, 20, 0, 1)}
# Branches too small for a committee decide in the assembly, and so do all here; these asked their committee.
BY_COMMITTEE = frozenset({"sw1c", "sc1", "rmt"})
