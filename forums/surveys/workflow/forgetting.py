"""What is erased of surveys when their plan is over."""

import datetime

from django.db import transaction
from django.db.models import Q

from forums.surveys.models import Answer, OfferOfHelp, Survey
from forums.surveys.states import TextReading
from ogp_portal.foundation.events import journal

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
