"""Making the example: all that people would have done until today, in one transaction."""

import datetime
import shutil
from pathlib import Path

import pghistory
from django.conf import settings
from django.db import connection, transaction

from commitments.plans.models import Plan
from ogp_portal.foundation.events import journal, kept_documents, outbox, search_index
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.runtime.example import STAMP
from ogp_portal.loaders.example import clock, places
from ogp_portal.loaders.example.accounts import Accounts
from ogp_portal.loaders.example.consultations import Consultations
from ogp_portal.loaders.example.diary import Diary, month_after
from ogp_portal.loaders.example.earlier import MONTHS as EARLIER_MONTHS
from ogp_portal.loaders.example.earlier import EarlierPlan
from ogp_portal.loaders.example.forum import TheForum
from ogp_portal.loaders.example.plan import SecondPlan
from ogp_portal.loaders.example.proposals import TheCall
from ogp_portal.loaders.example.publications import Publications
from ogp_portal.loaders.example.surveys import Surveys
from transparency.reports import workflow as reports

REPORTS = 13
WAKERS = (outbox.WAKERS, kept_documents.WAKERS, journal.WAKERS)


def made_until() -> datetime.date | None:
    """Return the day until which the database's example goes; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [STAMP])
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute(f"SELECT day FROM {STAMP}")  # noqa: S608 - a name of ours
        day: datetime.date = cursor.fetchone()[0]
        return day


def make(*, today: datetime.date, months: int = REPORTS) -> int:
    """Live the example until `today`, with so many monthly reports, and return how many acts that
    took. Raises Refusal over a database that holds anything, NotTheExample in a real portal.
    """
    if Plan.objects.exists():
        raise Refusal("La base de datos ya tiene planes: el ejemplo se hace solo en una vacía.")
    kept = [list(wakers) for wakers in WAKERS]
    for wakers in WAKERS:
        wakers.clear()  # nobody is awake; what is caused is done as it goes
    try:
        with clock.moved(), pghistory.context(door="orden", command="up --example"):
            return _live(today=today, months=months)
    finally:
        for wakers, own in zip(WAKERS, kept, strict=True):
            wakers[:] = own


def _live(*, today: datetime.date, months: int) -> int:
    diary = Diary(month_after(reports.latest_month(today), 1 - months))
    clock.set_to(clock.noon(diary.day(-EARLIER_MONTHS - 3, 1)))
    people = places.settle_in()
    write_down(diary, people, today=today, months=months)
    done = diary.live(until=today)
    search_index.index_all()
    schema = STAMP.partition(".")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
        cursor.execute(f"CREATE TABLE {STAMP} AS SELECT %s::date AS day", [today])
    return done


def write_down(diary: Diary, people: places.People, *, today: datetime.date, months: int) -> None:
    """Plan all that is done: both plans, what is decided together, accounts, publications."""
    facts = places.read("plans")
    EarlierPlan(diary, people, facts["earlier"]).write_down()
    SecondPlan(diary, people, facts).write_down(months=months)
    plan = facts["plan"]["slug"]
    forum = places.read("forum")
    TheForum(diary, people, forum, plan=plan).write_down(today=today)
    call = TheCall(diary, people, places.read("proposals"), plan=plan, forum=forum["forum"]["slug"])
    call.write_down()
    Consultations(diary, people, places.read("consultations"), plan=plan).write_down(today=today)
    Surveys(diary, people, places.read("surveys"), plan=plan).write_down(today=today)
    Accounts(diary, people, places.read("accounts"), latest=months - 1).write_down()
    Publications(diary, people, places.read("publications"), plan=plan).write_down()


def clear() -> None:
    """Empty the example's database and files, so that it is made again. Raises NotTheExample, and
    Refusal while another program uses it.
    """
    if not settings.IS_EXAMPLE:
        raise clock.NotTheExample
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
            "backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        if cursor.fetchone()[0]:
            raise Refusal(
                "El ejemplo es de otro día y está abierto en otra consola: ciérrelo con Ctrl-C "
                "y repita, para que termine hoy."
            )
        cursor.execute("DROP SCHEMA IF EXISTS example CASCADE")
        cursor.execute("DROP EXTENSION IF EXISTS pgmq CASCADE")
        cursor.execute("DROP SCHEMA IF EXISTS pgmq CASCADE")
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    shutil.rmtree(Path(settings.MEDIA_ROOT), ignore_errors=True)
