"""Where the example happens and who acts in it: places, institutions, roles, words."""

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commitments.assessments import workflow as assessments
from commitments.organizations import workflow as organizations
from commitments.organizations.models import Organization, Territory
from commitments.plans import workflow as plans
from commitments.plans.models import Theme, Value
from ogp_portal.models import User

HERE = Path(__file__).parent
ROLE = "ejemplo"
NEIGHBOUR = "vecindad.{}@demo.example"  # whoever made an account to support and comment
ADMINISTRATORS = (  # two, because one proposes and another confirms
    ("administracion@demo.example", "Administración de cuentas (ejemplo)"),
    ("administracion.segunda@demo.example", "Segunda administración de cuentas (ejemplo)"),
)
Row = dict[str, Any]


@functools.cache
def read(name: str) -> Row:
    """Return the content of `name`.toml beside this module; it is read once, and not changed."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class People:
    """Who acts, by role."""

    coordinator: User
    second_coordinator: User
    editor: User
    partner_editor: User
    counterpart: User
    monitor: User
    authority: User
    deputy: User
    chair: User
    member: User
    neighbours: Sequence[User]


def settle_in() -> People:
    """Make places, institutions, words and the account of each role; return who they are."""
    facts = read("places")
    for row in facts["territory"]:
        region = Territory.objects.get(code=row["code"][:2]) if len(row["code"]) > 2 else None
        organizations.register_territory(**row, region=region, role=ROLE)
    for row in facts["organization"]:
        more: Row = {}
        if "territory" in row:
            more["territory"] = Territory.objects.get(code=row["territory"])
        organizations.register_organization(role=ROLE, **{**row, **more})
    for model, name in ((Theme, "theme"), (Value, "value")):
        for row in facts[name]:
            plans.register_term(model, **row)
    for row in facts["rubric"]:
        assessments.register_rubric(**row)
    people = {
        row["key"]: organizations.register_person(
            row["email"],
            name=row["name"],
            organization=Organization.objects.get(slug=row["organization"]),
            role=row["role"],
        )
        for row in facts["account"]
    }
    for address, name in ADMINISTRATORS:
        User.objects.create_superuser(address, name=name)
    neighbours = [
        User.objects.create_user(NEIGHBOUR.format(number), name=f"{name} (ejemplo)")
        for number, name in enumerate(facts["neighbours"], start=1)
    ]
    return People(neighbours=neighbours, **people)


def accounts() -> list[tuple[str, str]]:
    """Return the address of each demo account and what it is for."""
    rows = read("places")["account"]
    neighbour = (NEIGHBOUR.format(1), "Vecina con cuenta, sin rol (ejemplo)")
    return [*((row["email"], row["name"]) for row in rows), *ADMINISTRATORS, neighbour]
