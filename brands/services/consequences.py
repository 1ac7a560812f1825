"""What follows from a step, by process and step, in the step's own transaction and in this order."""

from brands.services.creation import create_brand
from brands.services.taken import Consequence, Taken
from brands.services.versions import forget_former_keys, forget_keys, keep_version, remember_keys

CONSEQUENCES: dict[tuple[str, str], tuple[Consequence, ...]] = {
    ("application", "submit"): (keep_version, remember_keys),
    ("application", "withdraw"): (forget_keys,),
    ("application", "decline"): (forget_keys,),
    ("application", "accept"): (create_brand, forget_former_keys),
}


def follow(process: str, step: str, taken: Taken) -> None:
    for consequence in CONSEQUENCES.get((process, step), ()):
        consequence(taken)
