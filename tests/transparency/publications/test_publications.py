"""Publications: written by one and published by another, versions that stay, figures of today in
the text, channels promised and done.
"""

import datetime
import io

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ogp_portal.foundation.documents import document_html
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.runtime.bootstrap import load_pango
from ogp_portal.models import JournalEntry
from tests.factories.budgets import period
from tests.factories.commitments import commitment
from tests.factories.publications import BODY, again, publication
from tests.preparing import prepared
from transparency.publications import live_figures, workflow
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion

needs_pango = pytest.mark.skipif(
    not load_pango() and not __import__("os").environ.get("CI"), reason="no Pango on this machine"
)


def test_whoever_wrote_it_does_not_publish_it(cast):
    row = publication(cast, "draft")
    row = workflow.save_publication_version(row, by=cast.coordinator)
    row = workflow.submit_publication(row, by=cast.coordinator)
    with pytest.raises(NotAllowed):
        workflow.publish_publication(
            row, read=four_eyes.as_read("publish_publication", row), by=cast.coordinator
        )
    with pytest.raises(NotAllowed):
        workflow.publish_publication(
            row, read=four_eyes.as_read("publish_publication", row), by=cast.editor
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationVersion.objects.filter(pk=row.pk).update(reviewer=row.author_id)


@pytest.mark.parametrize(("words", "is_sent"), [(20, True), (19, False)])
def test_a_publication_says_at_least_twenty_words(cast, words, is_sent):
    row = publication(cast, "draft")
    row.body = "palabra " * words
    row = workflow.save_publication_version(row, by=cast.editor)
    if is_sent:
        assert workflow.submit_publication(row, by=cast.editor).state == "submitted"
    else:
        with pytest.raises(Refusal, match="demasiado corto"):
            workflow.submit_publication(row, by=cast.editor)


def test_nobody_writes_for_another_institution(cast):
    with pytest.raises(NotAllowed), transaction.atomic():
        workflow.save_publication(
            Publication(slug="ajena", kind="report", title="Ajena", organization=cast.city),
            by=cast.other_editor,
        )
    assert not Publication.objects.filter(slug="ajena").exists()


@pytest.mark.parametrize(
    "changes",
    [{"summary": ""}, {"body": "Muy poco."}, {"body": f"{BODY} [Escriba aquí lo que falta.]"}],
)
def test_what_says_too_little_or_still_holds_parts_of_the_template_is_not_sent(cast, changes):
    row = publication(cast, "draft")
    for name, value in changes.items():
        setattr(row, name, value)
    row = workflow.save_publication_version(row, by=cast.editor)
    with pytest.raises(Refusal):
        workflow.submit_publication(row, by=cast.editor)


@pytest.mark.parametrize("template", ["guide", "proactive_report"])
def test_a_template_brings_the_structure_that_the_documents_promise(cast, template):
    row = workflow.save_publication(
        Publication(slug="guia", kind="guide", title="Guía", organization=cast.city),
        by=cast.editor,
        template=template,
    )
    body = row.versions.get().body
    _html, headings = document_html.to_document(body)
    assert len(headings) >= 9
    assert live_figures.has_placeholders(body)
    words = {
        "guide": (
            "infografía ciudadana",
            "informe ejecutivo mensual",
            "canales de difusión",
            "Repetirlo en otro gobierno",
        ),
        "proactive_report": ("canales", "Control y denuncia", "En qué se gastó"),
    }
    assert all(part in body for part in words[template])


def test_a_new_version_stands_in_front_and_the_old_one_keeps_its_address(client, cast):
    first = publication(cast)
    later = again(cast, first)
    assert (later.number, PublicationVersion.objects.get(pk=first.pk).state) == (2, "superseded")
    page = client.get(f"/publicaciones/{first.publication.slug}/").content.decode()
    assert "Y más." in page
    assert "Agrega lo que faltaba." in page
    old = client.get(f"/publicaciones/{first.publication.slug}/v/1/").content.decode()
    assert "Y más." not in old
    assert "Hay una versión más nueva" in old
    assert client.get(f"/publicaciones/{first.publication.slug}/v/9/").status_code == 404


def test_a_later_version_says_what_it_changes(cast):
    row = publication(cast)
    later = workflow.begin_publication_version(row.publication, by=cast.editor)
    assert workflow.begin_publication_version(row.publication, by=cast.editor) == later
    with pytest.raises(Refusal):
        workflow.submit_publication(later, by=cast.editor)


def test_published_words_never_change_in_the_database_itself(cast):
    row = publication(cast)
    for changes in ({"body": "otra cosa"}, {"summary": "otra"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PublicationVersion.objects.filter(pk=row.pk).update(**changes)


def test_a_withdrawn_version_shows_its_reason_and_not_its_words(client, cast):
    with pytest.raises(Refusal):
        workflow.withdraw_publication(publication(cast), by=cast.coordinator, reason=" ")
    row = publication(cast, "withdrawn", body=f"{BODY} palabrasecreta")
    page = client.get(f"/publicaciones/{row.publication.slug}/").content.decode()
    assert "Tenía una cifra equivocada." in page
    assert "palabrasecreta" not in page
    assert "palabrasecreta" not in client.get("/api/v1/publication-versions/").content.decode()
    assert client.get(f"/publicaciones/{row.publication.slug}/v/1.pdf").status_code == 404


def test_a_draft_is_seen_by_who_writes_it_alone(client, cast):
    row = publication(cast, "draft", body=f"{BODY} palabrasecreta")
    page = f"/mi-trabajo/publicaciones/{row.publication.slug}/vista/"
    for name, status in (
        ("editor", 200),
        ("coordinator", 200),
        ("other_editor", 404),
        ("administrator", 404),
    ):
        client.force_login(getattr(cast, name))
        assert client.get(page).status_code == status, name
    client.logout()
    assert client.get(f"/publicaciones/{row.publication.slug}/").status_code == 404
    assert row.publication.slug not in client.get("/publicaciones/").content.decode()
    assert "palabrasecreta" not in client.get("/api/v1/publication-versions/").content.decode()
    assert not JournalEntry.objects.filter(
        is_public=True, subject_type="transparency.publication"
    ).exists()


def test_figures_of_today_stand_in_the_text_with_their_chart_and_what_is_no_longer_public_says_so(
    client, cast, django_assert_max_num_queries
):
    promise, sheet = commitment(cast, title="Abrir las actas"), period(cast)
    body = (
        f"{BODY}\n\n{{{{ compromiso: {promise.slug} }}}}\n\nY el "
        f"plan:\n\n{{{{plan:{cast.plan.slug}}}}}\n\n{{{{ ficha: {sheet.slug} }}}}\n\n## "
        f"Final\n\nFin."
    )
    row = publication(cast, body=body)
    address = f"/publicaciones/{row.publication.slug}/"
    with django_assert_max_num_queries(12):
        page = client.get(address).content.decode()
    assert "0 de 2" in page
    assert "Abrir las actas" in page
    assert page.count("<svg") >= 2
    assert '<a href="#final">' in page
    assert 'id="final"' in page
    type(promise).objects.filter(pk=promise.pk).update(state="draft")
    assert (
        "ya no es público" in client.get(f"/publicaciones/{row.publication.slug}/").content.decode()
    )


@pytest.mark.parametrize(
    "body",
    [
        "{{ compromiso: no-existe }}",
        "{{ settings.SECRET_KEY }}",
        "texto {{ plan: plan }} en la línea",
        "{{ config }}",
    ],
)
def test_what_cannot_be_shown_is_told_before_it_is_saved(cast, body):
    row = publication(cast, "draft")
    row.body = f"{BODY}\n\n{body}\n"
    with pytest.raises(Refusal) as refused:
        workflow.save_publication_version(row, by=cast.editor)
    assert refused.value.field == "body"


def test_more_figures_than_a_page_takes_are_refused(cast):
    row = publication(cast, "draft")
    row.body = BODY + "\n\n{{ plan: plan }}\n" * (live_figures.MOST + 1)
    with pytest.raises(Refusal):
        workflow.save_publication_version(row, by=cast.editor)


@given(st.text(max_size=300))
def test_no_text_breaks_its_pieces_nor_loses_words(body):
    pieces = live_figures.pieces(body)
    assert pieces[-1][1] is None
    assert len("".join(words for words, _named in pieces)) <= len(body)


@given(
    st.lists(
        st.sampled_from(["Qué se hizo", "Qué falta", "¿?", "a", "🙂", "Qué se hizo"]), max_size=8
    )
)
def test_no_two_headings_share_a_name(titles):
    taken = {"contenido"}
    _html, headings = document_html.to_document(
        "\n\n".join(f"## {title}" for title in titles), taken=taken
    )
    names = [heading.name for heading in headings]
    assert len(names) == len(set(names)) == len(titles)
    assert "contenido" not in names


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        '## T <b onclick="x">t</b>',
        "![x](http://x.example/p.png)",
    ],
)
def test_a_hostile_text_is_only_text(client, cast, hostile):
    row = publication(cast, body=f"{BODY}\n\n{hostile}\n")
    page = client.get(f"/publicaciones/{row.publication.slug}/").content.decode()
    for sign in (
        "<script>alert",
        'href="javascript',
        "<img src=x",
        "<b onclick",
        "x.example/p.png",
    ):
        assert sign not in page


def test_channels_show_what_was_promised_and_what_was_done(client, cast):
    row = publication(cast)
    today = timezone.localdate()
    late = workflow.plan_channel(
        DisseminationChannel(
            publication=row.publication,
            kind="event",
            what="Feria de Estado Abierto",
            planned_on=today - datetime.timedelta(days=3),
        ),
        by=cast.editor,
    )
    done = workflow.plan_channel(
        DisseminationChannel(
            publication=row.publication, kind="print", what="Oficina de atención", planned_on=today
        ),
        by=cast.editor,
    )
    for wrong in (
        {"done_on": today},
        {"done_on": today + datetime.timedelta(days=1), "note": "Mañana."},
    ):
        with pytest.raises(Refusal):
            workflow.record_diffusion(done, by=cast.editor, **wrong)
    workflow.record_diffusion(done, by=cast.editor, done_on=today, note="Se colgó en la puerta.")
    with pytest.raises(NotAllowed):
        workflow.record_diffusion(done, by=cast.editor, done_on=today, note="Otra vez.")
    with pytest.raises(NotAllowed):
        workflow.plan_channel(late, by=cast.other_editor)
    page = client.get(f"/publicaciones/{row.publication.slug}/").content.decode()
    assert "no consta, y la fecha ya pasó" in page
    assert "Se colgó en la puerta." in page
    assert "Se prometió difundirla por un canal" in page


def test_it_says_how_to_cite_it_and_its_licence(client, cast):
    row = publication(cast)
    page = client.get(f"/publicaciones/{row.publication.slug}/").content.decode()
    assert f"/publicaciones/{row.publication.slug}/v/1/" in page
    assert "Versión 1" in page
    assert 'rel="license"' in page


@needs_pango
def test_the_pdf_is_accessible_and_carries_the_figures_and_the_citation(client, cast):
    import page as validator
    import pypdf

    promise = commitment(cast, title="Abrir las actas")
    row = publication(
        cast,
        body=f"{BODY}\n\n{{{{ plan: {cast.plan.slug} }}}}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    )
    answer = prepared(client, f"/publicaciones/{row.publication.slug}/v/1.pdf")
    content = b"".join(answer.streaming_content)
    for profile in (validator.ValidationProfile.PDF_A_3A, validator.ValidationProfile.PDF_UA_1):
        verdict = validator.validate_pdf_bytes(content, profile=profile)
        assert verdict.is_compliant, [
            (failure.rule_id, failure.message) for failure in verdict.failures
        ]
    read = " ".join(part.extract_text() for part in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert promise.plan.title in read
    assert "Contenido" in read
    assert "Versión 1" in read


def test_the_list_is_bounded_and_takes_any_address(client, cast, django_assert_max_num_queries):
    for _turn in range(3):
        publication(cast)
    with django_assert_max_num_queries(2):
        assert client.get("/publicaciones/").status_code == 200
    for hostile in ("?pagina=x", "?pagina=99999", "?clase=guide"):
        assert client.get(f"/publicaciones/{hostile}").status_code == 200


def test_the_admin_begins_writes_and_publishes(client, cast):
    client.force_login(cast.editor)
    begun = client.post(
        "/admin/transparency/publication/add/",
        {
            "kind": "guide",
            "title": "Guía",
            "slug": "guia",
            "organization": cast.city.pk,
            "language": "es-cl",
            "template": "guide",
            "period": "",
            "plan": "",
        },
    )
    assert begun.status_code == 302, begun.content.decode()[:2000]
    version = PublicationVersion.objects.get()
    address = f"/admin/transparency/publicationversion/{version.pk}"
    assert (
        client.post(
            f"{address}/change/",
            {"summary": "De qué trata.", "body": "{{ x }}", "what_changed": ""},
        ).status_code
        == 422
    )
    assert (
        client.post(
            f"{address}/change/", {"summary": "De qué trata.", "body": BODY, "what_changed": ""}
        ).status_code
        == 302
    )
    assert client.post(f"{address}/acto/submit_publication/", {"go": "1"}).status_code == 302
    assert client.post(f"{address}/acto/publish_publication/", {"go": "1"}).status_code == 404
    client.force_login(cast.coordinator)
    row = PublicationVersion.objects.get()
    read = {four_eyes.field_of(row): four_eyes.as_read("publish_publication", row)}
    assert client.post(f"{address}/acto/publish_publication/", read).status_code == 302
    assert PublicationVersion.objects.get().state == "published"
    client.force_login(cast.other_coordinator)
    assert client.get(f"{address}/change/").status_code in {302, 404}
