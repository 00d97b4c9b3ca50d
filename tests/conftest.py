"""What every test may ask for."""

import os
import pickle
from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from django.utils import translation

from tests.databases import Databases, commits, needs_database, world_of
from tests.people import Cast, find_cast

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright's loop lives in the thread of the tests

DATABASES = pytest.StashKey[Databases]()
CAST = pytest.StashKey[bytes]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep what this process knows of its databases."""
    worker = getattr(config, "workerinput", {}).get("workerid", "alone")
    config.stash[DATABASES] = Databases(worker)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Enter the world of the test before anything of it is set up."""
    if needs_database(item):
        item.config.stash[DATABASES].enter(world_of(item), commits(item))


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker) -> Iterator[None]:
    """Make the templates once for all processes; each copies them."""
    databases = request.config.stash[DATABASES]
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        # a test that commits has a database of its own, which is thrown away: nothing to empty
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: None)
        databases.open({world_of(item) for item in request.session.items if needs_database(item)})
        yield
        databases.close()


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    """Each test writes its files in a folder of its own, and sends no message to a queue."""
    settings.MEDIA_ROOT = tmp_path / "files"
    from ogp_portal.foundation.events import outbox

    translation.activate("es-cl")
    outbox.WAKERS[:] = []


@pytest.fixture
def cast(request, db) -> Cast:
    """One person for each role, and an outsider of each kind."""
    kept = request.config.stash
    if CAST not in kept:
        kept[CAST] = pickle.dumps(find_cast())  # every copy of the template has the same numbers
    return pickle.loads(kept[CAST])


@pytest.fixture
def santiago(db) -> None:
    """What the client's documents state, loaded: the test begins in the world of this name."""
