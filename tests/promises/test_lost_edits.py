"""P18: no edit that was acknowledged is overwritten by somebody who had not seen it.

Two editors work on every form of the admin that both may save, in any order; a small record of what
each was told and had seen says what must be there.
"""

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from ogp_portal.foundation.documents.model_fields import TextColumn
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from tests.people import Cast
from tests.promises.hostile import Forms, cheap
from tests.rights import world
from tests.rights.test_matrix import expected

EDITORS = ("coordinator", "administrator", "editor", "second_coordinator")
WORDS = st.sampled_from(["Uno", "Dos", "Tres", "Cuatro"])


class Form:
    """The form of a row in the admin, as somebody has it open."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        page = client.get(address)
        found = [form for form in Forms(page.content.decode()).found if "_save" in form[1]]
        self.is_open = page.status_code == 200 and bool(found)
        self.typed = found[0][1] if found else {}

    def save(self, **changes: str) -> int:
        """Send the form with some changes and return how it was answered."""
        sent = {name: value for name, value in self.typed.items() if name[0] != "_"} | {
            "_seen": self.typed.get("_seen", ""),
            "_save": "1",
            **changes,
        }
        return self.client.post(self.address, sent).status_code


def clients(cast: Cast) -> dict[str, Client]:
    found = {name: Client() for name in EDITORS}
    for name, client in found.items():
        client.force_login(cast.roles()[name])
    return found


def texts(row: models.Model, form: Form) -> list[str]:
    """Return the columns of plain text that a form lets one write."""
    return [
        column.name
        for column in row._meta.concrete_fields
        if isinstance(column, TextColumn)
        and column.name in form.typed
        and not (column.choices or column.unique)
        and (column.max_length or 99) >= 40
    ]


def editable(cast: Cast) -> dict[str, tuple[models.Model, str, list[Client], str]]:
    """Return, of each thing of the admin, a row that somebody may save, where, who, and a column.

    The table of rights says who may edit; what is also asked of a thing is found by saving.
    """
    found = {}
    people, rights = clients(cast), expected()
    for model, page in admin.site._registry.items():
        label = model._meta.label_lower
        if not isinstance(page, StaffAdmin) or not page.edit_act:
            continue
        for key, situation in world.cases().get(label, {}).items():
            may = in_table(rights[label, page.edit_act, situation])
            row = model._base_manager.get(pk=key)
            address = reverse(f"admin:{label.replace('.', '_')}_change", args=[key])
            able = [people[name] for name in may if _saves(row, people[name], address)]
            if able:
                found[label] = (row, address, able, texts(row, Form(able[0], address))[0])
                break
    return found


def in_table(words: str) -> list[str]:
    """Return those of the editors whom a cell of the table of rights names."""
    everybody = words in {"everybody", "every account"}
    return [name for name in EDITORS if everybody or name in words.split()]


def _saves(row: models.Model, client: Client, address: str) -> bool:
    form = Form(client, address)
    names = texts(row, form) if form.is_open else []
    return bool(names) and form.save(**{names[0]: "Antes"}) == 302


class TwoEditors(RuleBasedStateMachine):
    """Two people open and save the forms of some rows in any order."""

    rows: list[tuple[models.Model, str, list[Client], str]] = []

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[tuple[int, int], tuple[Form, str]] = {}

    def now(self, place: int) -> str:
        row, _address, _able, name = self.rows[place]
        return str(getattr(type(row)._base_manager.get(pk=row.pk), name))

    @rule(place=st.integers(0, 99), who=st.integers(0, 1))
    def open(self, place: int, who: int) -> None:
        place %= len(self.rows)
        _row, address, able, _name = self.rows[place]
        self.forms[place, who] = (Form(able[-who], address), self.now(place))

    @rule(place=st.integers(0, 99), who=st.integers(0, 1), word=WORDS)
    def save(self, place: int, who: int, word: str) -> None:
        place %= len(self.rows)
        if (place, who) not in self.forms:
            return
        form, seen = self.forms.pop((place, who))
        before = self.now(place)
        answered = form.save(**{self.rows[place][3]: word})
        assert answered == (302 if seen == before else 409)
        assert self.now(place) == (word if answered == 302 else before)


@pytest.mark.world("rights")
@pytest.mark.django_db
@pytest.mark.parametrize("steps", [30, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_nothing_that_was_acknowledged_is_overwritten_by_who_had_not_seen_it(cast, steps):
    with cheap():
        _write_over_each_other(cast, steps)


def _write_over_each_other(cast: Cast, steps: int) -> None:
    rows = editable(cast)
    assert len(rows) > 8, sorted(rows)
    lost = {}
    for label, (row, address, able, name) in rows.items():
        first, second = Form(able[0], address), Form(able[-1], address)
        answers = first.save(**{name: "Primera"}), second.save(**{name: "Segunda"})
        kept = getattr(type(row)._base_manager.get(pk=row.pk), name)
        if (*answers, kept) != (302, 409, "Primera"):
            lost[label] = (*answers, kept)
        if Form(able[-1], address).save(**{name: "Tercera"}) != 302:
            lost[f"{label}, having seen it"] = kept
    assert lost == {}
    TwoEditors.rows = list(rows.values())
    run_state_machine_as_test(
        TwoEditors,
        settings=hypothesis_settings(
            max_examples=steps // 30, stateful_step_count=30, deadline=None, database=None
        ),
    )
