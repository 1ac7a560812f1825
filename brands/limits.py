"""How long each text of an application may be, unless the program says otherwise."""

NAME_ADVISED = (4, 8)  # characters of a name that is easily remembered: advice, not a limit

DEFAULT_LIMITS = {
    "name": 20,
    "slogan": 40,
    "logo_meaning": 300,
    "concept": 300,
    "connotation": 1000,
    "goals": 800,
    "facet_text": 200,
    "carrier_text": 300,
    "plan_text": 500,
    "opinions_asked": 500,
}


def default_limits() -> dict[str, int]:
    return dict(DEFAULT_LIMITS)
