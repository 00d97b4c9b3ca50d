"""An act is offered when it can be pressed; until then the page says what it waits for."""

import datetime

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from commitments.plans.models import Commitment
from forums.sessions import workflow as sessions
from forums.sessions.models import AgendaItem
from forums.surveys.models import Survey
from ogp_portal.foundation.permissions import readiness
from ogp_portal.foundation.refusals import Refusal
from tests.factories import forums as made
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db


def shown(client, row) -> str:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return client.get(reverse(name, args=[row.pk])).content.decode()


def address(row, act: str) -> str:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_act"
    return reverse(name, args=[row.pk, act])


def test_a_session_says_what_it_lacks_to_be_convened_as_the_workflow_would(cast, client):
    session = made.session(cast, "draft")
    AgendaItem.objects.filter(session=session).delete()
    client.force_login(cast.coordinator)
    page = shown(client, session)
    assert address(session, "convene") not in page
    with pytest.raises(Refusal) as refused:
        sessions.convene_session(session, by=cast.coordinator)
    assert str(refused.value) == "Falta la tabla: agregue al menos un punto antes de convocar."
    assert str(refused.value) in page
    AgendaItem.objects.create(session=session, position=1, title="Punto")
    page = shown(client, session)
    assert address(session, "convene") in page
    assert "todavía no:" not in page


def test_the_results_of_a_survey_are_offered_once_it_has_closed(cast, client):
    survey = made.survey(cast)
    client.force_login(cast.coordinator)
    page = shown(client, survey)
    assert "sus resultados se publican cuando cierre" in page
    assert address(survey, "report_survey") not in page
    hour = datetime.timedelta(hours=1)
    Survey.objects.filter(pk=survey.pk).update(
        opens_at=timezone.now() - 2 * hour, closes_at=timezone.now() - hour
    )
    assert address(survey, "report_survey") in shown(client, survey)


def test_a_commitment_in_review_says_what_it_lacks_to_be_published(cast, client):
    row = commitment(cast, "in_review")
    client.force_login(cast.second_coordinator)
    assert address(row, "publish") in shown(client, row)
    Commitment.objects.filter(pk=row.pk).update(problem="")
    page = shown(client, row)
    assert address(row, "publish") not in page
    assert "Falta decir qué problema aborda." in page


def test_what_an_act_waits_for_is_asked_of_an_act_that_some_page_offers():
    offered = {
        (model._meta.label_lower, act.name)
        for model, page in admin.site._registry.items()
        for act in getattr(page, "acts", ())
    }
    assert readiness.WAITS.keys() <= offered
    assert len(readiness.WAITS) >= 10
