"""State machines: what moves from where to where, and what a negative outcome needs."""

import pytest
from django.db.models import Q

from ogp_portal.foundation.permissions import states
from ogp_portal.foundation.permissions.states import Machine, Move, MoveNotAllowed, State, States


class Light(States):
    RED = State("red", "rojo")
    GREEN = State("green", "verde")
    OFF = State("off", "apagado", negative=True, final=True)


class Door(States):
    SHUT = State("shut", "cerrada")


LIGHT = Machine(
    Light,
    moves=(
        Move("go", (Light.RED,), Light.GREEN),
        Move("stop", (Light.GREEN,), Light.RED),
        Move("break", (Light.RED, Light.GREEN), Light.OFF),
    ),
)


def test_a_state_is_its_code_and_knows_its_words():
    assert Light.RED == "red" == Light.RED.name
    assert (Light.RED.label, Light.RED.negative, Light.RED.final) == ("rojo", False, False)
    assert (Light.OFF.negative, Light.OFF.final) == (True, True)
    assert not isinstance(Light.RED.name, State)


def test_a_machine_begins_in_its_first_state_and_lists_them_in_order():
    assert LIGHT.initial == "red"
    assert LIGHT.choices == [("red", "rojo"), ("green", "verde"), ("off", "apagado")]
    assert LIGHT.acts == {"go", "stop", "break"}
    assert LIGHT.negative() == ["off"]


def test_an_act_starts_from_its_own_states_and_leads_to_its_own():
    assert LIGHT.sources("break") == ["red", "green"]
    assert LIGHT.sources("stop") == ["green"]
    assert LIGHT.sources("fly") == []
    assert LIGHT.target("go", state="red") == "green"
    assert LIGHT.target("stop", state="green") == "red"


def test_a_move_approves_only_where_it_says_so():
    assert not any(move.approves for move in LIGHT.moves)
    assert Move("approve", (Light.RED,), Light.GREEN, approves=True).approves


@pytest.mark.parametrize(("act", "state"), [("go", "green"), ("stop", "red"), ("go", "off")])
def test_an_act_from_another_state_is_refused_with_the_words_of_that_state(act, state):
    with pytest.raises(MoveNotAllowed) as refused:
        LIGHT.target(act, state=state)
    assert (refused.value.status, refused.value.act, refused.value.state) == (409, act, state)
    assert f"«{LIGHT.names[state].label}»" in str(refused.value)


def test_a_refusal_without_words_of_the_state_names_its_code():
    assert "«red»" in str(MoveNotAllowed("go", "red"))


def test_a_move_between_two_machines_is_refused():
    with pytest.raises(ValueError, match=r"go names unknown states \['shut'\]"):
        Machine(Light, moves=(Move("go", (Light.RED,), Door.SHUT),))
    with pytest.raises(ValueError, match=r"go names unknown states \['shut'\]"):
        Machine(Light, moves=(Move("go", (Door.SHUT,), Light.RED),))


def test_the_table_refuses_a_negative_state_without_its_reason_and_a_state_of_nobody():
    assert LIGHT.reason_check("why").condition == ~Q(state__in=["off"]) | ~Q(state_reason="")
    assert LIGHT.state_check("known").condition == Q(state__in=["red", "green", "off"])


def test_a_machine_is_drawn_with_where_it_begins_and_ends():
    assert LIGHT.diagram().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> red",
        "    red --> green: go",
        "    green --> red: stop",
        "    red --> off: break",
        "    green --> off: break",
        "    off --> [*]",
    ]
    page = states.draw([("Luz", LIGHT)])
    assert "## Luz" in page
    assert "| off | apagado | yes |" in page
    assert "| red | rojo |  |" in page
    assert page.endswith("|\n")
