"""The factual review: who is judged reads before, answers line by line by two people, and its words
are published beside the judge's.
"""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from commitments.assessments import queries, workflow
from commitments.assessments.models import Assessment, FactualRemark
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.permissions.windows import WindowClosed
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import Notice
from tests.factories.assessments import remark
from tests.factories.commitments import assessment

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def under_review(cast):
    row = assessment(cast, "factual_review")
    Assessment.objects.filter(pk=row.pk).update(
        narrative="No vimos el taller.\n\nEl acta no está.",
        reviewed={
            "ratings": {"completion": "no"},
            "narrative": "No vimos el taller.\n\nEl acta no está.",
            "dissent": "",
        },
    )
    return Assessment.objects.get(pk=row.pk)


def line(row, text):
    return next(each for each in queries.lines_of(row) if each.text == text)


def say(row, by, text="El taller fue el 3 de marzo: acta 12."):
    return workflow.add_remark(row, by=by, line=line(row, "No vimos el taller.").key, text=text)


def confirm(row, by):
    return workflow.confirm_remark(row, by=by, read=four_eyes.as_read("confirm_remark", row))


def close_review(row, before=SECOND):
    now = timezone.now()
    Assessment.objects.filter(pk=row.pk).update(
        review_opens_at=now - datetime.timedelta(days=15), review_closes_at=now - before
    )
    row.refresh_from_db()


def test_one_answers_to_a_rating_and_to_each_paragraph(cast):
    assert [each.heading for each in queries.lines_of(under_review(cast))] == [
        "Cumplimiento",
        "Fundamento",
        "Fundamento",
    ]


def test_the_heading_that_is_published_is_not_in_the_language_of_who_answers(cast):
    with translation.override("en"):
        assert say(under_review(cast), cast.editor).heading == "Fundamento"


def test_an_answer_is_confirmed_by_another_and_published_beside_the_judgement(cast, client):
    row = under_review(cast)
    answer = say(row, cast.editor)
    assert (answer.organization, answer.quote) == (cast.city, "No vimos el taller.")
    with pytest.raises(NotAllowed):
        confirm(answer, cast.editor)
    confirm(answer, cast.coordinator)
    say(row, cast.coordinator, "Esto no lo confirmó nadie.")
    close_review(row)
    workflow.publish_assessment(row, by=cast.counterpart)
    page = client.get(reverse("commitment", args=[row.commitment.slug])).content.decode()
    assert "El taller fue el 3 de marzo: acta 12." in page
    assert "Esto no lo confirmó nadie." not in page
    data = client.get("/api/v1/factual-remarks/").json()["results"]
    assert [each["text"] for each in data] == ["El taller fue el 3 de marzo: acta 12."]


def test_a_coordinator_does_not_confirm_her_own(cast):
    answer = say(under_review(cast), cast.coordinator)
    with pytest.raises(NotAllowed):
        confirm(answer, cast.coordinator)
    assert confirm(answer, cast.second_coordinator).state == "confirmed"


def test_nobody_else_answers_and_the_judge_reads_only_what_was_confirmed(cast):
    row = under_review(cast)
    for name in ("counterpart", "monitor", "citizen", "other_counterpart", "administrator"):
        with pytest.raises(NotAllowed):
            say(row, getattr(cast, name))
    answer = say(row, cast.editor)
    assert queries.remarks_of(row, cast.counterpart) == []
    confirm(answer, cast.coordinator)
    assert queries.remarks_of(row, cast.counterpart) == [answer]
    assert queries.remarks_of(row, cast.monitor) == []


def test_after_its_days_nothing_is_said_confirmed_or_withdrawn(cast):
    row = under_review(cast)
    waiting = say(row, cast.editor)
    close_review(row)
    for act in (
        lambda: say(row, cast.editor),
        lambda: confirm(waiting, cast.coordinator),
        lambda: workflow.withdraw_remark(waiting, by=cast.editor),
        lambda: workflow.save_remark(waiting, by=cast.editor, text="Otro.", seen=waiting.text),
    ):
        with pytest.raises(WindowClosed, match="terminó"):
            act()
    with pytest.raises(NotAllowed):
        say(row, cast.citizen)


def test_a_line_that_changed_while_one_wrote_is_not_answered_to(cast):
    row = under_review(cast)
    read = line(row, "No vimos el taller.").key
    Assessment.objects.filter(pk=row.pk).update(narrative="Vimos un taller.")
    row.refresh_from_db()
    with pytest.raises(ChangedMeanwhile):
        workflow.add_remark(row, by=cast.editor, line=read, text="Sí lo hubo.")


def test_what_changes_after_the_review_was_opened_is_shown(cast):
    row = under_review(cast)
    answer = say(row, cast.editor)
    confirm(answer, cast.coordinator)
    assert queries.changed_after_review(row) == []
    row = workflow.save_assessment(
        row,
        by=cast.counterpart,
        seen=queries.digest_of(row),
        ratings={"completion": "no"},
        narrative="Vimos el taller tarde.\n\nEl acta no está.",
    )
    assert [each.text for each in queries.changed_after_review(row)] == ["No vimos el taller."]
    assert not queries.still_said(answer, queries.lines_of(row))
    close_review(row)
    workflow.publish_assessment(row, by=cast.counterpart)
    judged = queries.published_judgements(row.commitment)[0]
    assert [each.text for each in judged.changed] == ["No vimos el taller."]
    assert [(each.text, stands) for each, stands in judged.remarks] == [(answer.text, False)]


def test_what_was_confirmed_is_withdrawn_and_never_written_over(cast):
    answer = confirm(say(under_review(cast), cast.editor), cast.coordinator)
    with pytest.raises(MoveNotAllowed):
        workflow.save_remark(answer, by=cast.editor, text="Otro.", seen=answer.text)
    with pytest.raises(DatabaseError), transaction.atomic():
        FactualRemark.objects.filter(pk=answer.pk).update(text="Otro.")
    with pytest.raises(DatabaseError), transaction.atomic():
        FactualRemark.objects.filter(pk=answer.pk).delete()
    assert workflow.withdraw_remark(answer, by=cast.editor).state == "withdrawn"


def test_of_two_who_write_over_one_answer_the_second_meets_the_first(cast):
    answer = say(under_review(cast), cast.editor)
    seen = answer.text
    workflow.save_remark(answer, by=cast.editor, text="Fue el 4.", seen=seen)
    with pytest.raises(ChangedMeanwhile):
        workflow.save_remark(answer, by=cast.colleague, text="Fue el 5.", seen=seen)
    assert FactualRemark.objects.get().text == "Fue el 4."


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_answer_says_something(cast, text):
    with pytest.raises(Refusal, match="Escriba qué hecho"):
        say(under_review(cast), cast.editor, text)


def test_a_published_judgement_never_changes(cast):
    row = assessment(cast, "published")
    for column in (
        {"narrative": "Otro."},
        {"ratings": {}},
        {"dissent": "Otro."},
        {"reviewed": None},
        {"published_on": None},
        {"correction_reason": "Otro."},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Assessment.objects.filter(pk=row.pk).update(**column)


def test_of_two_members_who_save_a_judgement_the_second_meets_the_first(cast):
    row = assessment(cast)
    seen = queries.digest_of(row)
    facts = {"by": cast.counterpart, "seen": seen, "ratings": {"completion": "no"}}
    workflow.save_assessment(row, narrative="Uno.", **facts)
    with pytest.raises(ChangedMeanwhile):
        workflow.save_assessment(row, narrative="Otro.", **facts)
    assert Assessment.objects.get().narrative == "Uno."


def test_publish_is_offered_only_when_it_can_be_pressed(cast, client):
    row = under_review(cast)
    client.force_login(cast.counterpart)
    page = reverse("judge", args=[row.commitment.slug])
    assert 'name="publish"' not in client.get(page).content.decode()
    close_review(row)
    assert 'name="publish"' in client.get(page).content.decode()


def test_the_pages_of_the_review_keep_what_was_typed_and_lead_to_the_line(cast, client):
    row = under_review(cast)
    client.force_login(cast.editor)
    page = reverse("factual_review", args=[row.public_id])
    key = line(row, "No vimos el taller.").key
    assert f'value="{key}" selected' in client.get(f"{page}?linea={key}").content.decode()
    refused = client.post(page, {"line": "0" * 16, "text": "Sí lo hubo."})
    assert refused.status_code == 422
    assert "Esa línea cambió" in refused.content.decode()
    assert "Sí lo hubo." in refused.content.decode()
    sent = client.post(page, {"line": key, "text": "Sí lo hubo."}, follow=True)
    assert "Sí lo hubo." in sent.content.decode()
    answer = FactualRemark.objects.get()
    own = reverse("factual_remark", args=[answer.public_id])
    assert 'name="confirm"' not in client.get(own).content.decode()
    client.force_login(cast.coordinator)
    assert 'name="confirm"' in client.get(own).content.decode()
    read = {
        four_eyes.field_of(answer): four_eyes.as_read("confirm_remark", answer),
        "confirm": "",
    }
    assert client.post(own, read).status_code == 302
    answer.refresh_from_db()
    assert answer.state == "confirmed"
    client.force_login(cast.member)
    assert client.get(page).status_code == client.get(own).status_code == 404


def test_the_row_of_the_factory_is_that_of_the_workflow(cast):
    made = remark(cast, "confirmed")
    done = confirm(say(made.assessment, cast.editor), cast.coordinator)
    same = ("assessment_id", "organization_id", "part", "heading", "quote", "text", "state")
    assert [getattr(made, name) for name in same] == [getattr(done, name) for name in same]
    assert (made.author, made.reviewer) == (done.author, done.reviewer)


def kinds(user):
    outbox.drain()
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_who_is_judged_is_told_then_who_confirms_then_who_judges(cast, client):
    row = workflow.open_factual_review(assessment(cast), by=cast.counterpart)
    assert kinds(cast.editor) == kinds(cast.coordinator) == ["review_opened"]
    answer = say(row, cast.editor)
    assert kinds(cast.coordinator) == ["review_opened", "remark_written"]
    assert kinds(cast.editor) == ["review_opened"]
    assert kinds(cast.counterpart) == []
    confirm(answer, cast.coordinator)
    assert kinds(cast.counterpart) == ["remark_confirmed"]
    assert kinds(cast.monitor) == []
    client.force_login(cast.editor)
    page = client.get(reverse("my_work")).content.decode()
    assert reverse("factual_review", args=[row.public_id]) in page
