"""What is erased of surveys when their plan is over."""

import datetime

from django.db import transaction
from django.db.models import Q

from forums.surveys.models import Answer, OfferOfHelp, Respondent, Survey
from forums.surveys.states import OFFER_TAKEN, TextReading
from ogp_portal.foundation.events import history, journal, mail

ADDRESS_KEPT_FOR = datetime.timedelta(days=365)  # after the plan ended


@transaction.atomic
def forget_what_is_over(*, today: datetime.date) -> int:
    """Erase the texts that were withheld once their plan has ended, and the addresses of offers a
    year later; returns how many rows were erased.
    """
    withheld = Answer.objects.filter(
        reading=TextReading.WITHHELD, question__survey__plan__ends_on__lt=today
    ).exclude(text="")
    offers = OfferOfHelp.objects.filter(survey__plan__ends_on__lt=today - ADDRESS_KEPT_FOR).exclude(
        email=""
    )
    for survey in (
        Survey.objects.filter(Q(questions__answers__in=withheld) | Q(offers__in=offers))
        .distinct()
        .select_related("plan")
    ):
        journal.record("forget", survey, role="portal", plan_slug=survey.plan.slug, is_public=False)
    return withheld.update(text="") + offers.update(email="")


@transaction.atomic
def erase_offers(keys: list[int]) -> None:
    """Erase where whoever offered help is written to, and the words of what nobody took up."""
    rows = OfferOfHelp.objects.filter(pk__in=keys)
    rows.update(email="")
    left = list(rows.exclude(state__in=OFFER_TAKEN).values_list("pk", flat=True))
    rows.filter(pk__in=left).update(text="")
    history.erase(OfferOfHelp, left, text="")
    for key in keys:
        mail.forget_about(f"offer-{key}-")
    for survey in Survey.objects.filter(offers__in=keys).distinct().select_related("plan"):
        journal.record("forget", survey, role="portal", plan_slug=survey.plan.slug, is_public=False)


def erase_respondents(keys: list[int]) -> None:
    """Forget that accounts answered; what was answered was never joined to them."""
    Respondent.objects.filter(pk__in=keys).delete()
