"""The portal's tables in an empty database, made at once from the models.

Replaying every migration on an empty database takes a minute that grows with each of them, and ends
where the models already are. So a new database is built from the models and told that its
migrations are done; an older one walks through those it lacks (`tests/ogp_portal/test_migrate.py`
holds both ways to the same tables).
"""

import pgtrigger
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ogp_portal.foundation import search

NEEDED_FIRST = ("contenttypes", "auth", "pghistory")  # what our tables and triggers lean on
UNLOGGED = (  # not worth the log, and written at every request
    "ogp_portal_ratecount",  # counts of a minute
    "ogp_portal_keptpage",  # what is made again by whoever reads
)


def is_empty() -> bool:
    """Say whether the database holds no table at all."""
    return not connection.introspection.table_names()


def build() -> None:
    """Build our tables in an empty database: all of them, or none."""
    with transaction.atomic():
        for label in NEEDED_FIRST:
            call_command("migrate", label, verbosity=0, interactive=False)
        ours = [config for config in apps.get_app_configs() if _is_ours(config)]
        _create(ours)
        _record({config.label for config in ours})


def _is_ours(config: AppConfig) -> bool:
    return config.path.startswith(str(settings.BASE_DIR)) and "site-packages" not in config.path


def _create(ours: list[AppConfig]) -> None:
    """Create tables, functions and triggers of these apps."""
    with connection.schema_editor() as editor:
        editor.execute(search.SQL, params=None)
        for config in ours:
            for model in config.get_models():
                editor.create_model(model)
        for table in UNLOGGED:
            editor.execute(f"ALTER TABLE {editor.quote_name(table)} SET UNLOGGED")
    pgtrigger.install()


def _record(labels: set[str]) -> None:
    """Write down that every migration of these apps is done."""
    recorder = MigrationRecorder(connection)
    for label, name in MigrationLoader(connection).disk_migrations:
        if label in labels:
            recorder.record_applied(label, name)
