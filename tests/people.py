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
from ogp_portal.models import User

LONG_AGO = datetime.date(2020, 1, 1)
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
    user = User.objects.create_user(
        f"{name}@prueba.example", name=name, is_staff=role in {"editor", "coordinator"}
    )
    Membership.objects.create(
        user=user, organization=where, role=role, starts_on=LONG_AGO, ends_on=until
    )
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


def make_cast() -> Cast:
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
        slug="contraparte", version="1", name="Pauta de contraparte", criteria=RUBRIC
    )
    Rubric.objects.create(slug="irm", version="1", name="Pauta independiente", criteria=RUBRIC)
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
    chair = seated("presidenta", forum, kind="chair", sector="government")
    member = seated("integrante", forum)
    return Cast(
        chair=chair,
        member=member,
        alternate=seated("suplente", forum, kind="alternate", stands_in_for=member.seats.get()),
        forum_observer=seated("observador", forum, kind="observer", sector="international"),
        former_member=seated("integrante.anterior", forum, until=datetime.date(2021, 1, 1)),
        other_member=seated("integrante.ajeno", other_forum),
        forum=forum,
        other_forum=other_forum,
        citizen=AnonymousUser(),
        editor=person("editora", city, "editor"),
        colleague=person("colega", city, "editor"),
        other_editor=person("editor.ajeno", stranger, "editor"),
        former_editor=person("editora.anterior", city, "editor", until=datetime.date(2021, 1, 1)),
        coordinator=person("coordinadora", city, "coordinator"),
        second_coordinator=person("coordinador.socio", partner, "coordinator"),
        other_coordinator=person("coordinadora.ajena", stranger, "coordinator"),
        counterpart=person("contraparte", society, "counterpart"),
        other_counterpart=person("contraparte.ajena", other_society, "counterpart"),
        monitor=person("monitora", watcher, "monitor"),
        other_monitor=person("monitor.ajeno", other_watcher, "monitor"),
        administrator=User.objects.create_superuser("administradora@prueba.example"),
        city=city,
        partner=partner,
        stranger=stranger,
        society=society,
        other_society=other_society,
        watcher=watcher,
        plan=plan,
    )
