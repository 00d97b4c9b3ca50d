"""Connection strings: whatever signs a path or a password has, what comes out is what went in."""

import re
import string
from pathlib import Path

import celery
import hypothesis
import psycopg
import pytest
from django.conf import settings
from hypothesis import strategies
from pgmq.base import PGMQConfig
from psycopg.conninfo import conninfo_to_dict

from ogp_portal import celery as portal_celery
from ogp_portal.foundation.runtime import database, postgres
from ogp_portal.foundation.runtime.environment import BadSetting
from ogp_portal.foundation.runtime.postgres import layout

SIGNS = strategies.text(string.ascii_letters + " '\"\\=ñ%@:/?#&$;", min_size=1, max_size=30)
NAMES = {"HOST": "host", "NAME": "dbname", "USER": "user", "PASSWORD": "password"}


@hypothesis.given(place=strategies.fixed_dictionaries(dict.fromkeys(NAMES, SIGNS)))
def test_any_sign_travels_to_libpq_and_through_the_client_of_the_queue(place):
    expected = {NAMES[name]: value for name, value in place.items()}
    assert conninfo_to_dict(database.conninfo(place)) == expected
    rebuilt = PGMQConfig(conn_string=database.pgmq_conninfo(place)).dsn
    assert conninfo_to_dict(rebuilt) == {**expected, "port": "5432"}


def test_the_queue_connects_with_a_name_that_has_to_be_quoted(db):
    place = {**settings.DATABASES["default"], "PASSWORD": "it's a\\ pass word"}
    rebuilt = PGMQConfig(conn_string=database.pgmq_conninfo(place)).dsn
    with psycopg.connect(rebuilt) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("url", "password", "whole"),
    [
        ("redis://queue:6379/0", "a/b@c:d", "redis://:a%2Fb%40c%3Ad@queue:6379/0"),
        ("redis://portal@queue:6379/1", "x", "redis://portal:x@queue:6379/1"),
        ("redis://:own@queue:6379/0", "x", "redis://:own@queue:6379/0"),
        ("redis://queue:6379/0", "", "redis://queue:6379/0"),
        ("", "x", ""),
    ],
)
def test_a_redis_gets_the_password_unless_its_address_has_one(url, password, whole):
    assert database.with_password(url, password) == whole


def test_celery_takes_the_address_with_its_password_and_not_the_variable(monkeypatch, settings):
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://queue:6379/0")
    settings.CELERY_BROKER_URL = "redis://:secret@queue:6379/0"
    app = celery.Celery("probe")
    app.conf.update(**portal_celery._broker())
    assert app.connection_for_read().password == "secret"
    assert app.connection_for_write().password == "secret"


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("postgresql://u:p@%2Ftmp%2FPortal Nuevo/name", "/tmp/Portal Nuevo", ""),
        ("postgresql://u:p@db.example:6432/name", "db.example", "6432"),
        ("postgresql://u:p@[::1]:5432/name", "::1", "5432"),
        ("postgresql:///name", "", ""),
    ],
)
def test_an_address_of_a_database_is_read_as_it_is_written(address, host, port):
    place = database.connection(address, password="", var=Path("/x"))
    assert (place["HOST"], place["PORT"], place["NAME"]) == (host, port, "name")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:p@db/name?sslmode=verify-full",
        "postgresql:///name?host=/run/postgresql",
        "postgresql://u:p#q@db/name",
        "postgresql://u:p@db/name#x",
        "postgresql://u:p@db:abc/name",
        "postgresql://u:p@[::1/name",
        "mysql://u:p@db/name",
        "postgresql://db/",
    ],
)
def test_nothing_in_the_address_of_a_database_is_left_aside_in_silence(address):
    with pytest.raises(BadSetting, match="DATABASE_URL"):
        database.connection(address, password="", var=Path("/x"))


@pytest.mark.parametrize("name", ["portal nuevo", "O'Higgins", "Ñuble", 'a"b', "a$b", "a;b"])
def test_a_socket_stands_where_no_program_has_to_quote_it(name):
    socket = postgres.locate(Path("/srv") / name).socket
    assert re.fullmatch(r"[A-Za-z0-9/._-]+", str(socket))
    assert len(str(socket)) <= layout.SOCKET_LIMIT
    assert socket != postgres.locate(Path("/srv") / f"{name} 2").socket


def test_a_plain_short_folder_keeps_its_own_socket(monkeypatch):
    monkeypatch.setattr(layout.accounts, "ordinary", lambda: None)
    assert postgres.locate(Path("/srv/portal")).socket == Path("/srv/portal/postgres/socket")
