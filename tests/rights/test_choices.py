"""What forms offer: in every form of the admin, whoever opens it finds in each list only rows that
she may see, and nobody finds people by a list.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.forms import BaseForm
from django.forms.models import ModelChoiceField
from django.test import RequestFactory
from django.urls import reverse

from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.choices import PersonField
from ogp_portal.models import User
from tests.people import NAMES
from tests.rights import world

pytestmark = [pytest.mark.django_db, pytest.mark.world("rights")]
ROLES = list(NAMES)
FEW = 3  # rows of each thing whose forms are opened


def forms_for(page: admin.ModelAdmin[Any], person: User) -> Iterator[BaseForm]:
    """Give the forms that a person meets in the pages of a model: of a new row, of the first rows
    that she may change with the rows below them, and of each act.
    """
    request = RequestFactory().get("/")
    request.user = person
    rows = [
        row for row in page.get_queryset(request)[:FEW] if page.has_change_permission(request, row)
    ]
    for row in [None, *rows] if page.has_add_permission(request) else rows:
        yield page.get_form(request, row, change=row is not None)(instance=row)
        for formset, _inline in page.get_formsets_with_inlines(request, row):
            yield from formset(instance=row).forms
            yield formset(instance=row).empty_form


@pytest.mark.parametrize("role", ROLES)
def test_no_form_of_the_admin_offers_a_row_that_its_reader_may_not_see(cast, role):
    person = cast.roles()[role]
    offered = set()
    for model, page in admin.site._registry.items():
        for form in forms_for(page, person):
            for name, field in form.fields.items():
                if isinstance(field, ModelChoiceField) and not field.widget.is_hidden:
                    of = field.queryset.model
                    seen = rights.rows(of, "view", person).values("pk")
                    if of is User or field.queryset.exclude(pk__in=seen).exists():
                        offered.add(f"{model._meta.label}: {name}")
    assert offered == set()


def test_the_forms_of_a_coordinator_offer_something(cast):
    """So that the test above does not hold because nothing is opened."""
    lists = [
        field
        for page in admin.site._registry.values()
        for form in forms_for(page, cast.coordinator)
        for field in form.fields.values()
        if isinstance(field, ModelChoiceField) and field.queryset.exists()
    ]
    assert len(lists) > 30
    assert len(world.cases()) > 30


def test_hidden_plans_and_sessions_of_others_are_not_offered_with_a_survey(client, cast):
    client.force_login(cast.coordinator)
    form = client.get(reverse("admin:forums_survey_add")).context["adminform"].form
    for name in ("plan", "stage", "session"):
        rows = form.fields[name].queryset
        assert rows.exists(), name
        assert not rows.exclude(
            pk__in=rights.rows(rows.model, "view", cast.coordinator).values("pk")
        ).exists()


@pytest.mark.parametrize("role", ["former_editor", "former_member", "monitor", "other_editor"])
def test_who_keeps_no_forum_opens_no_form_of_seats(client, cast, role):
    client.force_login(cast.roles()[role])
    answer = client.get(reverse("admin:forums_seat_add"))
    assert answer.status_code in {302, 403}


def test_a_person_is_named_by_her_exact_address_and_never_listed(client, cast):
    client.force_login(cast.coordinator)
    page = client.get(reverse("admin:forums_seat_add"))
    assert cast.monitor.email not in page.content.decode()
    field = page.context["adminform"].form.fields["user"]
    assert isinstance(field, PersonField)
    assert field.clean(f" {cast.monitor.email.upper()} ") == cast.monitor
    assert field.clean("") is None
