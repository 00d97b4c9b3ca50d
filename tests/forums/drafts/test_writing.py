"""Drafts: begun, saved by two at once without loss, imported with their structure, published for
good, adopted.
"""

import io

import docx
import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import translation

from commitments.plans.models import Commitment
from forums.drafts import workflow
from forums.drafts.models import Change, Draft, DraftVersion, Placement, Section
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import JournalEntry
from tests.factories import forums as made
from tests.factories.commitments import commitment
from tests.factories.drafts import imported

pytestmark = pytest.mark.django_db


def test_a_draft_begins_with_what_its_commitment_says_milestones_included(cast):
    of = commitment(cast, "draft", milestones=2)
    draft = made.draft(cast, versions=0, commitment=of)
    version = workflow.begin_version(draft, by=cast.editor)
    texts = dict(version.sections.values_list("key", "text"))
    assert texts["problem"] == of.problem
    assert texts["hitos"] == "- Hito 1\n- Hito 2"
    with pytest.raises(Refusal, match="Ya tiene su borrador"):
        workflow.begin_draft(
            Draft(plan=cast.plan, commitment=of, slug="otro", title="Otro"), by=cast.coordinator
        )


def test_a_version_that_was_published_never_changes_whoever_tries(cast):
    draft = made.draft(cast)
    version = draft.versions.get(number=1)
    with pytest.raises(Refusal, match="ya se publicó"):
        workflow.save_version(version, by=cast.coordinator, texts={"problem": "Otro."})
    for sql in (
        f"UPDATE forums_section SET text = 'x' WHERE version_id = {version.pk}",
        f"DELETE FROM forums_section WHERE version_id = {version.pk}",
        (
            f"INSERT INTO forums_section (version_id, key, heading, position, text) VALUES "
            f"({version.pk}, 'x', 'x', 99, 'x')"
        ),
        f"UPDATE forums_draftversion SET note = 'x' WHERE id = {version.pk}",
        f"DELETE FROM forums_draftversion WHERE id = {version.pk}",
    ):
        with (
            pytest.raises((InternalError, ProgrammingError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_writing_a_draft_is_journaled_for_its_team_and_publishing_a_version_for_everybody(cast):
    draft = workflow.begin_draft(
        Draft(plan=cast.plan, slug="borrador", title="Borrador"), by=cast.coordinator
    ).draft
    version = imported(draft, cast.coordinator, b"# Problema\n\nFaltan actas.")
    part = version.sections.order_by("position").first()
    workflow.save_version(version, by=cast.coordinator, texts={part.key: "Faltan todas."})
    told = JournalEntry.objects.filter(subject_type="forums.draft", subject_id=draft.pk)
    assert set(told.values_list("act", flat=True)) >= {"import_draft", "edit_draft"}
    assert not told.filter(is_public=True).exists()
    workflow.publish_version(draft, by=cast.coordinator)
    assert told.filter(is_public=True).values_list("act", flat=True).get() == "publish_version"


def test_two_people_who_write_different_parts_lose_nothing_and_the_same_part_is_told(cast):
    draft = made.draft(cast)
    version = workflow.begin_version(draft, by=cast.editor)
    seen = dict(version.sections.values_list("key", "text"))
    workflow.save_version(
        version, by=cast.editor, texts={**seen, "problem": "Mi problema."}, seen=seen
    )
    workflow.save_version(
        version, by=cast.colleague, texts={**seen, "objective": "Su objetivo."}, seen=seen
    )
    with pytest.raises(ChangedMeanwhile, match="Problema"):
        workflow.save_version(
            version, by=cast.colleague, texts={**seen, "problem": "Otro problema."}, seen=seen
        )
    texts = dict(version.sections.values_list("key", "text"))
    assert (texts["problem"], texts["objective"]) == ("Mi problema.", "Su objetivo.")


@pytest.mark.parametrize(
    ("what", "texts", "why"), [("", {"problem": "Otro."}, "qué cambió"), ("Nada.", {}, "es igual")]
)
def test_a_version_that_says_nothing_new_or_not_why_is_refused(cast, what, texts, why):
    draft = made.draft(cast)
    version = workflow.begin_version(draft, by=cast.coordinator)
    workflow.save_version(version, by=cast.coordinator, texts=texts)
    with pytest.raises(Refusal, match=why):
        workflow.publish_version(draft, by=cast.coordinator, what=what)


def test_an_editor_writes_and_does_not_publish_and_an_outsider_sees_no_draft(cast):
    draft = made.draft(cast)
    version = workflow.begin_version(draft, by=cast.editor)
    workflow.save_version(version, by=cast.editor, texts={"problem": "Otro."})
    with pytest.raises(rights.NotAllowed):
        workflow.publish_version(draft, by=cast.editor, what="Porque sí.")
    with pytest.raises(rights.NotAllowed):
        workflow.begin_version(draft, by=cast.other_editor)


def test_comments_are_carried_to_the_next_version_kept_moved_or_said_to_have_lost_their_words(
    client, cast
):
    draft = made.draft(cast)
    row = made.consultation(cast, of=draft)
    kept = made.comment(cast, of=row, words="un formato que cualquiera pueda abrir")
    moved = made.comment(
        cast, of=row, words="Quien los pide espera meses por una respuesta", section="problem"
    )
    lost = made.comment(cast, of=row, words="una vez al año")
    part = made.comment(cast, of=row, target=workflow.Target(section="summary"))
    made.publish(
        cast,
        draft,
        {
            "problem": "Los datos de las comunas no se encuentran en ninguna parte.",
            "description": "El gobierno publicará los datos de cada comuna cada mes.\n"
            "Los datos tendrán un "
            "formato que cualquiera pueda abrir.\n"
            "Quien los pide espera meses por una respuesta.",
        },
    )
    found = {place.comment_id: place for place in Placement.objects.all()}
    version = draft.versions.get(number=2)
    texts = dict(version.sections.values_list("key", "text"))
    assert {found[kept.pk].outcome, found[part.pk].outcome} == {"kept"}
    assert (found[moved.pk].outcome, found[moved.pk].section_key) == ("moved", "description")
    for comment in (kept, moved):
        place = found[comment.pk]
        assert texts[place.section_key][place.start :].startswith(comment.exact)
    assert (found[lost.pk].outcome, found[lost.pk].start) == ("changed", None)
    assert found[lost.pk].now_text == "El gobierno publicará los datos de cada comuna cada mes."
    page = " ".join(client.get(f"/borradores/{draft.slug}/v2/").content.decode().split())
    assert page.count("Comentado antes:") == 3
    assert "Se comentó sobre: «una vez al año»" in page
    assert "Ahora dice: «El gobierno publicará los datos de cada comuna cada mes.»" in page


def test_what_changed_is_written_once_paragraph_by_paragraph(cast):
    draft = made.draft(cast, versions=2)
    rows = list(
        Change.objects.filter(version__draft=draft).values_list(
            "number", "section_key", "kind", "after"
        )
    )
    assert rows == [
        (1, "description", "added", "Párrafo nuevo de la versión 2, que nadie había escrito.")
    ]


def docx_file(*lines: tuple[str, str]) -> bytes:
    file = docx.Document()
    for style, words in lines:
        file.add_paragraph(words, style=style)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["docx", "md"])
def test_a_text_is_imported_with_its_structure(cast, form):
    draft = made.draft(cast, versions=0)
    if form == "docx":
        content = docx_file(
            ("Title", "Agua para todas las comunas"),
            ("Heading 1", "Problema"),
            ("Normal", "Falta agua."),
            ("Heading 1", "Descripción"),
            ("List Bullet", "Medir."),
            ("List Bullet", "Publicar."),
            ("Heading 1", "Cómo se paga"),
            ("Normal", "Con el presupuesto."),
        )
    else:
        content = (
            "# Agua para todas las comunas\r\n\r\n## Problema\r\nFalta agua.\r\n\r\n## "
            "Descripción\r\n- Medir.\r\n- Publicar.\r\n\r\n## Cómo se paga\r\n"
            "Con el presupuesto."
        ).encode()
    imported(draft, cast.editor, content, file_name=f"texto.{form}")
    texts = dict(DraftVersion.objects.get(draft=draft).sections.values_list("key", "text"))
    assert texts["title"] == "Agua para todas las comunas"
    assert (texts["problem"], texts["description"]) == ("Falta agua.", "- Medir.\n- Publicar.")
    assert texts["como-se-paga"] == "Con el presupuesto."


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"PK\x03\x04rotten", "a.docx", "no se pudo leer"),
        (b"%PDF-1.7", "a.pdf", "DOCX o Markdown"),
        ("título".encode("latin-1"), "a.md", "UTF-8"),
        (b"# Problema\n" + b"x" * 21_000, "a.md", "pasa de"),
        (b"\n".join(b"## Parte %d\nx" % n for n in range(100)), "a.md", "encabezados"),
        (b"x" * (5 * 1024 * 1024 + 1), "a.md", "5 MB"),
        (b"   \n", "a.md", "no tiene texto"),
    ],
)
def test_a_file_that_is_no_text_leaves_the_draft_as_it_was(cast, content, name, why):
    draft = made.draft(cast)
    workflow.begin_version(draft, by=cast.editor)
    before = list(
        Section.objects.filter(version__draft=draft, version__number=None)
        .values_list("key", "text")
        .order_by("position")
    )
    with pytest.raises(Refusal, match=why), transaction.atomic():
        imported(draft, cast.editor, content, file_name=name)
    assert (
        list(
            Section.objects.filter(version__draft=draft, version__number=None)
            .values_list("key", "text")
            .order_by("position")
        )
        == before
    )


def test_the_approved_version_publishes_the_commitment_and_the_draft_ends(cast):
    of = commitment(cast, "draft")
    draft = made.draft(cast, commitment=of)
    row = made.consultation(cast, of=draft)
    with pytest.raises(Refusal, match="consulta abierta"):
        workflow.adopt_version(
            draft, read=four_eyes.as_read("adopt_version", draft), by=cast.second_coordinator
        )
    made.close_consultation(row)
    workflow.apply_consultation(
        workflow.answer_consultation(row, by=cast.coordinator), by=cast.coordinator
    )
    workflow.adopt_version(
        draft, read=four_eyes.as_read("adopt_version", draft), by=cast.second_coordinator
    )
    of = Commitment.objects.get(pk=of.pk)
    assert (of.state, of.title, of.problem) == (
        "published",
        made.TEXTS["title"],
        made.TEXTS["problem"],
    )
    assert JournalEntry.objects.filter(act="publish", subject_id=of.pk).count() == 1
    with pytest.raises(Refusal, match="Ya se aprobó"):
        workflow.adopt_version(
            draft, read=four_eyes.as_read("adopt_version", draft), by=cast.second_coordinator
        )
    with pytest.raises(rights.NotAllowed):
        workflow.begin_version(draft, by=cast.coordinator)


def test_a_commitment_without_milestones_keeps_its_draft_from_being_adopted(cast):
    draft = made.draft(cast, commitment=commitment(cast, "draft", milestones=0))
    with pytest.raises(Refusal, match="al menos un hito"), transaction.atomic():
        workflow.adopt_version(
            draft, read=four_eyes.as_read("adopt_version", draft), by=cast.second_coordinator
        )
    assert Draft.objects.get(pk=draft.pk).adopted is None


def test_a_published_commitment_is_amended_by_its_draft(cast):
    of = commitment(cast)
    draft = made.draft(cast, commitment=of)
    with translation.override("en"):  # what is published is in the portal's own language
        workflow.adopt_version(
            draft, read=four_eyes.as_read("adopt_version", draft), by=cast.second_coordinator
        )
    assert (
        of.versions.order_by("-number").first().reason
        == "Versión 1 del borrador, aprobada tras su consulta."
    )
    assert Commitment.objects.get(pk=of.pk).problem == made.TEXTS["problem"]


def test_the_draft_of_a_whole_plan_has_the_chapters_of_its_file(cast):
    draft = Draft(plan=cast.plan, slug="plan-entero", title="Plan entero")
    workflow.begin_draft(draft, by=cast.coordinator)
    imported(draft, cast.coordinator, b"# Contexto\nUno.\n# Compromisos\nDos.")
    version = workflow.publish_version(draft, by=cast.coordinator)
    assert list(version.sections.order_by("position").values_list("key", "text")) == [
        ("contexto", "Uno."),
        ("compromisos", "Dos."),
    ]
    assert (
        workflow.adopt_version(
            draft, read=four_eyes.as_read("adopt_version", draft), by=cast.second_coordinator
        ).number
        == 1
    )
