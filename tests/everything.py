"""One row of every thing in every state, side by side: what an attack on every route finds."""

import contextlib
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from commitments.plans.models import Plan
from tests.people import find_cast

FILES = Path(settings.BASE_DIR) / "var" / "test_files"  # those of the rows


def make_everything() -> int:
    """Write what every maker of the matrix of rights makes, as far as it stands beside the others,
    and return how many there are.
    """
    from tests.rights.test_matrix import MAKERS

    cast, count = find_cast(), 0
    with override_settings(MEDIA_ROOT=FILES):
        for label, states in MAKERS.items():
            for make in states.values() if label != "commitments.plan" else ():
                with contextlib.suppress(Exception), transaction.atomic():
                    make(cast)
                    count += 1
                Plan.objects.filter(pk=cast.plan.pk).update(state="in_force", state_reason="")
    return count
