"""Who may do what: the registry of rules against a table that a lawyer can read (expected.csv).

A line of the table is a thing, an act, a situation of the thing, and the roles that may then.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps

from ogp_portal.foundation.permissions import rights
from ogp_portal.models import JournalEntry
from tests.people import Cast
from tests.rights import world

pytestmark = [pytest.mark.django_db, pytest.mark.world("rights")]
TABLE = Path(__file__).with_name("expected.csv")
THINGS = sorted({thing for thing, _act in rights.RULES})
Lines = dict[tuple[str, str, str], str]


def expected() -> Lines:
    with TABLE.open(encoding="utf-8") as table:
        return {
            (row["thing"], row["act"], row["state"]): row["who"] for row in csv.DictReader(table)
        }


def found(cast: Cast, thing: str) -> Lines:
    """Return the lines that the rules give of a thing: one query for each act and person."""
    model, situations = apps.get_model(thing), world.cases().get(thing, {})
    lines = {}
    for act in sorted(act for label, act in rights.RULES if label == thing):
        who = defaultdict(list)
        for role, person in cast.roles().items():
            for key in rights.rows(model, act, person).filter(pk__in=situations).distinct():
                who[key.pk].append(role)
        for key, situation in situations.items():
            lines[thing, act, situation] = in_words(who[key], list(cast.roles()))
    return lines


def in_words(who: list[str], roles: list[str]) -> str:
    """Return the roles that may, in as few words as say it."""
    accounts = [role for role in roles if role != "citizen"]
    short = {"": "nobody", " ".join(roles): "everybody", " ".join(accounts): "every account"}
    named = " ".join(role for role in roles if role in who)
    return short.get(named, named)


def differing(wanted: Lines, given: Lines) -> list[str]:
    """Return the lines that differ, as the table would say what the rules give."""
    return [
        f"{','.join(line)},{given.get(line, '(no such row)')}"
        for line in sorted({*wanted, *given})
        if wanted.get(line) != given.get(line)
    ]


@pytest.mark.parametrize("thing", THINGS)
def test_the_rules_allow_exactly_what_the_table_says(cast, thing):
    given = found(cast, thing)
    assert given, f"nothing of {thing} is in the world of rights"
    wanted = {line: who for line, who in expected().items() if line[0] == thing}
    assert differing(wanted, given) == []


def lacking(table: Lines) -> list[tuple[str, str]]:
    """Return the acts of the registry, and the viewing of every model, that no line is about."""
    needed = {*rights.RULES, *((model._meta.label_lower, "view") for model in world.things())}
    return sorted(needed - {(thing, act) for thing, act, _situation in table})


def test_every_act_of_the_registry_is_in_the_table_and_the_other_way_round():
    assert lacking(expected()) == []
    assert {(thing, act) for thing, act, _situation in expected()} <= set(rights.RULES)


def test_a_thing_that_the_table_forgot_is_noticed():
    table = {line: who for line, who in expected().items() if line[0] != "forums.vote"}
    assert lacking(table) == [("forums.vote", "view")]


def test_a_rule_that_changed_is_noticed(cast, monkeypatch):
    monkeypatch.setitem(rights.RULES, ("forums.vote", "view"), lambda _user: rights.everybody())
    wanted = {line: who for line, who in expected().items() if line[0] == "forums.vote"}
    assert any(
        "forums.vote,view,open" in line for line in differing(wanted, found(cast, "forums.vote"))
    )


def test_every_model_has_a_rule_of_viewing():
    labels = [model._meta.label_lower for model in world.things()]
    assert [label for label in labels if (label, "view") not in rights.RULES] == []


def test_every_state_of_a_machine_is_in_the_table():
    written = {(thing, situation) for thing, _act, situation in expected()}
    states = {
        (model._meta.label_lower, state)
        for model in world.things()
        for state in (getattr(model, "machine", None) and model.machine.names) or ()
    }
    assert sorted(states - written) == []


def test_what_is_journaled_in_public_is_about_what_everybody_sees(cast):
    no_act_leads_there = {"plan_slug": "plan-preparing"}  # what is published of a plan in hiding
    hidden = []
    for label in JournalEntry.objects.values_list("subject_type", flat=True).distinct():
        entries = JournalEntry.objects.filter(subject_type=label, is_public=True)
        seen = rights.rows(apps.get_model(label), "view", cast.citizen).values("pk")
        told = entries.exclude(subject_id__in=seen).exclude(**no_act_leads_there)
        hidden += told.values_list("subject_type", "act")
    assert sorted(set(hidden)) == []


def test_an_act_nobody_declared_is_refused_loudly(cast):
    with pytest.raises(rights.ActWithoutRule):
        rights.may(cast.coordinator, "burn", cast.plan)
