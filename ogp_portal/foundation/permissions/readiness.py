"""What an act still waits for, besides the right to it: asked by the workflow that does it, and by
the page that offers it, which says why in place of a button that would be refused.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models

from ogp_portal.foundation.refusals import Refusal

Check = TypeVar("Check", bound=Callable[[Any], None])
WAITS: dict[tuple[str, str], Callable[[Any], None]] = {}


def waits(label: str, act: str) -> Callable[[Check], Check]:
    """Register the decorated `row → None`, which raises Refusal while `act` cannot be done to a row
    of that model as it stands.
    """

    def register(check: Check) -> Check:
        WAITS[label, act] = check
        return check

    return register


def why_not_yet(act: str, row: models.Model) -> str:
    """Return what an act still waits for, "" where it may be done."""
    check = WAITS.get((row._meta.label_lower, act))
    try:
        if check:
            check(row)
    except Refusal as refusal:
        return str(refusal)
    return ""
