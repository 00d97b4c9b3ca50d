"""Every page of the admin opens, for every thing in every state, to who may only read it and to who
may work on it.
"""

from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import RequestFactory
from django.urls import reverse

from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from ogp_portal.models import User
from tests.promises.hostile import cheap
from tests.rights.files import give_files

REFUSED = {302, 403, 404}
STAFF = ("editora", "coordinadora", "administradora")
REGISTERED = {
    model._meta.label_lower: model
    for model, page in admin.site._registry.items()
    if isinstance(page, StaffAdmin)
}


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
    with cheap():
        return {page: client.get(where).status_code for page, where in pages.items()}


def sees(page: admin.ModelAdmin, user, row: models.Model) -> bool:
    """Say whether the page of a row is shown to `user`, by the page's own rules."""
    request = RequestFactory().get("/")
    request.user = user
    return page.get_queryset(request).filter(pk=row.pk).exists() and page.has_view_permission(
        request, row
    )


@pytest.mark.world("rights")
@pytest.mark.parametrize("label", sorted(REGISTERED))
def test_the_pages_of_a_thing_open_to_readers_and_to_editors(client, db, label):
    model = REGISTERED[label]
    page = admin.site._registry[model]
    opens = {act.name: {302} if act.page else {200} for act in page.acts}
    with connection.cursor() as cursor:
        cursor.execute("SELECT situation, key FROM rights_case WHERE thing = %s", [label])
        situations = dict(cursor.fetchall())
    assert situations
    refused_before = set()  # an act is refused to each role once: every page of it costs the same
    for situation, key in situations.items():
        row = model._base_manager.get(pk=key)
        give_files(row)
        pages = addresses(row)
        for address_of in STAFF:
            user = User.objects.get(email=f"{address_of}@prueba.example")
            is_seen = sees(page, user, row)
            may = {act.name: is_seen and rights.may(user, act.name, row) for act in page.acts}
            expected = {
                "change": {200} if is_seen else REFUSED,
                "history": {200} if is_seen else REFUSED,
                "delete": REFUSED,
                **{act: opens[act] if yes else {404} for act, yes in may.items()},
            }
            wanted = {
                name: where
                for name, where in pages.items()
                if name == "change"
                or not expected[name] & {403, 404}
                or (address_of, name) not in refused_before
            }
            refused_before |= {(address_of, name) for name in wanted if expected[name] & {403, 404}}
            statuses = opened(client, user, wanted)
            wrong = {n: status for n, status in statuses.items() if status not in expected[n]}
            assert not wrong, f"{situation}, {address_of}"


@pytest.mark.parametrize("label", sorted(REGISTERED))
def test_the_list_and_the_page_of_adding_open(client, cast, label):
    model = REGISTERED[label]
    for role in STAFF:
        pages = {name: address(model, name) for name in ("changelist", "add")}
        user = User.objects.get(email=f"{role}@prueba.example")
        statuses = opened(client, user, pages)
        assert statuses["changelist"] == 200, role
        assert statuses["add"] in {200, 403, 404}, role


class Labels(HTMLParser):
    """What a page asks, and what has a name: a label or words of its own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.asked: dict[str, bool] = {}
        self.named: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "label":
            self.named.add(facts.get("for") or "")
        is_asked = tag in {"select", "textarea"} or (
            tag == "input" and facts.get("type") not in {"hidden", "submit"}
        )
        if is_asked:
            self.asked[facts.get("id") or f"{tag} {facts}"] = "aria-label" in facts

    def nameless(self) -> set[str]:
        return {key for key, has_words in self.asked.items() if not has_words} - self.named


def test_a_field_without_a_name_is_found():
    page = '<input id="a"><label for="b"></label><select id="b"></select><input type="hidden">'
    assert Labels(page).nameless() == {"a"}


def test_every_field_of_every_page_of_adding_has_a_name(client, cast):
    found, looked = {}, 0
    for role in ("coordinadora", "administradora"):
        client.force_login(User.objects.get(email=f"{role}@prueba.example"))
        for label, model in REGISTERED.items():
            page = client.get(address(model, "add"))
            if page.status_code == 200:
                looked += 1
                found[label] = Labels(page.content.decode()).nameless()
    assert looked >= 20
    assert {label: names for label, names in found.items() if names} == {}


@pytest.mark.parametrize("year", ["0", "-5", "10000", "9" * 30])
def test_a_year_that_no_calendar_has_shows_the_whole_list(client, cast, year):
    dated = {
        address(model, "changelist"): column.name
        for model in REGISTERED.values()
        for column in model._meta.concrete_fields
        if isinstance(column, models.DateField)
    }
    answers = []
    for user in (cast.coordinator, cast.administrator):
        client.force_login(user)
        for where, column in dated.items():
            for lookup in ("year", "year__gte"):
                answers.append(client.get(where, {f"{column}__{lookup}": year}).status_code)
    assert set(answers) == {200, 302}  # 200 where there is nothing to look for it in
    assert answers.count(302) >= 4
