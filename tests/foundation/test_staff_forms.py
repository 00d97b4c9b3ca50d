"""What one person opened in the admin leaves nothing in the form of the next."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from commitments.plans.models import Commitment
from forums.surveys.models import Question
from forums.surveys.workflow import save_question
from tests.factories.commitments import commitment
from tests.factories.proposals import survey
from tests.factories.publications import publication

pytestmark = pytest.mark.django_db


def form_of(client, address: str):
    page = client.get(address, follow=True)
    assert page.status_code == 200, (address, page.status_code, page.redirect_chain)
    return page.context["adminform"].form


def test_a_new_question_comes_without_the_options_of_the_one_opened_before(client, cast):
    made = Question(survey=survey(cast, "draft"), text="¿Qué falta?", kind="single")
    save_question(made, by=cast.coordinator, choices=["Luz en la plaza", "Agua"])
    client.force_login(cast.coordinator)
    opened = client.get(reverse("admin:forums_question_change", args=[made.pk]))
    assert "Luz en la plaza\nAgua" in opened.content.decode()
    client.force_login(cast.second_coordinator)
    new = client.get(reverse("admin:forums_question_add"))
    assert "Luz en la plaza" not in new.content.decode()


def test_a_new_publication_offers_its_templates_after_another_was_opened(client, cast):
    client.force_login(cast.coordinator)
    made = publication(cast).publication
    opened = form_of(client, reverse("admin:transparency_publication_change", args=[made.pk]))
    assert "template" not in opened.fields
    page = client.get(reverse("admin:transparency_publication_add"))
    assert '<select name="template"' in page.content.decode()


def test_each_coordinator_is_offered_her_own_institutions_whoever_came_before(client, cast):
    for person, own, other in (
        (cast.coordinator, cast.city, cast.partner),
        (cast.second_coordinator, cast.partner, cast.city),
        (cast.coordinator, cast.city, cast.partner),
    ):
        client.force_login(person)
        lead = form_of(client, reverse("admin:commitments_plan_add")).fields["lead"]
        assert lead.required
        assert own in lead.queryset
        assert other not in lead.queryset


def test_the_guard_against_lost_edits_carries_the_version_of_its_own_form(cast):
    page = admin.site._registry[Commitment]
    first, second = commitment(cast, "draft"), commitment(cast, "draft")
    Commitment.objects.filter(pk=second.pk).update(version=7)
    second.refresh_from_db()
    request = RequestFactory().get("/")
    request.user = cast.editor
    of_first = page.get_form(request, first, change=True)
    of_second = page.get_form(request, second, change=True)
    of_none = page.get_form(request)
    versions = [
        form(instance=row).initial["seen_version"]
        for form, row in ((of_first, first), (of_second, second), (of_none, None))
    ]
    assert versions == [first.version, 7, 1]
