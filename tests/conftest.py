"""What every test may ask for."""

import datetime
import os
import pickle
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.databases import Databases, commits, needs_database, world_of
from tests.people import Cast, find_cast

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright's loop lives in the thread of the tests

DATABASES = pytest.StashKey[Databases]()
CAST = pytest.StashKey[bytes]()


hypothesis.settings.register_profile("daily", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("nightly", deadline=None, max_examples=1000, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer what is heavy and rare."""
    parser.addoption(
        "--nightly",
        action="store_true",
        help="run the tests marked nightly too, with more examples",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples are tried, the same in CI at each push; keep what this process knows
    of its databases.
    """
    usual = "ci" if os.environ.get("CI") else "daily"
    profile = "nightly" if config.getoption("--nightly") else usual
    hypothesis.settings.load_profile(profile)
    worker = getattr(config, "workerinput", {}).get("workerid", "alone")
    config.stash[DATABASES] = Databases(worker)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is heavy and rare for the night, unless it was asked for; begin with what takes
    longest, so that no process waits for another at the end.
    """
    longest = ("tests/promises/", "tests/year/", "tests/ogp_portal/", "tests/journeys/")
    items.sort(key=lambda item: not item.nodeid.startswith(longest))
    if config.getoption("--nightly"):
        return
    rare = [item for item in items if item.get_closest_marker("nightly")]
    config.hook.pytest_deselected(items=rare)
    items[:] = [item for item in items if item not in rare]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name no test by the bytes of a file: they hold the second at which it was made, and every
    process has to know the tests by the same names.
    """
    return "file" if isinstance(val, bytes) and len(val) > 60 else None


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


@pytest.fixture(scope="session", autouse=True)
def _static_files_read_once() -> Iterator[None]:
    """The static files are looked through once for all clients: each begins the middleware anew,
    and reading the folder took a fifth of the time of the tests.
    """
    read = WhiteNoiseMiddleware.update_files_dictionary
    found: dict[tuple[str, str], dict[str, object]] = {}

    def read_once(middleware: WhiteNoiseMiddleware, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            read(middleware, root, prefix)
            found[root, prefix] = dict(middleware.files)
        middleware.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "update_files_dictionary", read_once)
        yield


@pytest.fixture(autouse=True)
def _files_of_its_own(request, settings, tmp_path):
    """Each test writes its files in a folder of its own, and sends no message to a queue; its acts
    are indexed for the search where it asks for that (`indexed_by_acts`).
    """
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.KEPT_PAGES = commits(request.node)  # others leave nothing behind, not even a page
    from ogp_portal.foundation.events import journal, kept_documents, outbox

    translation.activate("es-cl")
    outbox.WAKERS[:] = []
    kept_documents.WAKERS[:] = []
    journal.WAKERS[:] = []
    journal.LISTENERS.pop(journal.EVERY_ACT, None)


@pytest.fixture
def indexed_by_acts(monkeypatch):
    """Have each act enqueue the indexing of what it was about, as the portal does."""
    from ogp_portal.foundation.events import journal, search_index

    told = [(search_index.MESSAGE, search_index.is_watched)]
    monkeypatch.setitem(journal.LISTENERS, journal.EVERY_ACT, told)


@pytest.fixture(autouse=True)
def _variables_of_its_own(monkeypatch):
    """What a test declares of the environment is forgotten with it."""
    from ogp_portal.foundation.runtime import environment

    monkeypatch.setattr(environment, "REGISTER", dict(environment.REGISTER))


@pytest.fixture
def cast(request, db) -> Cast:
    """One person for each role, and an outsider of each kind."""
    kept = request.config.stash
    if CAST not in kept:
        kept[CAST] = pickle.dumps(find_cast())  # every copy of the template has the same numbers
    return pickle.loads(kept[CAST])


@pytest.fixture
def database_says(db) -> Callable[[datetime.datetime], None]:
    """Let every clock of the database stand at an instant, to the microsecond, for one test."""

    def stand(at: datetime.datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS standing")
            for clock in ("clock_timestamp", "statement_timestamp", "now"):
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION standing.{clock}() RETURNS timestamptz "
                    f"LANGUAGE sql AS $$ SELECT '{at.isoformat()}'::timestamptz $$"
                )
            cursor.execute("SET LOCAL search_path = standing, public, pg_catalog")

    return stand


@pytest.fixture
def santiago(db) -> None:
    """What the client's documents state, loaded: the test begins in the world of this name."""
