"""Whoever coordinates sets a second factor up on a phone, and its pages say nothing to axe."""

import pytest
from allauth.mfa.totp.internal import auth

from ogp_portal.foundation.permissions import second_factor
from tests.journeys.conftest import NARROW_AND_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def code_of(key: str) -> str:
    """Return the code that an application shows for a key."""
    return auth.format_hotp_value(auth.hotp_value(key, next(auth.yield_hotp_counters_from_time())))


def test_a_coordinator_sets_a_second_factor_up_before_anything_else(
    visitor, transactional_db, cast
):
    second_factor.remove(cast.coordinator)
    coordinator = visitor(*NARROW_AND_WIDE)
    coordinator.enter(cast.coordinator)
    page = coordinator.open("/mi-trabajo/")
    coordinator.check("second-factor-set-up")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 100, "it is drawn"
    page.get_by_label("Código").fill(code_of(page.locator("main code").inner_text()))
    page.get_by_role("button", name="Activar").click()
    assert page.locator("main code").count() == 10
    coordinator.check("second-factor-recovery-codes")
    page.get_by_role("link", name="Ir a mi trabajo").click()
    assert page.url.endswith("/mi-trabajo/")
    for name in ("", "codigos/nuevos/", "quitar/"):
        coordinator.open(f"/cuenta/segundo-factor/{name}")
        coordinator.check(f"second-factor-{name.strip('/').replace('/', '-')}")
