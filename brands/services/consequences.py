"""What follows from a step, by process and step, in the step's own transaction and in this order."""

from brands.services.creation import create_brand
from brands.services.outcomes import (
    begin_notice,
    end_notice,
    grant_honours,
    make_document,
    renew_boards,
    reopen_shortlist,
    show_honour,
    sum_up,
    take_notice_down,
)
from brands.services.taken import Consequence, Taken
from brands.services.versions import forget_former_keys, forget_keys, keep_version, remember_keys

CONSEQUENCES: dict[tuple[str, str], tuple[Consequence, ...]] = {
    ("application", "submit"): (keep_version, remember_keys),
    ("application", "withdraw"): (forget_keys,),
    ("application", "decline"): (forget_keys,),
    ("application", "accept"): (create_brand, forget_former_keys),
    ("round", "close_scoring"): (sum_up,),
    ("round", "cancel"): (take_notice_down,),
    ("round", "decide"): (end_notice,),
    ("round", "issue"): (make_document, grant_honours),
    ("notice", "approve"): (begin_notice, renew_boards),
    ("notice", "withdraw"): (reopen_shortlist, renew_boards),
    ("honour", "revoke"): (show_honour,),
    ("honour", "restore"): (show_honour,),
}


def follow(process: str, step: str, taken: Taken) -> None:
    for consequence in CONSEQUENCES.get((process, step), ()):
        consequence(taken)
