"""What proves a report: a file may prove several milestones, and is moved or taken out while the
report is written; afterwards it never changes.
"""

import pytest
from django.urls import reverse

from commitments.progress import workflow
from commitments.progress.models import Evidence
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.factories.commitments import PNG, commitment, update

pytestmark = pytest.mark.django_db


def attach(cast, row, *milestones, **facts):
    words = {"title": "Foto", "content": PNG, "file_name": "a.png", **facts}
    return workflow.add_evidence(row, by=cast.editor, milestones=milestones, **words)


def titles(evidence) -> list[str]:
    return [row.title for row in evidence.milestones.order_by("position")]


@pytest.fixture
def row(cast):
    return update(cast)


@pytest.fixture
def steps(row):
    return list(row.commitment.milestones.order_by("position"))


def test_the_same_file_proves_the_milestones_of_both_times_it_was_attached(cast, row, steps):
    first = attach(cast, row, steps[0])
    assert attach(cast, row, steps[1], title="Otra vez") == first
    assert titles(first) == [steps[0].title, steps[1].title]
    assert Evidence.objects.count() == 1


def test_the_same_file_in_the_next_report_is_that_reports_own(cast, row, steps):
    import datetime

    first = attach(cast, row, steps[0])
    later = update(cast, of=row.commitment, month=datetime.date(2026, 4, 1))
    second = attach(cast, later, steps[1])
    assert first != second
    assert (titles(first), titles(second)) == ([steps[0].title], [steps[1].title])


def test_what_a_file_proves_is_said_anew_and_the_file_is_taken_out_while_the_report_is_written(
    cast, row, steps
):
    proof = attach(cast, row, steps[0])
    stamp = Evidence.objects.get().modified_at
    workflow.place_evidence(proof, by=cast.editor, milestones=[steps[1]])
    assert titles(proof) == [steps[1].title]
    assert Evidence.objects.get().modified_at > stamp, "who follows the changes is told"
    entry = JournalEntry.objects.get(act="place_evidence")
    assert entry.before["milestones"] == steps[0].title
    assert entry.after["milestones"] == steps[1].title
    workflow.remove_evidence(proof, by=cast.editor)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_what_proves_a_report_that_is_no_longer_written_does_not_change(cast, state, steps, row):
    sent = update(cast, state, of=commitment(cast))
    proof = Evidence.objects.create(
        commitment=sent.commitment, update_of=sent, kind="link", title="Acta", url="https://a.cl/"
    )
    for act in (
        lambda: workflow.place_evidence(proof, by=cast.editor, milestones=[]),
        lambda: workflow.remove_evidence(proof, by=cast.editor),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_file_proves_no_milestone_of_another_commitment(cast, row):
    other = commitment(cast).milestones.first()
    with pytest.raises(Refusal, match="no es de este compromiso"):
        attach(cast, row, other)
    proof = attach(cast, row)
    with pytest.raises(Refusal, match="no es de este compromiso"):
        workflow.place_evidence(proof, by=cast.editor, milestones=[other])


def test_evidence_moved_after_it_was_read_is_read_again(cast, steps, row):
    proof = attach(cast, row, steps[0])
    sent = workflow.submit_update(row, by=cast.editor)
    read = four_eyes.as_read("approve_update", sent)
    proof.milestones.set([steps[1]])
    with pytest.raises(four_eyes.ChangedSinceRead):
        workflow.approve_update(sent, by=cast.coordinator, read=read)


@pytest.fixture
def page(cast, client, row):
    client.force_login(cast.editor)
    month = row.period_starts_on
    return reverse("write_report", args=[row.commitment.slug, month.year, month.month])


def test_the_page_attaches_to_two_milestones_moves_and_takes_out(cast, client, page, row, steps):
    both = [str(step.pk) for step in steps[:2]]
    words = {"title": "Acta", "url": "https://ciudad.example/acta"}
    assert client.post(f"{page}evidencia/", {**words, "milestones": both}).status_code == 302
    proof = row.evidence.get()
    assert titles(proof) == [steps[0].title, steps[1].title]
    place = f"{page}evidencia/{proof.public_id}/"
    assert client.post(place, {f"e{proof.pk}-milestones": both[1:]}).status_code == 302
    assert titles(proof) == [steps[1].title]
    assert client.post(place, {"remove": ""}).status_code == 302
    assert client.post(place, {"remove": ""}).status_code == 404
    assert not row.evidence.exists()


def test_a_refused_file_leaves_what_was_typed_on_the_page_at_its_field(client, page):
    answer = client.post(f"{page}evidencia/", {"title": "Acta del taller"})
    assert answer.status_code == 422
    assert "Acta del taller" in answer.content.decode()
    assert "Adjunte un archivo" in answer.content.decode()


@pytest.mark.parametrize("name", ["colleague", "other_editor", "coordinator", "monitor"])
def test_by_its_address_only_whoever_may_write_the_report_changes_what_proves_it(
    cast, client, page, row, steps, name
):
    proof = attach(cast, row, steps[0])
    client.force_login(getattr(cast, name))
    answer = client.post(f"{page}evidencia/{proof.public_id}/", {"remove": ""})
    may = bool(type(row).objects.allowing("edit", getattr(cast, name)).filter(pk=row.pk))
    assert (answer.status_code == 302 and not row.evidence.exists()) == may
    client.logout()
    assert "/login/" in client.post(f"{page}evidencia/{proof.public_id}/")["Location"]
