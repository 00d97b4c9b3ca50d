"""The first house: what the client's documents state, loaded row by row, each with its source.

Twice changes nothing.
"""

import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pghistory
from django.conf import settings
from django.db import transaction

from commitments.assessments import workflow as assessments
from commitments.organizations import workflow as organizations
from commitments.organizations.models import Organization, Territory
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Plan, PolicyArea, Theme, Value
from commitments.progress import workflow as progress
from commitments.sources.models import SourceDocument
from commitments.sources.workflow import register_source
from forums.bodies import workflow as bodies
from forums.bodies.models import Forum
from forums.drafts import workflow as drafts
from forums.process.workflow import register_stage
from forums.sessions import workflow as sessions
from forums.sessions.models import Session
from forums.surveys import workflow as surveys
from ogp_portal.foundation.events import journal
from ogp_portal.loaders import territories
from ogp_portal.models import User
from transparency.budgets import workflow as budgets
from transparency.budgets.models import BudgetProgram

HERE = Path(__file__).parent
ROLE = journal.LOADING
Step = tuple[str, Callable[[], object]]
VOCABULARIES = {"theme": Theme, "value": Value, "policy_area": PolicyArea}
Row = dict[str, Any]  # as a file of the folder writes it


def read(name: str) -> Row:
    """Return the content of `name`.toml beside this module."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@transaction.atomic
def load(*, say: Callable[[int, int, str], None] = lambda _done, _all, _what: None) -> int:
    """Load everything in one transaction, telling `say` each step, and return how many rows were
    looked at.
    """
    steps = list(_steps())
    with pghistory.context(door="orden", command="load_santiago"):
        for done, (what, act) in enumerate(steps, start=1):
            act()
            say(done, len(steps), what)
    return len(steps)


def _steps() -> Iterator[Step]:
    """Return what is to be done in the order in which rows need one another."""
    yield from ((row["title"], partial(_register_source, row)) for row in read("sources")["source"])
    yield (
        "Regiones y comunas de Chile",
        partial(territories.load, territories.CHILE, is_first=True),
    )
    yield from (
        (row["name"], partial(_organization, row)) for row in read("organizations")["organization"]
    )
    vocabulary = read("vocabulary")
    yield from (
        (row["name"], partial(_term, model, row))
        for kind, model in VOCABULARIES.items()
        for row in vocabulary[kind]
    )
    yield from ((row["title"], partial(_plan, row)) for row in read("plans")["plan"])
    yield from (
        (row["title"], partial(_commitment, row)) for row in read("commitments")["commitment"]
    )
    yield from (
        (row["title"], partial(_draft, row))
        for row in read("commitments")["commitment"]
        if row.get("is_proposed")
    )
    forums = read("forums")
    yield from ((row["name"], partial(_forum, row)) for row in forums["forum"])
    yield from ((row["name"], partial(_alliance, row)) for row in forums["alliance"])
    yield from ((row["title"], partial(_session, row)) for row in forums["session"])
    yield from ((row["title"], partial(_survey, row)) for row in forums["survey"])
    money = read("budgets")
    kinds = money["classification"]
    for side in ("expense", "income"):
        yield from (
            (name, partial(_account, kinds, side, account, name))
            for account, name in kinds[side].items()
        )
    yield from ((row["name"], partial(_sheet, row)) for row in money["sheet"])
    yield from ((row["name"], partial(_part, row)) for row in money["part"])
    yield from ((row["name"], partial(_rubric, row)) for row in read("assessments")["rubric"])
    yield from (
        (row["commitment"], partial(_assessment, row)) for row in read("assessments")["assessment"]
    )


def _register_source(row: Row) -> None:
    register_source(row.pop("slug"), role=ROLE, **row)


def _term(model: Any, row: Row) -> None:
    plans.register_term(model, row.pop("slug"), **row)


def _account(kinds: Row, side: str, account: str, name: str) -> None:
    budgets.register_account(
        account,
        side=side,
        year=kinds["year"],
        name=name,
        role=ROLE,
        source=_source(kinds["source"]),
    )


def _sheet(row: Row) -> None:
    source, unit = _source(row["source"]), row["unit"]
    program = budgets.register_program(
        row["slug"],
        organization=Organization.objects.get(slug=row["organization"]),
        code=row["code"],
        name=row["name"],
        role=ROLE,
        sheet_title=row["sheet_title"],
        description=row["description"],
        source=source,
    )
    lines = [
        budgets.SheetLine(
            line["account"],
            line["name"],
            line["current"] * unit,
            line["accrued"] * unit,
            line["pct"],
            line["explanation"].strip(),
            line.get("who", ""),
        )
        for line in row["line"]
    ]
    totals = (row["current"] * unit, row["accrued"] * unit, row["pct"])
    budgets.register_sheet(
        program,
        year=row["year"],
        lines=lines,
        totals=totals,
        unit_clp=unit,
        source=source,
        role=ROLE,
    )


def _part(row: Row) -> None:
    program = BudgetProgram.objects.select_related("source").get(slug=row["sheet"])
    budgets.register_account(
        row["account"],
        side="expense",
        year=row["year"],
        name=row["name"],
        role=ROLE,
        program=program,
        source=program.source,
    )


def _source(slug: str) -> SourceDocument:
    return SourceDocument.objects.get(slug=slug)


def _organization(row: Row) -> None:
    facts = dict(row, source=_source(row["source"]))
    if "territory" in row:
        facts["territory"] = Territory.objects.get(code=row["territory"])
    organizations.register_organization(facts.pop("slug"), role=ROLE, **facts)


def _plan(row: Row) -> None:
    source = _source(row.pop("source"))
    places = [(row.pop("lead"), "lead"), *((slug, "member") for slug in row.pop("members", []))]
    axes = row.pop("axis", [])
    totals = row.pop("total", [])
    stages = row.pop("stage", [])
    plan = plans.register_plan(
        row.pop("slug"),
        role=ROLE,
        places=[(Organization.objects.get(slug=slug), part) for slug, part in places],
        axes=[
            {"slug": axis["slug"], "name": axis["name"], "description": axis["description"]}
            for axis in axes
        ],
        source=source,
        **row,
    )
    for axis in axes:
        plan_axis = plan.axes.get(slug=axis["slug"])
        for counts in ("commitments", "complete"):
            plans.register_total(
                plan, axis=plan_axis, counts=counts, value=axis[counts], source=source
            )
    for total in totals:
        plans.register_total(plan, **dict(total, source=_source(total["source"])))
    for position, stage in enumerate(stages, start=1):
        register_stage(plan, position=position, role=ROLE, source=source, **stage)


def _commitment(row: Row) -> None:
    source = _source(row.pop("source"))
    plan = Plan.objects.get(slug=row.pop("plan"))
    update = row.pop("update", None)
    contact = row.pop("contact", None)
    actors = row.pop("actor", [])
    many: Row = {
        "territories": Territory.objects.filter(code__in=row.pop("territories", [])),
        "values": Value.objects.filter(slug__in=row.pop("values", [])),
        "policy_areas": PolicyArea.objects.filter(slug__in=row.pop("policy_areas", [])),
    }
    slug = row.pop("slug")
    for name, model in (("responsible", Organization), ("theme", Theme)):
        if name in row:
            row[name] = model._default_manager.get(slug=row[name])
    if "axis" in row:
        row["axis"] = plan.axes.get(slug=row["axis"])
    commitment, _is_new = plans.register_commitment(
        slug,
        plan=plan,
        role=ROLE,
        facts={**row, "source": source},
        many=many,
        actors=[
            {**actor, "organization": Organization.objects.get(slug=actor["organization"])}
            for actor in actors
        ],
        contact=contact,
    )
    if update:
        progress.register_update(commitment, role=ROLE, source=source, **update)


def _draft(row: Row) -> None:
    drafts.register_draft(
        Commitment.objects.select_related("plan", "source").get(slug=row["slug"]), role=ROLE
    )


def _rubric(row: Row) -> None:
    assessments.register_rubric(
        **{name: value for name, value in row.items() if name != "source"},
        source=_source(row["source"]),
    )


def _assessment(row: Row) -> None:
    source = _source(row["source"])
    rubric = assessments.register_rubric(**row["rubric"], kind=row["kind"], source=source)
    plan = Plan.objects.get(slug=row["plan"])
    assessments.register_assessment(
        plan.commitments.get(slug=row["commitment"]),
        organization=Organization.objects.get(slug=row["organization"]),
        rubric=rubric,
        role=ROLE,
        kind=row["kind"],
        ratings=row["ratings"],
        source=source,
    )


def _forum(row: Row) -> None:
    seats = [
        {
            **seat,
            **(
                {"organization": Organization.objects.get(slug=seat["organization"])}
                if "organization" in seat
                else {}
            ),
        }
        for seat in row.pop("seat", [])
    ]
    facts = dict(
        row, source=_source(row["source"]), convener=Organization.objects.get(slug=row["convener"])
    )
    if "plan" in row:
        facts["plan"] = Plan.objects.get(slug=row["plan"])
    bodies.register_forum(facts.pop("slug"), role=ROLE, seats=seats, **facts)


def _alliance(row: Row) -> None:
    facts = dict(row, source=_source(row["source"]))
    if "partner" in row:
        facts["partner"] = Organization.objects.get(slug=row["partner"])
    bodies.register_alliance(
        Organization.objects.get(slug=facts.pop("organization")),
        facts.pop("name"),
        role=ROLE,
        **facts,
    )


def _session(row: Row) -> None:
    facts = dict(row, source=_source(row["source"]))
    forum, agenda = Forum.objects.get(slug=facts.pop("forum")), facts.pop("agenda")
    sessions.register_session(forum, facts.pop("slug"), role=ROLE, agenda=agenda, **facts)


def _survey(row: Row) -> None:
    facts = dict(
        row,
        source=_source(row["source"]),
        plan=Plan.objects.get(slug=row["plan"]),
        session=Session.objects.get(slug=row["session"]),
    )
    surveys.register_survey(facts.pop("slug"), role=ROLE, questions=facts.pop("question"), **facts)


ADMINISTRATORS = (  # two, because one proposes and another confirms
    ("administracion@demo.example", "Administración de cuentas (demostración)"),
    ("administracion.segunda@demo.example", "Segunda administración de cuentas (demostración)"),
)


def load_demo_accounts() -> list[tuple[str, str]]:
    """Make the accounts of the embedded run, one for each role, and return their address and what
    they are for.

    None where mail leaves: there, codes are not printed on the console, and it is a real portal.
    """
    if settings.EMAIL_HOST:
        return []
    made = []
    for row in read("accounts")["account"]:
        person = organizations.register_person(
            row["email"],
            name=row["name"],
            organization=Organization.objects.get(slug=row["organization"]),
            role=row["role"],
        )
        made.append((person.email, person.name))
    for administrator, name in ADMINISTRATORS:
        if not User.objects.filter(email=administrator).exists():
            User.objects.create_superuser(administrator, name=name)
    return [*made, *ADMINISTRATORS]
