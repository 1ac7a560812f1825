"""What follows from a step, by process and step, in the step's own transaction and in this order.

What the rules of classified guidance look at re-classes the brands concerned at once; what time alone changes is the
nightly command's.
"""

from brands.services.followups import (
    begin_pairing,
    call_visits_off,
    reclass_filed,
    reclass_found,
    reclass_inspected,
    reclass_own,
    reclass_resumed,
    reclass_shown,
    tell_findings,
)
from brands.services.founding import create_brand
from brands.services.outcomes import (
    begin_notice,
    end_notice,
    grant_honours,
    look_again,
    make_document,
    renew_boards,
    reopen_shortlist,
    show_honour,
    sum_up,
    supersede_former,
    take_notice_down,
)
from brands.services.passage import begin_next_phase, go_on_as_filed_anew
from brands.services.taken import Consequence, Taken
from brands.services.versions import forget_former_keys, forget_keys, keep_version, remember_keys

# In place of a step's name: after each step of the process, behind what the step itself entails.
EVERY = "*"

CONSEQUENCES: dict[tuple[str, str], tuple[Consequence, ...]] = {
    ("application", "submit"): (keep_version, remember_keys),
    ("application", "withdraw"): (forget_keys,),
    ("application", "decline"): (forget_keys,),
    ("application", "accept"): (create_brand, go_on_as_filed_anew, forget_former_keys, reclass_filed),
    ("brand", "resume"): (reclass_resumed,),
    ("phase", "accept"): (begin_next_phase,),
    ("phase", EVERY): (reclass_own,),
    ("plan", EVERY): (reclass_own,),
    ("activity", EVERY): (reclass_shown,),
    ("finding", EVERY): (reclass_found,),
    ("inspection", "carry_out"): (tell_findings, reclass_inspected),
    ("pairing", "agree_strong"): (begin_pairing,),
    ("pairing", "agree_weak"): (begin_pairing,),
    ("site", "suspend"): (call_visits_off,),
    ("site", "end"): (call_visits_off,),
    ("round", "close_scoring"): (sum_up,),
    ("round", "cancel"): (take_notice_down,),
    ("round", "decide"): (end_notice,),
    ("round", "issue"): (make_document, grant_honours),
    ("notice", "approve"): (begin_notice, renew_boards),
    ("notice", "withdraw"): (reopen_shortlist, renew_boards),
    ("honour", "keep"): (show_honour,),
    ("honour", "lower"): (show_honour,),
    ("honour", "correct"): (show_honour, look_again),
    ("honour", "revoke"): (show_honour,),
    ("honour", "restore"): (show_honour,),
    ("honour", "expire"): (show_honour,),
    ("regulation", "issue"): (supersede_former,),
}


def follow(process: str, step: str, taken: Taken) -> None:
    for consequence in (*CONSEQUENCES.get((process, step), ()), *CONSEQUENCES.get((process, EVERY), ())):
        consequence(taken)
