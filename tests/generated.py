"""How many cases a costly property tries."""

import hypothesis

NIGHT = 20


def examples(usual: int, *, steps: int = 50) -> hypothesis.settings:
    """Return settings for a property whose every example is dear: a few by day, twenty times as
    many at night, each of at most so many steps; no check of how long it takes.
    """
    is_night = hypothesis.settings.get_current_profile_name() == "nightly"
    return hypothesis.settings(
        max_examples=usual * NIGHT if is_night else usual,
        stateful_step_count=steps,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
