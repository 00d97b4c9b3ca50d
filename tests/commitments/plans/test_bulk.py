"""Acts on many rows of a list: seen before they are done, refused ones told, all or nothing."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.plans import workflow
from commitments.plans.models import Commitment, Milestone, Reschedule
from ogp_portal.models import JournalEntry, OutboxMessage
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
COMMITMENTS = reverse("admin:commitments_commitment_changelist")
MILESTONES = reverse("admin:commitments_milestone_changelist")


def ask(client, where, act, rows, *, follow=False, **more):
    keys = [row.pk for row in rows]
    asked = {"action": f"bulk_{act}", "_selected_action": keys, **more}
    return client.post(where, asked, follow=follow)


def refusals(answer) -> dict[str, str]:
    return {str(prospect.row): prospect.refusal for prospect in answer.context["prospects"]}


def test_many_are_published_once_what_will_happen_to_each_was_seen(client, cast):
    able = [commitment(cast, "in_review", title=title) for title in ("Uno", "Dos")]
    without = commitment(cast, "in_review", title="Sin hitos", milestones=0)
    public = commitment(cast, title="Ya publicado")
    client.force_login(cast.coordinator)
    kept = JournalEntry.objects.count(), OutboxMessage.objects.count()
    page = ask(client, COMMITMENTS, "publish", [*able, without, public])
    assert (JournalEntry.objects.count(), OutboxMessage.objects.count()) == kept
    assert mail.outbox == []
    assert page.status_code == 200
    told = refusals(page)
    assert (told["Uno"], told["Dos"]) == ("", "")
    assert "hito" in told["Sin hitos"]
    assert told["Ya publicado"]
    assert "Una promesa clara." in page.content.decode()
    assert Commitment.objects.get(pk=able[0].pk).state == "in_review"
    done = ask(
        client,
        COMMITMENTS,
        "publish",
        [*able, without, public],
        shown=page.context["shown"],
        confirm="1",
    )
    assert done.status_code == 302
    states = dict(Commitment.objects.values_list("title", "state"))
    assert (states["Uno"], states["Dos"], states["Sin hitos"]) == (
        "published",
        "published",
        "in_review",
    )
    assert JournalEntry.objects.filter(act="publish", subject_id=able[0].pk).count() == 1


def test_nothing_is_done_where_something_changed_since_it_was_seen(client, cast):
    rows = [commitment(cast, "in_review", title=title) for title in ("Uno", "Dos")]
    client.force_login(cast.coordinator)
    page = ask(client, COMMITMENTS, "publish", rows)
    changed = Commitment.objects.get(pk=rows[1].pk)
    workflow.edit_commitment(
        changed, by=cast.editor, version=changed.version, changes={"summary": "Otra promesa."}
    )
    seen = {"shown": page.context["shown"], "confirm": "1"}
    answer = ask(client, COMMITMENTS, "publish", rows, **seen)
    assert answer.status_code == 409
    assert "nada se hizo" in answer.content.decode()
    assert set(Commitment.objects.values_list("state", flat=True)) == {"in_review"}
    again = ask(client, COMMITMENTS, "publish", rows, shown=answer.context["shown"], confirm="1")
    assert again.status_code == 302


def test_what_one_wrote_is_not_published_among_many(client, cast):
    row = commitment(cast, "draft", title="Suyo")
    workflow.edit_commitment(
        row, by=cast.coordinator, version=row.version, changes={"summary": "Mía."}
    )
    workflow.submit_for_review(Commitment.objects.get(pk=row.pk), by=cast.coordinator)
    other = commitment(cast, "in_review", title="Ajeno")
    client.force_login(cast.coordinator)
    page = ask(client, COMMITMENTS, "publish", [row, other])
    assert "otra persona" in refusals(page)["Suyo"]
    ask(client, COMMITMENTS, "publish", [row, other], shown=page.context["shown"], confirm="1")
    assert Commitment.objects.get(pk=row.pk).state == "in_review"
    assert Commitment.objects.get(pk=other.pk).state == "published"


def test_many_dates_are_moved_with_one_cause_and_reason(client, cast):
    row = commitment(cast, milestones=2)
    steps = list(row.milestones.order_by("position"))
    Milestone.objects.filter(pk=steps[1].pk).update(starts_on=datetime.date(2026, 12, 20))
    client.force_login(cast.coordinator)
    page = ask(client, MILESTONES, "reschedule", steps)
    assert page.status_code == 200
    assert not page.context["is_known"]
    facts = {"to_on": "2026-12-15", "cause": "funding", "reason": "Convenio."}
    looked = ask(client, MILESTONES, "reschedule", steps, look="1", **facts)
    assert refusals(looked)["Hito 1"] == ""
    assert "anterior al inicio" in refusals(looked)["Hito 2"]
    assert not Reschedule.objects.exists()
    seen = {"shown": looked.context["shown"], "confirm": "1"}
    other = ask(client, MILESTONES, "reschedule", steps, **seen, **{**facts, "reason": "Otra."})
    assert other.status_code == 409
    assert not Reschedule.objects.exists()
    assert ask(client, MILESTONES, "reschedule", steps, **seen, **facts).status_code == 302
    assert Reschedule.objects.get().milestone == steps[0]
    assert Milestone.objects.get(pk=steps[0].pk).due_on == datetime.date(2026, 12, 15)


def test_an_editor_is_not_offered_to_publish_many_and_cannot(client, cast):
    row = commitment(cast, "in_review")
    client.force_login(cast.editor)
    body = client.get(COMMITMENTS).content.decode()
    assert "bulk_submit_for_review" in body
    assert "bulk_publish" not in body
    ask(client, COMMITMENTS, "publish", [row], confirm="1")
    assert Commitment.objects.get(pk=row.pk).state == "in_review"
    client.force_login(cast.other_coordinator)
    ask(client, COMMITMENTS, "publish", [row], confirm="1")
    assert Commitment.objects.get(pk=row.pk).state == "in_review"


def test_a_second_press_does_nothing_even_where_the_list_no_longer_holds_the_row(client, cast):
    client.force_login(cast.coordinator)
    row = commitment(cast, "in_review")
    seen = {"shown": ask(client, COMMITMENTS, "publish", [row]).context["shown"], "confirm": "1"}
    assert ask(client, COMMITMENTS, "publish", [row], **seen).status_code == 302
    assert ask(client, COMMITMENTS, "publish", [row], **seen).status_code == 409
    narrow, row = f"{COMMITMENTS}?state__exact=in_review", commitment(cast, "in_review")
    seen = {"shown": ask(client, narrow, "publish", [row]).context["shown"], "confirm": "1"}
    assert ask(client, narrow, "publish", [row], **seen).status_code == 302
    again = ask(client, narrow, "publish", [row], follow=True, **seen)
    assert "Nada se hizo" in again.content.decode()
    assert JournalEntry.objects.filter(act="publish").count() == 2


def test_what_one_more_row_costs_is_bounded(client, cast):
    client.force_login(cast.coordinator)
    rows = [commitment(cast, "in_review") for _ in range(5)]
    asked = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as queries:
            page = ask(client, COMMITMENTS, "publish", some)
        asked.append(len(queries))
    with CaptureQueriesContext(connection) as done:
        ask(client, COMMITMENTS, "publish", rows, shown=page.context["shown"], confirm="1")
    assert (asked[1] - asked[0]) / 4 <= 45
    assert len(done) / 5 <= 80
