"""Notes among the staff: read by the team of the commitment alone, told without their words, kept
two years, and gone with who wrote them.
"""

import datetime

import pytest

from commitments.notes import workflow
from commitments.notes.models import Note
from ogp_portal.foundation import erasure
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, Letter, Notice
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
WORDS = "Llamar a la directora antes del martes."


def address(row) -> str:
    return f"/mi-trabajo/compromisos/{row.slug}/notas/"


def test_the_team_writes_and_reads_notes_and_nobody_else_finds_the_page(client, cast):
    row = commitment(cast)
    client.force_login(cast.editor)
    assert client.post(address(row), {"text": WORDS}).status_code == 302
    client.force_login(cast.coordinator)
    assert WORDS in client.get(address(row)).content.decode()
    for person in (cast.other_editor, cast.former_editor, cast.counterpart, cast.monitor):
        client.force_login(person)
        assert client.get(address(row)).status_code == 404
        assert client.post(address(row), {"text": WORDS}).status_code == 404
        with pytest.raises(NotAllowed):
            workflow.write_note(row, by=person, text=WORDS)
    assert Note.objects.count() == 1
    with pytest.raises(Refusal):
        workflow.write_note(row, by=cast.editor, text="  ")


def test_no_door_of_published_data_knows_notes(client, cast):
    row = commitment(cast)
    workflow.write_note(row, by=cast.editor, text=WORDS)
    assert [name for name, data in PUBLISHED.items() if data.rows(cast.editor).model is Note] == []
    page = client.get(f"/compromisos/{row.slug}/").content.decode()
    assert WORDS not in page
    assert address(row) not in page
    client.force_login(cast.coordinator)
    assert address(row) in client.get(f"/compromisos/{row.slug}/").content.decode()
    told = JournalEntry.objects.get(act="write_note")
    assert not told.is_public
    assert WORDS not in f"{told.subject_title}{told.reason}{told.before}{told.after}"


def test_the_others_of_the_team_are_told_that_there_is_a_note_and_not_what_it_says(cast):
    workflow.write_note(commitment(cast), by=cast.editor, text=WORDS)
    outbox.drain()
    reached = set(Notice.objects.values_list("user", flat=True))
    assert reached == {cast.colleague.pk, cast.coordinator.pk, cast.second_coordinator.pk}
    letters = Letter.objects.all()
    assert len(letters) == 3
    assert not [letter for letter in letters if WORDS in letter.text + letter.html]


def test_only_its_author_removes_a_note(client, cast):
    row = commitment(cast)
    note = workflow.write_note(row, by=cast.editor, text=WORDS)
    client.force_login(cast.coordinator)
    assert client.post(f"{address(row)}{note.public_id}/quitar/").status_code == 404
    client.force_login(cast.editor)
    assert client.post(f"{address(row)}{note.public_id}/quitar/").status_code == 302
    assert not Note.objects.exists()


def test_a_note_is_kept_two_years(cast):
    note = workflow.write_note(commitment(cast), by=cast.editor, text=WORDS)
    assert datetime.timedelta(days=730) == workflow.KEPT
    assert workflow.forget_notes(before=note.at) == 0
    assert workflow.forget_notes(before=note.at + datetime.timedelta(microseconds=1)) == 1


def test_notes_go_with_the_person_who_wrote_them(cast):
    row = commitment(cast)
    workflow.write_note(row, by=cast.editor, text=WORDS)
    workflow.write_note(row, by=cast.colleague, text="Otra.")
    erasure.erase(cast.editor.email, role="la propia persona")
    assert list(Note.objects.values_list("text", flat=True)) == ["Otra."]
