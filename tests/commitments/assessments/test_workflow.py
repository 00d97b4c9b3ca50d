"""Other people's judgement: private, then facts only, then public; corrected by edition; never the
government's.
"""

import datetime

import pytest
import time_machine
from django.urls import reverse

from commitments.assessments import queries, workflow
from commitments.assessments.models import Assessment, Rubric
from commitments.assessments.states import ASSESSMENT
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from tests.factories.commitments import assessment, commitment

pytestmark = pytest.mark.django_db
ACTS = {
    "open_factual_review": lambda row, by: workflow.open_factual_review(row, by=by),
    "publish_assessment": lambda row, by: workflow.publish_assessment(row, by=by),
    "correct_assessment": lambda row, by: workflow.correct_assessment(
        row, by=by, reason="Nuevo dato."
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["draft", "factual_review", "published"])
def test_an_assessment_moves_only_as_its_machine_says(cast, act, state):
    row = assessment(cast, state)
    Assessment.objects.filter(pk=row.pk).exclude(review_opens_at=None).update(
        review_opens_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        review_closes_at=datetime.datetime(2026, 1, 15, tzinfo=datetime.UTC),
    )
    if state in ASSESSMENT.sources(act):
        ACTS[act](row, cast.counterpart)
    else:
        with pytest.raises(MoveNotAllowed):
            ACTS[act](row, cast.counterpart)


def test_it_is_not_published_while_the_factual_review_is_open(cast):
    with time_machine.travel(datetime.datetime(2026, 3, 1, 15, tzinfo=datetime.UTC), tick=False):
        row = assessment(cast, "factual_review")
    closes = row.review_closes_at
    assert closes == datetime.datetime(2026, 3, 16, 3, tzinfo=datetime.UTC)
    with (
        time_machine.travel(closes - datetime.timedelta(seconds=1), tick=False),
        pytest.raises(Refusal, match="sigue abierta"),
    ):
        workflow.publish_assessment(row, by=cast.counterpart)
    with time_machine.travel(closes, tick=False):
        assert workflow.publish_assessment(row, by=cast.counterpart).state == "published"


@pytest.mark.parametrize(
    ("opened", "closes"),
    [  # in Santiago: three hours behind in summer, four from 5 April 2026
        (datetime.datetime(2026, 3, 1, 3), datetime.datetime(2026, 3, 16, 3)),
        (datetime.datetime(2026, 3, 2, 2, 59, 59), datetime.datetime(2026, 3, 16, 3)),
        (datetime.datetime(2026, 3, 2, 3), datetime.datetime(2026, 3, 17, 3)),
        (datetime.datetime(2026, 4, 1, 15), datetime.datetime(2026, 4, 16, 4)),
    ],
)
def test_the_institution_has_fourteen_whole_days_after_the_one_it_was_opened_on(
    cast, opened, closes
):
    row = assessment(cast)
    with time_machine.travel(opened.replace(tzinfo=datetime.UTC), tick=False):
        row = workflow.open_factual_review(row, by=cast.counterpart)
    row.refresh_from_db()
    assert row.review_closes_at == closes.replace(tzinfo=datetime.UTC)


def test_a_correction_is_a_new_edition_and_the_old_one_stays_public(cast, client):
    first = assessment(cast, "published")
    second = workflow.correct_assessment(first, by=cast.counterpart, reason="Apareció el acta.")
    assert Assessment.objects.get(pk=first.pk).state == "published"
    Assessment.objects.filter(pk=second.pk).update(
        state="factual_review",
        review_opens_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        review_closes_at=datetime.datetime(2026, 1, 15, tzinfo=datetime.UTC),
    )
    workflow.publish_assessment(second, by=cast.counterpart)
    assert list(Assessment.objects.order_by("edition").values_list("edition", "state")) == [
        (1, "corrected"),
        (2, "published"),
    ]
    (standing,) = queries.published_judgements(first.commitment)
    assert [each.row.pk for each in standing.editions] == [first.pk]
    assert standing.editions[0].ratings == standing.ratings == [("Cumplimiento", "No")]
    page = client.get(reverse("commitment", args=[first.commitment.slug])).content.decode()
    assert page.count("Cumplimiento: <strong>No</strong>") == 2


def test_a_rating_outside_the_rubric_is_refused(cast):
    row = assessment(cast)
    with pytest.raises(Refusal, match="no está en la pauta"):
        workflow.save_assessment(
            row,
            by=cast.counterpart,
            seen=queries.digest_of(row),
            ratings={"completion": "perfect"},
            narrative="x",
        )


def test_the_judgement_is_nobody_elses(cast):
    row = assessment(cast)
    for name in ("coordinator", "editor", "monitor", "other_counterpart", "administrator"):
        with pytest.raises(NotAllowed):
            workflow.save_assessment(
                row,
                by=getattr(cast, name),
                seen=queries.digest_of(row),
                ratings={},
                narrative="Todo bien.",
            )


def test_a_monitor_judges_only_the_plans_her_organization_monitors(cast):
    promise = commitment(cast)
    rubric = Rubric.objects.get(slug="irm")
    assert workflow.begin_assessment(promise, rubric=rubric, by=cast.monitor).kind == "independent"
    with pytest.raises(NotAllowed):
        workflow.begin_assessment(promise, rubric=rubric, by=cast.other_monitor)


def test_a_public_institution_is_nobodys_counterpart(cast):
    row = commitment(cast)
    for institution in (cast.city, cast.partner, cast.stranger):
        with pytest.raises(Refusal, match="no es una institución del Estado") as refused:
            workflow.name_counterpart(row, organization=institution, by=cast.coordinator)
        assert refused.value.field == "organization"
    assert (
        workflow.name_counterpart(
            row, organization=cast.other_society, by=cast.coordinator
        ).organization
        == cast.other_society
    )
