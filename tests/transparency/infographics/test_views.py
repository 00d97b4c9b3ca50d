"""The doors of the infographics: files in every form, the gallery, the kit, editions, quiet
periods; and the worker that draws before anybody asks.
"""

import dataclasses
import datetime
import io
import json
import zipfile

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from PIL import Image

from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.events import kept_documents, outbox
from ogp_portal.foundation.runtime.bootstrap import load_pango
from ogp_portal.models import KeptDocument
from tests.factories import forums as made
from tests.factories.commitments import commitment
from tests.preparing import prepared
from tests.walks import commitments as walks
from transparency.infographics import queries, workflow
from transparency.infographics.documents import pictures, poster
from transparency.infographics.models import Infographic
from transparency.reports import workflow as reports

needs_pango = pytest.mark.skipif(
    not load_pango() and not __import__("os").environ.get("CI"), reason="no Pango on this machine"
)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [
        ("png", "image/png", b"\x89PNG"),
        ("alta.png", "image/png", b"\x89PNG"),
        ("svg", "image/svg+xml", b"<svg"),
        ("alta.svg", "image/svg+xml", b"<svg"),
        ("txt", "text/plain; charset=utf-8", b"Compromiso"),
    ],
)
def test_a_commitment_is_given_in_every_form(client, cast, form, media_type, begins):
    row = commitment(cast)
    answer = client.get(f"/infografias/{row.slug}.{form}")
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert body(answer).startswith(begins)
    if "svg" in form:
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]


@needs_pango
@pytest.mark.parametrize(("form", "width"), [("pdf", 595), ("a3.pdf", 842)])
def test_the_poster_is_an_accessible_pdf_of_one_sheet(client, cast, form, width):
    import page
    import pypdf

    row = commitment(
        cast,
        milestones=6,
        title="Abrir las actas del consejo a todas las personas",
        summary="Todas las actas en línea a los diez días.",
    )
    content = body(prepared(client, f"/infografias/{row.slug}.{form}"))
    read = pypdf.PdfReader(io.BytesIO(content))
    assert len(read.pages) == 1
    assert round(float(read.pages[0].mediabox.width)) == width
    text = read.pages[0].extract_text()
    for part in ("Abrir las actas", "Hito 6", "Datos al", "Responde: Ciudad"):
        assert part in text
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        verdict = page.validate_pdf_bytes(content, profile=profile)
        assert verdict.is_compliant, [
            (failure.rule_id, failure.message) for failure in verdict.failures
        ]
    assert body(client.get(f"/infografias/{row.slug}.{form}")) == content


@pytest.mark.parametrize("slug", ["no-existe", "../secreto", "x" * 300])
def test_what_is_not_there_is_not_found(client, db, slug):
    assert client.get(f"/infografias/{slug}.png").status_code == 404


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_what_is_not_public_has_no_picture_in_any_form(client, cast, state):
    row = commitment(cast, state)
    client.force_login(cast.editor)
    for form in ("png", "svg", "pdf", "txt", "alta.png"):
        assert client.get(f"/infografias/{row.slug}.{form}").status_code == 404
    assert client.get(f"/infografias/{row.slug}/").status_code == 404


def test_a_plan_a_session_and_a_month_are_given_too(client, cast):
    commitment(cast)
    meeting = made.session(cast, "held")
    report = reports.request_report(cast.plan, month=reports.latest_month(timezone.localdate()))
    slug = f"{cast.plan.slug}-{report.snapshot.month:%Y-%m}"
    assert client.get(f"/infografias/meses/{slug}.png").status_code == 404  # not issued yet
    type(report).objects.filter(pk=report.pk).update(
        state="issued", issued_at=timezone.now(), file="x.pdf", sha256="0" * 64
    )
    for address in (f"planes/{cast.plan.slug}", f"sesiones/{meeting.slug}", f"meses/{slug}"):
        answer = client.get(f"/infografias/{address}.png")
        assert answer.status_code == 200
        assert Image.open(io.BytesIO(body(answer))).size == (1200, 630)


def test_the_picture_is_drawn_once_and_kept(client, cast, monkeypatch):
    row = commitment(cast)
    first = body(client.get(f"/infografias/{row.slug}.png"))
    monkeypatch.setattr(
        "transparency.infographics.documents.pictures.png",
        lambda *_args, **_options: pytest.fail("drawn again"),
    )
    assert body(client.get(f"/infografias/{row.slug}.png")) == first


def test_pages_name_their_picture_for_the_preview_of_a_link(client, cast, settings):
    row, meeting = commitment(cast), made.session(cast, "held")
    for page, picture in (
        (f"/compromisos/{row.slug}/", f"compromisos/{row.slug}"),
        (f"/planes/{cast.plan.slug}/", f"planes/{cast.plan.slug}"),
        (f"/sesiones/{meeting.slug}/", f"sesiones/{meeting.slug}"),
    ):
        assert (
            f'property="og:image" content="{settings.PORTAL_URL}/infografias/{picture}.png"'
            in client.get(page).content.decode()
        )
    english = client.get(f"/en/compromisos/{row.slug}/").content.decode()
    assert f"{settings.PORTAL_URL}/en/infografias/compromisos/{row.slug}.png" in english


def test_while_nothing_is_promoted_pictures_are_plain_and_no_kit_is_given(client, cast, settings):
    row = commitment(cast)
    before = body(client.get(f"/infografias/{row.slug}.png"))
    today = timezone.localdate()
    settings.QUIET_PERIODS = [(today, today)]
    assert body(client.get(f"/infografias/{row.slug}.png")) != before
    page = client.get(f"/compromisos/{row.slug}/").content.decode()
    assert "wa.me" not in page
    assert f"/infografias/compromisos/{row.slug}.png" not in page
    assert "Período electoral" in page
    assert client.get(f"/infografias/planes/{cast.plan.slug}.zip").status_code == 404


def test_the_kit_holds_every_picture_with_its_words_and_the_same_bytes_each_time(client, cast):
    rows = [commitment(cast), commitment(cast, "withdrawn")]
    commitment(cast, "draft")
    content = body(prepared(client, f"/infografias/planes/{cast.plan.slug}.zip"))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        assert (
            len([name for name in names if name.endswith(".png")]) == 2 * 3
        )  # the plan's and two commitments', in two sizes
        assert len([name for name in names if name.endswith((".svg", ".txt"))]) == 3 + 3 + 1
        assert [card["slug"] for card in json.loads(packed.read("datos.json"))] == [
            cast.plan.slug,
            *(row.slug for row in rows),
        ]
        assert "creativecommons.org" in packed.read("LEEME.txt").decode()
    assert body(prepared(client, f"/infografias/planes/{cast.plan.slug}.zip")) == content


def test_the_kit_takes_the_pictures_that_the_worker_drew_already(client, cast):
    row = commitment(cast)
    card = queries.commitment_card(
        queries.commitment_rows().get(pk=row.pk), on=timezone.localdate()
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "png", lambda _picture, *, form: b"drawn before")
        kept_documents.make_now(pictures.PICTURE, pictures.facts(pictures.svg(card)))
    with zipfile.ZipFile(
        io.BytesIO(body(prepared(client, f"/infografias/planes/{cast.plan.slug}.zip")))
    ) as packed:
        assert [name for name in packed.namelist() if packed.read(name) == b"drawn before"] == [
            f"png-1200x630/001-{row.slug}.png"
        ]


def test_the_gallery_shows_the_unfulfilled_beside_the_fulfilled_in_few_queries(
    client, cast, django_assert_max_num_queries
):
    rows = [commitment(cast, state) for state in ("published", "closed", "withdrawn")]
    hidden = commitment(cast, "draft")
    with django_assert_max_num_queries(3):
        page = client.get("/infografias/").content.decode()
    assert all(row.slug in page for row in rows)
    assert hidden.slug not in page
    for hostile in ("?pagina=x", "?pagina=99999"):
        assert client.get(f"/infografias/{hostile}").status_code == 200


def test_drawing_many_at_once_is_limited_and_what_is_kept_is_not(client, cast, monkeypatch):
    monkeypatch.setattr(pictures, "PICTURE", dataclasses.replace(pictures.PICTURE, a_minute=1))
    first, second = commitment(cast), commitment(cast)
    assert [
        client.get(f"/infografias/{row.slug}.png").status_code for row in (first, second, first)
    ] == [200, 429, 200]


def test_a_change_draws_the_picture_anew_and_issues_an_edition(cast):
    row = walks.commitment(cast)
    outbox.drain()
    assert list(Infographic.objects.filter(slug=row.slug).values_list("edition", flat=True)) == [1]
    kept = KeptDocument.objects.filter(kind=pictures.PICTURE.name, size__gt=0)
    drawn = kept.count()
    assert drawn
    plans.reschedule(
        row.milestones.first(),
        to_on=datetime.date(2027, 5, 1),
        cause="funding",
        reason="Cambió.",
        by=cast.coordinator,
    )
    outbox.drain()
    assert Infographic.objects.filter(slug=row.slug).count() == 2
    assert kept.count() > drawn


def test_the_same_facts_issue_one_edition_however_often_they_are_drawn(cast):
    row = commitment(cast)
    card = queries.commitment_card(
        queries.commitment_rows().get(pk=row.pk), on=datetime.date(2026, 5, 1)
    )
    assert workflow.issue(card)
    assert workflow.issue(card) is None
    Commitment.objects.filter(pk=row.pk).update(
        number=7
    )  # the day of the data moves, the facts do not
    again = queries.commitment_card(
        queries.commitment_rows().get(pk=row.pk), on=datetime.date(2026, 5, 1)
    )
    assert workflow.issue(again) is None
    assert workflow.draw(card) > 0
    assert workflow.draw(card) == 0


def test_the_night_draws_what_became_late(cast):
    row = commitment(cast)
    Milestone.objects.filter(commitment=row).update(
        due_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    plans.refresh_measures(row.pk)
    assert workflow.draw_everything() > 0
    assert Infographic.objects.get(kind="commitment", slug=row.slug).layout == "late"
    assert workflow.draw_everything() == 0


def test_an_edition_never_changes_and_is_shown_as_it_told_then(client, cast):
    row = commitment(cast)
    workflow.draw_commitment({"commitment": row.pk})
    plans.reschedule(
        row.milestones.first(),
        to_on=datetime.date(2027, 5, 1),
        cause="funding",
        reason="Cambió.",
        by=cast.coordinator,
    )
    workflow.draw_commitment({"commitment": row.pk})
    with pytest.raises(DatabaseError), transaction.atomic():
        Infographic.objects.update(title="otra cosa")
    page = client.get(f"/infografias/{row.slug}/").content.decode()
    assert "Edición 1" in page
    pictures = [
        body(client.get(f"/infografias/{row.slug}/ediciones/{edition}.png")) for edition in (1, 2)
    ]
    assert pictures[0] != pictures[1]
    assert client.get(f"/infografias/{row.slug}/ediciones/9.png").status_code == 404


@needs_pango
def test_the_longest_and_the_shortest_real_texts_fill_one_sheet(santiago):
    import pypdf

    found = [
        queries.commitment_card(row, on=timezone.localdate()) for row in queries.commitment_rows()
    ]
    found.sort(key=lambda card: len(card.title + card.sentence))
    for card in (found[0], found[-1]):
        read = pypdf.PdfReader(io.BytesIO(pdf.make(poster.pdf_facts(card, paper="a4"))))
        assert len(read.pages) == 1, card.slug


def test_a_budget_sheet_has_ink_in_every_part_and_its_page_points_to_it(client, santiago):
    for slug in ("gastos-de-funcionamiento-2023", "inversion-regional-2023"):
        for language in ("", "/en"):
            image = Image.open(
                io.BytesIO(body(client.get(f"{language}/infografias/fichas/{slug}.png")))
            ).convert("L")
            for box in (
                (60, 30, 700, 80),
                (60, 140, 700, 220),
                (60, 340, 820, 520),
                (872, 180, 1140, 300),
                (60, 550, 500, 620),
                (1012, 474, 1140, 602),
            ):
                assert image.crop(box).getextrema()[0] < 140, (slug, box)
            assert image.crop((1150, 30, 1200, 620)).getextrema()[0] > 200, (
                slug
            )  # nothing runs over the edge
        assert f"/infografias/fichas/{slug}.png" in client.get(f"/fichas/{slug}/").content.decode()
