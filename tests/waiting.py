"""Waiting for something to be so, and no longer than that: no test sleeps for a fixed time."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

Found = TypeVar("Found")


def until(
    condition: Callable[[], Found], what: str, *, seconds: float = 30, every: float = 0.02
) -> Found:
    """Ask `condition` again and again until it says something; fail with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(every)
    pytest.fail(f"not in time: {what}")
