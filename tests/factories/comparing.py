"""What an act leaves in the database, told so that two ways of doing it can be compared."""

import datetime
import re
import uuid
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

APPS = ("commitments", "forums", "transparency", "ogp_portal")
CONSEQUENCES = {  # what follows from an act elsewhere: letters, messages, counts of a minute
    "ogp_portal.outboxmessage",
    "ogp_portal.letter",
    "ogp_portal.keptdocument",
    "ogp_portal.ratecount",
}
TOUCHED = "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
RANDOM = re.compile(r"-([0-9a-f]{6}|[0-9a-f]{8})$")  # how a slug ends that says nothing
CLOCK = re.compile(r"\b\d\d:\d\d\b")  # the time of day inside a text
DIGEST = re.compile(r"[0-9a-f]{64}")
Snapshot = dict[str, dict[int, dict[str, Any]]]


def kept_models() -> list[type[models.Model]]:
    """Return the models whose rows are compared: ours, without the trails of triggers."""
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model")
        and "pgh_id" not in {field.name for field in model._meta.fields}
        and model._meta.label_lower not in CONSEQUENCES
    ]


def everything() -> Snapshot:
    """Return every row there is, by model and key."""
    return {
        model._meta.label_lower: {row[model._meta.pk.attname]: row for row in values(model)}
        for model in kept_models()
    }


def touched() -> Snapshot:
    """Return every row of the tables that this transaction wrote to, by model and key."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED)
        tables = {name for name, *counts in cursor.fetchall() if any(counts)}
    return {
        model._meta.label_lower: {row[model._meta.pk.attname]: row for row in values(model)}
        for model in kept_models()
        if model._meta.db_table in tables
    }


def values(model: type[models.Model]) -> list[dict[str, Any]]:
    """Return the columns that people or the code write; the database makes the others."""
    names = [field.attname for field in model._meta.concrete_fields if not field.generated]
    return list(model._base_manager.order_by("pk").values(*names))


def changes(before: Snapshot, after: Snapshot) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what is new or different as (model, name, columns), with numbers, instants and random
    codes told by what they are.
    """
    names = {
        (label, key): f"{label}#{place}"
        for label, rows in after.items()
        for place, key in enumerate(sorted(set(rows) - set(before.get(label, {}))), start=1)
    }
    found = []
    for label, rows in after.items():
        model = apps.get_model(label)
        for key, row in rows.items():
            old = before.get(label, {}).get(key)
            if old != row:
                name = names.get((label, key), f"{label}={key}")
                found.append((label, name, _told(model, row, names)))
    return sorted(found, key=lambda change: change[1])


def _told(model: type[models.Model], row: dict[str, Any], names: dict) -> dict[str, Any]:
    return {
        field.attname: _value(field, row[field.attname], names, row)
        for field in model._meta.concrete_fields
        if not field.generated and not field.primary_key
    }


def _value(field: models.Field, value: Any, names: dict, row: dict[str, Any]) -> Any:
    """Return a column's value, or what it is where it differs each time."""
    if field.remote_field:
        return names.get((field.remote_field.model._meta.label_lower, value), value)
    if field.name == "subject_id":
        return names.get((row["subject_type"], value), value)
    if isinstance(value, dict):
        return {key: _inner(inner) for key, inner in value.items()}
    if isinstance(value, datetime.datetime):
        return _about(value)
    if value and (isinstance(value, uuid.UUID) or field.name.endswith("digest")):
        return "random"
    if field.name in {"slug", "subject_slug"}:
        return RANDOM.sub("-random", value)
    return CLOCK.sub("hh:mm", value) if isinstance(value, str) else value


def _about(moment: datetime.datetime) -> str:
    """Tell an instant by how far from now it is."""
    return f"{round((moment - timezone.now()) / datetime.timedelta(minutes=10))} × 10 min"


def _inner(value: Any) -> Any:
    """Tell an instant inside a journal's entry as one, and a digest."""
    if isinstance(value, str) and DIGEST.fullmatch(value):
        return "digest"
    try:
        moment = datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return value if len(value) <= len("2026-01-01") else _about(moment)
