"""A new database is built from the models: it must be the one that the migrations give."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from commitments.plans.models import Theme
from ogp_portal.foundation.permissions import public_changes
from tests.schemas import MIGRATE, differences, schema_of


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.EMBEDDED, reason="makes databases on the embedded server")
def test_a_database_built_at_once_is_the_one_that_the_migrations_give():
    name = "migrated_by_test"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        subprocess.run(
            [sys.executable, "-c", MIGRATE.format(name=name, words="replay=True")],
            cwd=Path(settings.BASE_DIR),
            env={**os.environ, "PORTAL_VAR": str(settings.VAR_DIR)},
            check=True,
        )
        built = schema_of(connection.settings_dict)
        assert differences(built, schema_of({**connection.settings_dict, "NAME": name})) == {}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def columns_at(state: ProjectState, app: str, model: str) -> set[str]:
    fields = state.models[app, model.lower()].fields.items()
    return {
        field.db_column or (f"{name}_id" if field.is_relation else name) for name, field in fields
    }


@pytest.mark.django_db
def test_a_trigger_names_only_columns_that_are_there_when_it_is_made():
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    state, early, looked = ProjectState(), {}, 0
    for migration, _is_backwards in plan:
        for step in migration.operations:
            if isinstance(step, AddTrigger):
                looked += 1
                named = set(re.findall(r'(?:OLD|NEW)\."(\w+)"', step.trigger.install_sql))
                missing = named - columns_at(state, migration.app_label, step.model_name)
                if missing:
                    early[f"{migration} {step.model_name}.{step.trigger.name}"] = missing
            step.state_forwards(migration.app_label, state)
    assert looked > 100
    assert early == {}


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
def test_who_goes_back_before_the_count_can_write_and_what_comes_after_is_counted():
    def is_counted():
        with connection.cursor() as cursor:
            cursor.execute(public_changes.WATCHED)
            return ("commitments_theme",) in cursor.fetchall()

    assert is_counted()
    call_command("migrate", "ogp_portal", "0018", verbosity=0)
    try:
        assert not is_counted()
        Theme.objects.create(slug="agua", name="Agua")
    finally:
        call_command("migrate", "ogp_portal", verbosity=0)
    assert is_counted(), "also where one part alone is brought up to date"
