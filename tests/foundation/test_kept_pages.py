"""A public answer that did not change is not made again, and one that did is never given."""

import datetime
import random
import subprocess

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from commitments.plans import queries
from commitments.plans.models import Commitment, Theme
from ogp_portal.foundation.permissions import kept_pages, public_changes
from ogp_portal.foundation.runtime import dumps
from ogp_portal.models import KeptPage, User
from tests.factories import forums as made
from tests.factories.commitments import commitment
from tests.promises import crawling

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/compromisos/"
MOMENT = datetime.timedelta(microseconds=1)


@pytest.fixture
def another():
    """Another process that writes: a connection of its own."""
    place = connection.settings_dict
    words = {"host": place["HOST"], "user": place["USER"], "dbname": place["NAME"]}
    with psycopg.connect(**words) as link:
        yield link


def ask(address: str = LIST, **headers: str):
    return Client(headers={"host": "localhost", **headers}).get(address)


def is_made(address: str = LIST) -> bool:
    """Say whether an answer is made, by what it asks the database beside the kept one."""
    asked = []

    def noting(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noting):
        assert ask(address).status_code == 200
    return len(asked) > 1


def test_a_page_is_made_once_until_something_public_changes_whoever_changes_it(cast, another):
    row = commitment(cast, title="Abrir las actas")
    first, again = ask(), ask()
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    assert dict(first.items()) == dict(again.items())
    assert first["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert not is_made()

    User.objects.filter(pk=cast.editor.pk).update(last_login=timezone.now())
    Commitment.objects.filter(pk=0).update(title="Nada")
    with transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(title="Cerrar las actas")
        transaction.set_rollback(True)
    assert not is_made(), "nothing public changed"

    Commitment.objects.filter(pk=row.pk).update(title="Publicar las actas")
    assert "Publicar las actas" in ask().content.decode()
    another.execute("UPDATE commitments_commitment SET title = 'Leer las actas'")
    assert "Publicar las actas" in ask().content.decode(), "it is not committed"
    another.commit()
    assert "Leer las actas" in ask().content.decode(), "written past the portal"
    theme = Theme.objects.create(slug="agua", name="Agua")
    assert is_made()
    theme.delete()
    assert is_made()
    another.execute("TRUNCATE forums_support")
    another.commit()
    assert is_made()
    assert not is_made()


def test_changes_that_are_committed_in_another_order_than_they_were_begun_all_count(cast, another):
    row = commitment(cast, title="Abrir las actas")
    another.execute("UPDATE commitments_plan SET title = 'Otro plan'")
    Commitment.objects.filter(pk=row.pk).update(title="Publicar las actas")
    before = public_changes.number()
    ask()
    assert not is_made()
    another.commit()
    assert public_changes.number() == before + 1
    assert is_made()


def test_a_page_that_was_being_made_while_something_changed_is_not_given_afterwards(
    cast, another, monkeypatch
):
    commitment(cast, title="Abrir las actas")
    browse = queries.browse

    def overtaken(*args, **kwargs):
        answer = browse(*args, **kwargs)
        another.execute("UPDATE commitments_commitment SET title = 'Leer las actas'")
        another.commit()
        return answer

    monkeypatch.setattr(queries, "browse", overtaken)
    assert "Abrir las actas" in ask().content.decode(), "it was so when it was asked"
    monkeypatch.setattr(queries, "browse", browse)
    assert "Leer las actas" in ask().content.decode()


def test_one_that_was_slow_to_be_made_does_not_put_away_a_newer_one(cast):
    old, _none = kept_pages.find(["a"])
    commitment(cast)
    new, _none = kept_pages.find(["a"])
    assert new.number > old.number
    for state in (new, old):
        page = kept_pages.Page([("ETag", "x")], str(state.number).encode())
        kept_pages.keep("a", "/", page, state=state)
    assert kept_pages.find(["a"])[1].body == str(new.number).encode()


def test_who_has_the_page_is_not_sent_it_again_until_it_changes(cast):
    row = commitment(cast)
    etag = ask()["ETag"]
    for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = ask(**{"if-none-match": condition})
        assert (answer.status_code, answer.content) == (304, b""), condition
        assert (answer["ETag"], answer["Cache-Control"]) == (
            etag,
            "public, max-age=0, s-maxage=1",
        )
    assert ask(**{"if-none-match": '"other"'}).status_code == 200
    Commitment.objects.filter(pk=row.pk).update(title="Otro")
    changed = ask(**{"if-none-match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag
    assert ask(**{"if-none-match": changed["ETag"]}).status_code == 304
    assert not is_made(), "kept although its first reader had another one"


def test_nobody_who_is_known_is_given_what_is_kept_or_leaves_anything(cast):
    commitment(cast)
    client = Client(headers={"host": "localhost"})
    client.force_login(cast.editor)
    assert client.get(LIST)["Cache-Control"] == "no-store, private"
    assert not KeptPage.objects.exists()
    ask()
    assert KeptPage.objects.count() == 1
    KeptPage.objects.update(body=b"kept")
    assert ask().content == b"kept"
    assert client.get(LIST).content != b"kept"
    assert ask(authorization="Bearer x").content != b"kept"
    with transaction.atomic():
        assert ask().content != b"kept", "it may have written what nobody else sees yet"


def test_what_is_no_page_for_everybody_is_not_kept(cast):
    row = commitment(cast)
    for address in (
        f"/compromisos/{row.slug}/preguntar/",
        "/cuenta/login/",
        "/salud/listo",
        f"/planes/{cast.plan.slug}/al/",
        f"/infografias/compromisos/{row.slug}.svg?x=1",
        "/no-existe/",
        "/api/v1/commitments.csv",
        f"/atrasos/?plan={cast.plan.slug}&as_of=2026-01-01",
    ):
        ask(address)
        assert not KeptPage.objects.exists(), address
    ask(f"/atrasos/?plan={cast.plan.slug}&as_of=2026-01-01&known_at=2026-01-01T00:00:00Z")
    assert KeptPage.objects.count() == 1, "late on a day, as it was known at an instant"
    KeptPage.objects.all().delete()
    ask(f"/planes/{cast.plan.slug}/al/?known_at=2026-01-01T00:00:00Z")
    assert KeptPage.objects.count() == 1, "as it was known at an instant that is named"


def test_an_answer_that_varies_is_kept_for_each_reader(cast):
    address = f"/api/v1/commitments/{commitment(cast).slug}/"
    languages = {name: ask(address, **{"accept-language": name}).content for name in ("es", "en")}
    assert languages["es"] != languages["en"] or KeptPage.objects.count() == 2
    for name, body in languages.items():
        again = ask(address, **{"accept-language": name})
        assert (again["Content-Language"][:2], again.content) == (name, body)
        assert "RateLimit" not in again, "what is left of a minute is told to its caller alone"
    assert KeptPage.objects.count() == 2


def test_a_page_is_given_until_before_the_instant_at_which_time_alone_changes_it(cast, monkeypatch):
    closes = timezone.now() + datetime.timedelta(minutes=1)
    made.call(cast, opens_at=closes - datetime.timedelta(days=3), closes_at=closes)
    ask("/participa/")
    monkeypatch.setattr(timezone, "now", lambda: closes - MOMENT)
    assert not is_made("/participa/")
    monkeypatch.setattr(timezone, "now", lambda: closes)
    assert is_made("/participa/")
    KeptPage.objects.update(until=timezone.now() - datetime.timedelta(hours=1))
    monkeypatch.undo()
    assert is_made("/participa/"), "over by the clock of the database"


def test_another_setting_file_or_library_is_another_release(settings, tmp_path, monkeypatch):
    settings.BASE_DIR, settings.PORTAL_LOGO = tmp_path, str(tmp_path / "logo.svg")
    monkeypatch.setenv("PORTAL_NAME_FILE", str(tmp_path / "name"))
    (tmp_path / "name").write_text("Uno")
    seen = [kept_pages.release.__wrapped__()]
    for name in ("name", "logo.svg", "requirements.txt"):
        for text in ("Otro", "Y otro"):
            (tmp_path / name).write_text(text)
            seen.append(kept_pages.release.__wrapped__())
    monkeypatch.setenv("PORTAL_OWNER", "Otra institución")
    seen.append(kept_pages.release.__wrapped__())
    assert len(set(seen)) == 8
    assert kept_pages.release.__wrapped__() == seen[-1]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-28T12:00-03:00", "2026-11-29T00:00+00:00"),  # some dates are told in UTC
        ("2026-11-28T21:00-03:00", "2026-11-29T00:00-03:00"),
        ("2026-11-28T23:59:59-03:00", "2026-11-29T00:00-03:00"),
        ("2026-11-29T00:00-03:00", "2026-11-30T00:00+00:00"),
        ("2026-09-05T22:00-04:00", "2026-09-06T01:00-03:00"),  # 00:00 does not exist there
    ],
)
def test_no_page_outlives_its_day(at, until):
    end = kept_pages._end_of_day(datetime.datetime.fromisoformat(at))
    assert end == datetime.datetime.fromisoformat(until)


def test_every_table_is_watched_but_those_of_which_no_public_answer_says_anything():
    with connection.cursor() as cursor:
        cursor.execute(public_changes.WATCHED)
        watched = {table for (table,) in cursor.fetchall()}
        unwatched = set(connection.introspection.table_names(cursor)) - watched
    ours = {table for table in unwatched if not table.startswith(public_changes.BEGINNINGS)}
    models = apps.get_models()
    history = {row._meta.db_table for row in models if hasattr(row, "pgh_tracked_model")}
    assert ours - history == public_changes.UNWATCHED
    assert len(watched) > 100
    assert {"commitments_commitment_values", "ogp_portal_journalentry"} <= watched
    assert public_changes.reads_only_watched(
        "SELECT a FROM commitments_commitment JOIN forums_call"
    )
    assert public_changes.reads_only_watched('SELECT a FROM "commitments_commitmentevent"')
    assert public_changes.reads_only_watched("INSERT INTO ogp_portal_ratecount (a) VALUES (1)")
    history = "ogp_portal_userisactiveisadministratorevent"  # of some columns of a person
    for name in ("ogp_portal_user", history, "mfa_authenticator", "django_session"):
        assert not public_changes.reads_only_watched(f'SELECT a FROM commitments_plan, "{name}"')


def test_the_count_stays_when_its_rows_are_put_together_and_what_is_over_is_swept(
    cast, monkeypatch
):
    for _turn in range(3):
        commitment(cast)
    number = public_changes.number()
    ask()
    ask("/planes/")
    KeptPage.objects.filter(path="/planes/").update(until=timezone.now())
    assert kept_pages.sweep() == 1
    assert (public_changes.number(), KeptPage.objects.get().path) == (number, LIST)
    assert not is_made()
    commitment(cast)
    assert kept_pages.sweep() == 1
    monkeypatch.setattr(kept_pages, "MOST_ON_DISK", 0)
    ask()
    assert not KeptPage.objects.exists(), "full"


def test_a_full_table_is_emptied_unless_somebody_reads_all_of_it(cast, another, monkeypatch):
    ask()
    monkeypatch.setattr(kept_pages, "MOST_ON_DISK", 0)
    another.execute("LOCK TABLE ogp_portal_keptpage IN ACCESS SHARE MODE")
    kept_pages.sweep()
    assert KeptPage.objects.count() == 1
    another.rollback()
    kept_pages.sweep()
    assert not KeptPage.objects.exists()


def test_a_backup_has_the_count_but_none_of_the_kept_pages(cast, tmp_path):
    commitment(cast)
    ask()
    assert KeptPage.objects.exists()
    _tables, version = dumps.dump(tmp_path / "dump")
    told = subprocess.run(
        [dumps._find("pg_restore", int(version)), "--list", tmp_path / "dump"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "TABLE DATA public ogp_portal_publicchange" in told
    assert "TABLE public ogp_portal_keptpage" in told
    assert "TABLE DATA public ogp_portal_keptpage" not in told


@pytest.mark.nightly
@pytest.mark.world("rights")
def test_whatever_table_changes_every_page_is_what_it_would_be_if_it_were_made(settings, cast):
    """Every kind of page of a world with one row of every thing in every state, kept; then rows of
    every table are changed past the portal, and pages asked with and without what is kept.
    """
    settings.API_UNITS_PER_MINUTE = 1_000_000
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    kept = [answer.address for answer in crawling.crawl(client, of_each=1)]
    kept = [address for address in kept if KeptPage.objects.filter(path=address).exists()]
    kept = [address for address in kept if not address.endswith(".zip")]  # which tells its minute
    assert len(kept) > 300
    draw, changed = random.Random(1), 0
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(public_changes.WATCHED)
        tables = [table for (table,) in cursor.fetchall()]
    for table in tables:
        before = public_changes.number()
        if not changes_a_row(table):
            continue
        changed += 1
        assert public_changes.number() == before + 1, table
        for address in draw.sample(kept, 6):
            for _turn in ("made", "kept"):
                given = client.get(address)
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr("ogp_portal.site.kept_pages._may_be_kept", lambda _request: False)
                    anew = client.get(address)
                assert (given.status_code, given.content) == (anew.status_code, anew.content), (
                    table,
                    address,
                )
    assert changed > 60


def changes_a_row(table: str) -> bool:
    """Change the words of the rows of a table, or delete one; say whether the database let us."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
        words = [column.name for column in columns if column.type_code in {25, 1043}]
        for name in words:
            try:
                cursor.execute(f"UPDATE {table} SET {name} = left({name} || ' y más', 40)")
            except DatabaseError:
                continue
            if cursor.rowcount:
                return True
    return False
