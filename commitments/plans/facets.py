"""The questions that commitments are asked by, each once: the list page and the API ask the same
ones.
"""

import datetime

from django.db.models import Q

NO_MILESTONES = "sin_hitos"
PATHS = {
    "plan": "plan__slug",
    "eje": "axis__slug",
    "institucion": "responsible__slug",
    "tema": "theme__slug",
    "valor": "values__slug",
    "territorio": "territories__slug",
}
NAMES = {
    "plan": "plan",
    "eje": "axis",
    "institucion": "responsible",
    "tema": "theme",
    "valor": "value",
    "territorio": "territory",
}
KINDS_OF_PUNCTUALITY = ("late", "on_time", "moved")


def at_level(level: str) -> Q:
    """Return the condition of a computed completion level;

    NO_MILESTONES where nothing can be computed.
    """
    return Q(computed_level="" if level == NO_MILESTONES else level)


def punctual(kind: str, *, on: datetime.date) -> Q:
    """Return the condition of being late, on time, or having had its dates moved, on the day `on`;
    of nothing for another word.
    """
    return {
        "late": Q(state="published", open_due_on__lt=on),
        "on_time": Q(state="published", open_due_on__gte=on),
        "moved": Q(times_moved__gt=0),
    }.get(kind, Q(pk=None))
