"""What every test may ask for."""

import os

import pytest

from tests.people import Cast, make_cast

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright's loop lives in the thread of the tests


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    """Each test writes its files in a folder of its own, and sends no message to a queue."""
    settings.MEDIA_ROOT = tmp_path / "files"
    from django.utils import translation

    from ogp_portal.foundation.events import outbox

    translation.activate("es-cl")
    outbox.WAKERS[:] = []


@pytest.fixture
def cast(db) -> Cast:
    """One person for each role, and an outsider of each kind."""
    return make_cast()
