"""Words are cleaned where they are stored, whichever door they came by, and what was stored before
stops no feed, calendar, sheet or PDF.
"""

import datetime
import io

import feedparser
import openpyxl
import pgtrigger
import pikepdf
import pytest
from django.db import connection, models, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from icalendar import Calendar

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone, Plan
from ogp_portal import wiring
from ogp_portal.foundation import characters
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.documents.form_fields import CleanTextField, area
from ogp_portal.foundation.documents.model_fields import (
    CodeField,
    ExactTextField,
    ProseField,
    TitleField,
)
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.factories import forums as made
from tests.factories.commitments import commitment, update

BREAKS = ["\v", "\f", "\r", "\r\n", "\x85", "\u2028", "\u2029", "\n"]


@pytest.mark.parametrize("sign", BREAKS)
def test_every_break_of_a_line_is_a_line_end_in_a_text_and_a_space_in_a_title(sign):
    typed = f"Línea uno{sign}Línea dos"
    assert characters.clean(typed) == "Línea uno\nLínea dos"
    assert characters.one_line(typed) == "Línea uno Línea dos"
    assert characters.one_line(f"Línea uno {sign}{sign} Línea dos") == "Línea uno Línea dos"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("an\u0303o", "año"),
        ("de\u202esorden", "desorden"),
        ("trans\u00adpa\u200bren\u200dcia", "transparencia"),
        ("fin\x00al\x1f\x7f\x9c", "final"),
        ("a\ufffe\U0001ffff\ud800b", "ab"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("می‌خواهم", "می‌خواهم"),
        ("a\tb", "a\tb"),
        ("1\u00a0000", "1\u00a0000"),
        ("x" + "\u0301" * 60 + "y", "x" + "\u0301" * 4 + "y"),
        ("x" + "\u0301" * 4 + "y", "x" + "\u0301" * 4 + "y"),
        ("𝑎² + 𝑏²", "𝑎² + 𝑏²"),
    ],
)
def test_what_nobody_sees_goes_and_what_somebody_writes_stays(typed, stored):
    assert characters.clean(typed) == stored


WRITES = {
    "save": lambda row, words: (setattr(row, "title", words), row.save()),
    "update": lambda row, words: Commitment.objects.filter(pk=row.pk).update(title=words),
    "bulk_update": lambda row, words: (
        setattr(row, "title", words),
        Commitment.objects.bulk_update([row], ["title"]),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("door", WRITES)
def test_whatever_writes_a_column_its_words_are_cleaned(cast, door):
    row = commitment(cast)
    WRITES[door](row, "  Acta\u202es\vpu\u0301blicas ")
    assert Commitment.objects.get(pk=row.pk).title == "Actas públicas"


@pytest.mark.django_db
def test_rows_made_by_hand_or_many_at_once_are_cleaned_too_and_so_is_the_one_at_hand(cast):
    plan = Plan.objects.create(slug="a", kind="internal", title="Uno\vdos", summary="Uno\vdos")
    assert (plan.title, plan.summary) == ("Uno dos", "Uno\ndos")
    Plan.objects.bulk_create([Plan(slug="b", kind="internal", title="Tres\u2028cuatro")])
    assert Plan.objects.get(slug="b").title == "Tres cuatro"


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["\u200b\u2060", "\ufe0f", " \u2028"])
def test_a_title_of_which_nothing_is_seen_is_refused_at_its_field(cast, words):
    row = commitment(cast)
    row.title = words
    with pytest.raises(Refusal, match="no queda nada que se vea") as refused, transaction.atomic():
        row.save()
    assert refused.value.field == "title"
    row.refresh_from_db()
    row.state_reason = words
    row.save()
    assert row.state_reason == ""


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Ministerio Кино", "G\u043ebierno Regional", "Fundaci\u03bfn"])
def test_an_institution_s_name_has_one_alphabet_by_any_door(cast, name):
    with pytest.raises(Refusal, match="alfabeto") as refused, transaction.atomic():
        Organization.objects.create(slug="x", name=name, sector="government")
    assert refused.value.field == "name"
    with pytest.raises(Refusal, match="alfabeto"), transaction.atomic():
        Organization.objects.filter(pk=cast.city.pk).update(name=name)
    assert Organization.objects.create(slug="x", name="Υπουργείο", sector="government").pk
    assert Organization.objects.create(slug="y", name="3ª Corte ñ", sector="government").pk


def test_a_form_shows_what_will_be_stored():
    assert CleanTextField().clean("Uno\vdos") == "Uno dos"
    assert area("Texto").clean("Uno\vdos") == "Uno\ndos"
    for column, asked in (("title", "Uno dos"), ("summary", "Uno\ndos")):
        field = Plan._meta.get_field(column).formfield()
        assert field.clean("Uno\vdos") == asked


def bare(columns) -> list[str]:
    """Return the text columns that do not say what they hold."""
    return [
        str(column)
        for column in columns
        if type(column) in {models.CharField, models.TextField}
        and not column.choices
        and not column.generated
        and column.name != "password"  # Django's own column of a digest
    ]


def test_every_text_column_says_whether_it_holds_words_or_a_code():
    ours = [column for model in wiring.our_models() for column in model._meta.local_concrete_fields]
    assert bare(ours) == []
    assert sum(isinstance(column, TitleField | ProseField) for column in ours) > 100
    forgotten = [models.CharField(name="a"), models.TextField(name="b")]
    telling = [TitleField(name="c"), ProseField(name="d"), CodeField(name="e"), ExactTextField()]
    assert len(bare([*forgotten, *telling])) == 2


HOSTILE = "Acta\vde \x01 la\u2028sesi\u202e\ufffeón"


@pytest.fixture
def stored_before(cast):
    """Write words past the gate, as a database of an older version holds them."""
    row = commitment(cast, slug="actas")
    update(cast, "approved", of=row)
    made.call(cast)
    never = "ogp_portal.JournalEntry:journal_never_changes"
    with pgtrigger.ignore(never), connection.cursor() as cursor:
        for table, column in (
            (Commitment._meta.db_table, "title"),
            (Commitment._meta.db_table, "description"),
            (Milestone._meta.db_table, "title"),
            (JournalEntry._meta.db_table, "subject_title"),
            (JournalEntry._meta.db_table, "reason"),
        ):
            cursor.execute(f"UPDATE {table} SET {column} = %s", [HOSTILE])
    return row


@pytest.mark.django_db
def test_what_was_stored_before_stops_no_feed_calendar_or_sheet(client, stored_before):
    for path in (
        "/participa.atom",
        "/cambios.atom",
        "/planes/plan.atom",
        "/compromisos/actas.atom",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        found = feedparser.parse(answer.content)
        assert not found.bozo
        assert "\x01" not in answer.content.decode()
    assert "Acta de  la" in client.get("/cambios.atom").content.decode()
    for path in ("/calendario.ics", "/planes/plan.ics"):
        body = client.get(path).content
        assert not set(body.decode()) & set("\v\x01\ufffe")
        assert Calendar.from_ical(body).walk("VEVENT")
    answer = client.get("/api/v1/commitments.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert any("Acta de  la" in str(cell.value) for row in book.active.rows for cell in row)


def test_what_was_stored_before_stops_no_pdf():
    order = pdf.order(
        f"<html lang=es><title>x</title><p>{HOSTILE}</p>",
        title=HOSTILE,
        language="es",
        at=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC),
    )
    assert "\x01" not in order["html"]
    with pikepdf.open(io.BytesIO(pdf.make(order))) as made_pdf:
        assert len(made_pdf.pages) == 1


@pytest.mark.django_db
def test_columns_of_words_and_codes_stand_beside_any_other_text_in_an_expression(cast):
    row = commitment(cast, slug="actas")
    rows = Commitment.objects.filter(pk=row.pk)
    joined = Coalesce(F("ogp_id"), Value("x"), F("title"), F("plan__title"))
    assert list(rows.annotate(words=joined).values_list("words", flat=True)) == [row.ogp_id]
    case = Case(When(ogp_id="", then=Value("sin código")), default=F("ogp_id"))
    assert rows.annotate(words=case).get().words == "sin código"
