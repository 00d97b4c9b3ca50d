"""Rows of what has a life of its own: for each thing, its situations and how each is made.

A situation is a state of the thing's machine, or what a rule tells apart besides (a plan that
nobody sees yet, a draft kept for a forum, an institution that carries out what another promised).
"""

import datetime
from typing import Any

from tests.rights.makers import commitments, forums, transparency
from tests.rights.makers.making import Make

SEEN_WITH = {  # where it is not the first thing that a row belongs to
    "forums.origin": "commitment",
    "forums.placement": "version",
}
SOON = datetime.date(2026, 9, 1)
FACTS: dict[str, dict[str, Any]] = {  # what some columns must hold
    "commitments.boundary": {"polygons": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
    "commitments.territory": {"code": "13"},
    "commitments.reschedule": {"to_on": SOON},
    "forums.stageevidence": {"url": "https://ciudad.example/acta"},
    "transparency.referencevalue": {"kind": "uf"},
    "transparency.datapackage": {"version": "2026-03-01", "descriptor": {"resources": []}},
    "transparency.mailing": {"until": datetime.datetime(2026, 3, 8, tzinfo=datetime.UTC)},
}

MAKERS: dict[str, Make] = {**commitments.MAKERS, **forums.MAKERS, **transparency.MAKERS}
