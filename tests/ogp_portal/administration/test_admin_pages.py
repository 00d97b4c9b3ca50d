"""Every page of the admin opens, for every thing in every state, to who may only read it and to who
may work on it.
"""

import pytest
from django.contrib import admin
from django.db import models
from django.test import RequestFactory
from django.urls import reverse

from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from tests.rights.test_matrix import MAKERS

REFUSED = {302, 403, 404}
STAFF = ("editor", "coordinator", "administrator")
REGISTERED = {
    model._meta.label_lower: model
    for model, page in admin.site._registry.items()
    if isinstance(page, StaffAdmin)
}
CASES = [(label, state) for label in MAKERS if label in REGISTERED for state in MAKERS[label]]


def address(model: type[models.Model], page: str, *words: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=words)


def addresses(row: models.Model) -> dict[str, str]:
    """Return the pages of a row by their names."""
    model = type(row)
    acts = [act.name for act in admin.site._registry[model].acts]
    return {
        **{page: address(model, page, row.pk) for page in ("change", "history", "delete")},
        **{act: address(model, "act", row.pk, act) for act in acts},
    }


def opened(client, user, pages: dict[str, str]) -> dict[str, int]:
    """Return the status with which each page opens to `user`."""
    client.raise_request_exception = False
    client.force_login(user)
    return {page: client.get(where).status_code for page, where in pages.items()}


def sees(page: admin.ModelAdmin, user, row: models.Model) -> bool:
    """Say whether the page of a row is shown to `user`, by the page's own rules."""
    request = RequestFactory().get("/")
    request.user = user
    return page.get_queryset(request).filter(pk=row.pk).exists() and page.has_view_permission(
        request, row
    )


@pytest.mark.parametrize(("label", "state"), CASES)
def test_the_pages_of_a_thing_open_to_readers_and_to_editors(client, cast, label, state):
    row = MAKERS[label][state](cast)
    page = admin.site._registry[type(row)]
    pages = addresses(row)
    for role in STAFF:
        user = getattr(cast, role)
        is_seen = sees(page, user, row)
        statuses = opened(client, user, pages)
        may = {act.name: is_seen and rights.may(user, act.name, row) for act in page.acts}
        for name in ("change", "history"):
            assert statuses.pop(name) in ({200} if is_seen else REFUSED), f"{name}, {role}"
        assert statuses.pop("delete") in REFUSED, role
        assert statuses == {act: 200 if allowed else 404 for act, allowed in may.items()}, role


@pytest.mark.parametrize("label", sorted(REGISTERED))
def test_the_list_and_the_page_of_adding_open(client, cast, label):
    model = REGISTERED[label]
    for role in STAFF:
        pages = {name: address(model, name) for name in ("changelist", "add")}
        statuses = opened(client, getattr(cast, role), pages)
        assert statuses["changelist"] == 200, role
        assert statuses["add"] in {200, 403, 404}, role


def test_every_thing_of_the_admin_has_a_row_that_is_opened():
    """Those without one have a single state, or none of their own."""
    assert set(REGISTERED) - set(MAKERS) == {
        "ogp_portal.outboxmessage",
        "commitments.counterpart",
        "commitments.theme",
        "commitments.value",
        "commitments.policyarea",
        "commitments.sourcedocument",
    }
