"""What the page of a survey shows: its questions, and once they are published its results as bars
with their table.
"""

from django.db.models import Count, Prefetch, Q

from forums.surveys.models import Answer, Choice, OfferOfHelp, Question, Result, Survey
from forums.surveys.states import OFFER_TAKEN, OfferState, TextReading

BAR = 300  # units of the longest bar
MOST_TEXTS = 200


def questions_of(survey: Survey) -> list[Question]:
    """Return the questions with their options."""
    return list(
        Question.objects.filter(survey=survey)
        .prefetch_related(Prefetch("choices", Choice.objects.order_by("position")))
        .order_by("position")
    )


def results_of(survey: Survey) -> list[dict[str, object]]:
    """Return for each question its figures with the length of their bars, or its published texts
    and how many were withheld.
    """
    figures = list(
        Result.objects.filter(question__survey=survey).order_by("question__position", "position")
    )
    texts = list(
        Answer.objects.filter(question__survey=survey, reading=TextReading.PUBLISHED)
        .exclude(text="")
        .order_by("question__position", "pk")[:MOST_TEXTS]
    )
    withheld = dict(
        Answer.objects.filter(question__survey=survey, reading=TextReading.WITHHELD)
        .exclude(text="")
        .values_list("question_id")
        .annotate(n=Count("pk"))
    )
    results = []
    for question in questions_of(survey):
        if question.is_offer:  # what became of them is told apart, in figures
            continue
        own = [row for row in figures if row.question_id == question.pk]
        of = own[0].of if own else 0
        bars = [
            {
                "label": row.label,
                "people": row.people,
                "width": BAR * (row.people or 0) // of if of else 0,
                "share": 100 * (row.people or 0) / of if of else 0,
            }
            for row in own
        ]
        published = [text.public_text for text in texts if text.question_id == question.pk]
        results.append(
            {
                "question": question,
                "of": of,
                "bars": bars,
                "hides": any(bar["people"] is None for bar in bars),
                "texts": published,
                "withheld": withheld.get(question.pk, 0),
            }
        )
    return results


def offers_of(survey: Survey) -> dict[str, int]:
    """Return what became of the offers of help, in figures."""
    return OfferOfHelp.objects.filter(survey=survey).aggregate(
        all=Count("pk"),
        taken=Count("pk", filter=Q(state__in=OFFER_TAKEN)),
        declined=Count("pk", filter=Q(state=OfferState.DECLINED)),
        waiting=Count("pk", filter=Q(state=OfferState.OFFERED)),
    )
