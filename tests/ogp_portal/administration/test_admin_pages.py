"""Every page of the admin opens, for every thing in every state, to who may only read it and to who
may work on it.
"""

import itertools
from collections.abc import Iterable
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


def allowed_acts(page: StaffAdmin, user: User, keys: Iterable[object]) -> dict[object, set[str]]:
    """Return, of each of the rows that is shown to `user`, the acts that the rules allow her."""
    request = RequestFactory().get("/")
    request.user = user
    shown = page.get_queryset(request).filter(pk__in=keys).values_list("pk", flat=True)
    names = [act.name for act in page.acts]
    rows = rights.RightsQuerySet(page.model).filter(pk__in=keys).with_rights(user, *names)
    return {
        row.pk: {name for name in names if getattr(row, f"may_{name}")}
        for row in rows
        if row.pk in set(shown) and page.has_view_permission(request, row)
    }


@pytest.mark.world("rights")
@pytest.mark.parametrize("label", sorted(REGISTERED))
def test_the_pages_of_a_thing_open_to_readers_and_to_editors(request, client, db, label):
    """By day each role opens one page of each kind: that of a row with the same acts, the history,
    each act. By night all of them are opened in every situation.
    """
    is_night = request.config.getoption("--nightly")
    model = REGISTERED[label]
    page = admin.site._registry[model]
    opens = {act.name: {302} if act.page else {200} for act in page.acts}
    with connection.cursor() as cursor:
        cursor.execute("SELECT situation, key FROM rights_case WHERE thing = %s", [label])
        situations = dict(cursor.fetchall())
    assert situations
    opened_before: set[tuple[object, ...]] = set()
    users = {role: User.objects.get(email=f"{role}@prueba.example") for role in STAFF}
    allowed = {role: allowed_acts(page, user, situations.values()) for role, user in users.items()}
    for situation, key in situations.items():
        row = model._base_manager.get(pk=key)
        give_files(row)
        pages = addresses(row)
        for role, user in users.items():
            is_seen = row.pk in allowed[role]
            offered = frozenset(allowed[role].get(row.pk, ()))
            expected = {
                "change": {200} if is_seen else REFUSED,
                "history": {200} if is_seen else REFUSED,
                "delete": REFUSED,
                **{act: opens[act] if act in offered else {404} for act in opens},
            }
            kinds = {
                name: (role, name, min(expected[name]), offered if name == "change" else None)
                for name in pages
            }
            wanted = {n: at for n, at in pages.items() if is_night or kinds[n] not in opened_before}
            opened_before |= {kinds[name] for name in wanted}
            statuses = opened(client, user, wanted)
            wrong = {n: status for n, status in statuses.items() if status not in expected[n]}
            assert not wrong, f"{situation}, {role}"


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


@pytest.mark.parametrize("label", sorted(REGISTERED))
def test_the_list_and_the_page_of_adding_open_and_every_field_has_a_name(client, cast, label):
    model = REGISTERED[label]
    client.raise_request_exception = False
    for role in STAFF:
        client.force_login(User.objects.get(email=f"{role}@prueba.example"))
        with cheap():
            assert client.get(address(model, "changelist")).status_code == 200, role
            adding = client.get(address(model, "add"))
        assert adding.status_code in {200, 403, 404}, role
        if adding.status_code == 200:
            assert Labels(adding.content.decode()).nameless() == set(), role


def test_most_things_are_begun_by_who_coordinates_or_administers(cast):
    begun = {
        label
        for label, model in REGISTERED.items()
        for user in (cast.coordinator, cast.administrator)
        if (act := admin.site._registry[model].create_act) and rights.may_at_all(model, act, user)
    }
    assert len(begun) >= 20


def test_a_year_that_no_calendar_has_shows_the_whole_list(client, cast):
    dated = {
        address(model, "changelist"): column.name
        for model in REGISTERED.values()
        for column in model._meta.concrete_fields
        if isinstance(column, models.DateField)
    }
    years = itertools.cycle(["0", "-5", "10000", "9" * 30])
    answers = []
    for user in (cast.coordinator, cast.administrator):
        client.force_login(user)
        for where, column in dated.items():
            for lookup in ("year", "year__gte"):
                year = next(years)
                answers.append(client.get(where, {f"{column}__{lookup}": year}).status_code)
        next(years)  # the next person asks each list with other years
    assert set(answers) == {200, 302}  # 200 where there is nothing to look for it in
    assert answers.count(302) >= 4
