"""The fixed cast: one person for each role and an outsider of each kind, around one plan of a
consortium of two.
"""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from commitments.assessments.models import Rubric
from commitments.organizations.models import Membership, Organization
from commitments.plans.models import Plan, PlanMember
from forums.bodies.models import Forum, Seat
from ogp_portal.foundation.permissions import second_factor
from ogp_portal.models import User

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody's second factor
LONG_AGO = datetime.date(2020, 1, 1)
NAMES = {  # who they are in the tests → how their address begins
    "editor": "editora",
    "colleague": "colega",
    "other_editor": "editor.ajeno",
    "former_editor": "editora.anterior",
    "coordinator": "coordinadora",
    "second_coordinator": "coordinador.socio",
    "other_coordinator": "coordinadora.ajena",
    "counterpart": "contraparte",
    "other_counterpart": "contraparte.ajena",
    "monitor": "monitora",
    "other_monitor": "monitor.ajeno",
    "overseer": "alcaldesa",
    "administrator": "administradora",
    "chair": "presidenta",
    "member": "integrante",
    "alternate": "suplente",
    "forum_observer": "observador",
    "former_member": "integrante.anterior",
    "other_member": "integrante.ajeno",
}
MEMBERSHIPS = {  # who → where and as what, in force
    "editor": ("city", "editor"),
    "colleague": ("city", "editor"),
    "other_editor": ("stranger", "editor"),
    "coordinator": ("city", "coordinator"),
    "second_coordinator": ("partner", "coordinator"),
    "other_coordinator": ("stranger", "coordinator"),
    "counterpart": ("society", "counterpart"),
    "other_counterpart": ("other_society", "counterpart"),
    "monitor": ("watcher", "monitor"),
    "other_monitor": ("other_watcher", "monitor"),
    "overseer": ("city", "overseer"),
}
SLUGS = {
    "city": "ciudad",
    "partner": "municipio-socio",
    "stranger": "otra-ciudad",
    "society": "sociedad",
    "other_society": "otra-sociedad",
    "watcher": "monitoreo",
}
RUBRIC = [
    {
        "key": "completion",
        "label": "Cumplimiento",
        "options": [{"value": "yes", "label": "Sí"}, {"value": "no", "label": "No"}],
    }
]


@dataclass(frozen=True)
class Cast:
    """Everybody and where they belong."""

    citizen: AnonymousUser
    editor: User
    colleague: User
    other_editor: User
    former_editor: User
    coordinator: User
    second_coordinator: User
    other_coordinator: User
    counterpart: User
    other_counterpart: User
    monitor: User
    other_monitor: User
    overseer: User
    administrator: User
    chair: User
    member: User
    alternate: User
    forum_observer: User
    former_member: User
    other_member: User
    city: Organization
    partner: Organization
    stranger: Organization
    society: Organization
    other_society: Organization
    watcher: Organization
    plan: Plan
    forum: Forum
    other_forum: Forum

    def roles(self) -> dict[str, object]:
        """Return the people by the names the tables use."""
        return {
            name: value
            for name, value in vars(self).items()
            if isinstance(value, User | AnonymousUser)
        }


def organization(slug: str, sector: str = "government") -> Organization:
    return Organization.objects.create(
        slug=slug, name=slug.replace("-", " ").capitalize(), sector=sector
    )


def person(
    name: str, where: Organization, role: str, *, until: datetime.date | None = None
) -> User:
    user = User.objects.create_user(f"{name}@prueba.example", name=name)
    Membership.objects.create(
        user=user, organization=where, role=role, starts_on=LONG_AGO, ends_on=until
    )
    if role == "coordinator":
        second_factor.set_up(user, KEY)
    return user


def administrator(address: str) -> User:
    """Return somebody who administers accounts and has a second factor."""
    user = User.objects.create_superuser(address)
    second_factor.set_up(user, KEY)
    return user


def seated(
    name: str,
    forum: Forum,
    *,
    kind: str = "member",
    sector: str = "civil_society",
    stands_in_for: Seat | None = None,
    until: datetime.date | None = None,
) -> User:
    user = User.objects.create_user(f"{name}@prueba.example", name=name)
    Seat.objects.create(
        forum=forum,
        label=f"Asiento de {name}",
        kind=kind,
        sector=sector,
        user=user,
        stands_in_for=stands_in_for,
        starts_on=LONG_AGO,
        ends_on=until,
    )
    return user


def make_cast() -> None:
    """Write the cast, once, into the template of the databases."""
    city = organization("ciudad")
    partner = organization("municipio-socio")
    stranger = organization("otra-ciudad")
    society, other_society = (
        organization("sociedad", "civil_society"),
        organization("otra-sociedad", "civil_society"),
    )
    watcher, other_watcher = (
        organization("monitoreo", "international"),
        organization("otro-monitoreo", "international"),
    )
    plan = Plan.objects.create(
        slug="plan",
        kind="ogp_local",
        title="Plan de prueba",
        state="in_force",
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2027, 12, 31),
    )
    PlanMember.objects.create(plan=plan, organization=city, part="lead")
    PlanMember.objects.create(plan=plan, organization=partner, part="member")
    PlanMember.objects.create(plan=plan, organization=watcher, part="monitor")
    Rubric.objects.create(
        slug="contraparte",
        kind="counterpart",
        version="1",
        name="Pauta de contraparte",
        criteria=RUBRIC,
    )
    Rubric.objects.create(
        slug="irm", kind="independent", version="1", name="Pauta independiente", criteria=RUBRIC
    )
    forum = Forum.objects.create(
        slug="foro",
        name="Foro de prueba",
        kind="multi_stakeholder",
        convener=city,
        plan=plan,
        rules="Una regla.",
        meets_every_months=6,
    )
    other_forum = Forum.objects.create(
        slug="otro-foro", name="Otro foro", kind="advisory_council", convener=stranger
    )
    seated(NAMES["chair"], forum, kind="chair", sector="government")
    member = seated(NAMES["member"], forum)
    seated(NAMES["alternate"], forum, kind="alternate", stands_in_for=member.seats.get())
    seated(NAMES["forum_observer"], forum, kind="observer", sector="international")
    seated(NAMES["former_member"], forum, until=datetime.date(2021, 1, 1))
    seated(NAMES["other_member"], other_forum)
    places = {
        "city": city,
        "partner": partner,
        "stranger": stranger,
        "society": society,
        "other_society": other_society,
        "watcher": watcher,
        "other_watcher": other_watcher,
    }
    for who, (where, role) in MEMBERSHIPS.items():
        person(NAMES[who], places[where], role)
    person(NAMES["former_editor"], city, "editor", until=datetime.date(2021, 1, 1))
    administrator(f"{NAMES['administrator']}@prueba.example")


def find_cast() -> Cast:
    """Return the cast as the template of the databases holds it."""
    organizations = {row.slug: row for row in Organization.objects.all()}
    users = {row.email.removesuffix("@prueba.example"): row for row in User.objects.all()}
    plan = Plan.objects.get(slug="plan")
    forums = {row.slug: row for row in Forum.objects.all()}
    forums["foro"].convener, forums["foro"].plan = organizations["ciudad"], plan
    forums["otro-foro"].convener = organizations["otra-ciudad"]
    return Cast(
        citizen=AnonymousUser(),
        **{field: users[name] for field, name in NAMES.items()},
        **{field: organizations[slug] for field, slug in SLUGS.items()},
        plan=plan,
        forum=forums["foro"],
        other_forum=forums["otro-foro"],
    )
