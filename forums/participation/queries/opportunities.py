"""What anybody can take part in today, and what closed lately."""

from django.db.models import Count, Q
from django.utils import timezone

from commitments.plans.models import Plan
from forums.drafts.models import Consultation
from forums.drafts.states import ConsultationState
from forums.participation.queries.outcomes import CONFIRMED
from forums.proposals.models import Call
from forums.sessions.models import Session
from forums.sessions.states import SessionState
from forums.surveys.models import Survey
from forums.surveys.states import SurveyState
from ogp_portal.foundation.permissions.rights import Person

MOST = 12


def open_today(user: Person) -> dict[str, object]:
    """Return what anybody can do now, and what opens or meets soon: four queries."""
    now = timezone.now()
    calls = Call.objects.announced().allowing("view", user).filter(closes_at__gt=now)
    surveys = Survey.objects.allowing("view", user).filter(
        state=SurveyState.ANNOUNCED, closes_at__gt=now
    )
    consultations = Consultation.objects.allowing("view", user).filter(
        state=ConsultationState.ANNOUNCED, closes_at__gt=now
    )
    sessions = Session.objects.allowing("view", user).filter(
        state=SessionState.CONVENED, starts_at__gt=now
    )
    return {
        "calls": list(calls.select_related("plan").order_by("closes_at")[:MOST]),
        "surveys": list(surveys.select_related("plan").order_by("closes_at")[:MOST]),
        "consultations": list(
            consultations.select_related("version__draft__plan").order_by("closes_at")[:MOST]
        ),
        "sessions": list(sessions.select_related("forum").order_by("starts_at")[:MOST]),
        "now": now,
    }


def closed_lately(user: Person) -> dict[str, object]:
    """Return the latest calls, consultations and surveys that are over, with what came of them, and
    the plans whose process is public: four queries.
    """
    now = timezone.now()
    calls = (
        Call.objects.announced()
        .allowing("view", user)
        .filter(closes_at__lte=now)
        .select_related("plan")
        .annotate(received=Count("proposals", filter=Q(proposals__state__in=CONFIRMED)))
    )
    consultations = Consultation.objects.shown().allowing("view", user).filter(closes_at__lte=now)
    surveys = (
        Survey.objects.allowing("view", user)
        .filter(Q(closes_at__lte=now) | Q(closes_at=None))
        .select_related("plan", "session")
    )
    plans = Plan.objects.allowing("view", user).filter(stages__isnull=False).distinct()
    return {
        "past_calls": list(calls.order_by("-closes_at")[:MOST]),
        "past_consultations": list(consultations.order_by("-closes_at")[:MOST]),
        "past_surveys": list(surveys.order_by("-closes_at", "title")[:MOST]),
        "plans": list(plans.order_by("is_historical", "-starts_on", "title")[:MOST]),
    }
