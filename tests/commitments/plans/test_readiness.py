"""What a commitment lacks before it can be published, one sentence for each thing."""

from dataclasses import replace

import pytest

from commitments.plans.readiness import Facts, missing

WHOLE = Facts(
    has_summary=True,
    has_problem=True,
    has_responsible=True,
    has_dates=True,
    milestones=1,
    is_historical=False,
)


def test_a_commitment_with_everything_and_one_milestone_lacks_nothing():
    assert missing(WHOLE) == []


@pytest.mark.parametrize(
    ("without", "lacking"),
    [
        ({"has_summary": False}, "hasta 140 caracteres"),
        ({"has_problem": False}, "qué problema aborda"),
        ({"has_responsible": False}, "institución responsable"),
        ({"has_dates": False}, "fechas de inicio y término"),
        ({"milestones": 0}, "los hitos son obligatorios"),
    ],
)
def test_each_thing_that_is_missing_is_said_and_nothing_else(without, lacking):
    (sentence,) = missing(replace(WHOLE, **without))
    assert lacking in str(sentence)


def test_a_historical_commitment_lacks_nothing_whatever_it_is_without():
    empty = Facts(
        has_summary=False,
        has_problem=False,
        has_responsible=False,
        has_dates=False,
        milestones=0,
        is_historical=True,
    )
    assert missing(empty) == []
    assert len(missing(replace(empty, is_historical=False))) == 5
