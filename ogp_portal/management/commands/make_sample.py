"""`manage.py make_sample N`: a synthetic plan of N commitments, for measuring.

Never beside real plans: it asks for an empty database.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Plan, PlanMember, Theme, Value
from commitments.plans.states import PlanState
from ogp_portal.foundation.runtime import example

WORDS = (
    "participación vecinal",
    "presupuesto abierto",
    "compras públicas",
    "áreas verdes",
    "movilidad sostenible",
    "atención ciudadana",
    "datos abiertos",
    "seguridad comunitaria",
    "cuidado de personas mayores",
    "gestión de residuos",
)
MILESTONES = 4
ORGANIZATIONS = 60
INSERT = """
INSERT INTO commitments_commitment (
    plan_id, slug, number, title, summary, problem, objective, description, components, relevance,
    ambition, expected_results, additional_information, ogp_id, state, state_reason, is_proposed,
    published_on, theme_id, responsible_id, starts_on, ends_on, precision, keeps_long_summary,
    version, computed_progress, has_begun, milestone_count, complete_count, open_due_on,
    times_moved, claimed_level
)
SELECT
    %(plan)s, 'muestra-' || n, NULL,
    'Compromiso ' || n || ' de ' || (%(words)s::text[])[1 + n %% 10],
    'Una promesa de muestra sobre ' || (%(words)s::text[])[1 + n %% 10],
    'Un problema que atender.',
    'Mejorar ' || (%(words)s::text[])[1 + (n / 10) %% 10],
    repeat('Texto de muestra para medir. ', 8),
    '', '', '', '', '', '', 'published', '', false,
    date '2026-01-01', (%(themes)s::bigint[])[1 + n %% 5],
    (%(organizations)s::bigint[])[1 + n %% 60],
    date '2026-01-01', date '2027-12-31', 'day', false,
    1, (n * 7) %% 101, true, 4, (n * 7) %% 101 / 25,
    date '2026-01-01' + (n * 13 %% 730)::int, n %% 3, ''
FROM generate_series(1, %(count)s) n
"""
INSERT_MILESTONES = """
INSERT INTO commitments_milestone (
    commitment_id, position, title, deliverable, due_on, first_due_on, weight, state, state_reason,
    progress, completed_on, is_derived
)
SELECT
    c.id, p, 'Hito ' || p, '', date '2026-01-01' + (c.id * 13 %% 700)::int + p, date '2026-01-01',
    1, CASE WHEN p <= c.complete_count THEN 'complete' ELSE 'not_started' END, '',
    CASE WHEN p <= c.complete_count THEN 100 ELSE 0 END,
    CASE WHEN p <= c.complete_count THEN date '2026-06-01' END, false
FROM commitments_commitment c CROSS JOIN generate_series(1, 4) p WHERE c.plan_id = %(plan)s
"""
INSERT_VALUES = (
    "INSERT INTO commitments_commitment_values (commitment_id, value_id) SELECT id, "
    "(%(values)s::bigint[])[1 + id %% 4] FROM commitments_commitment WHERE plan_id = %(plan)s"
)


class Command(BaseCommand):
    """Make a sample to measure with."""

    help = "Llena una base de datos vacía con N compromisos sintéticos, para medir."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask how many."""
        parser.add_argument("count", type=int)

    @transaction.atomic
    def handle(self, *_args: object, **options: Any) -> None:
        """Insert them in a few statements, without history: there is nobody's act to remember."""
        example.refuse("make_sample", is_example=settings.IS_EXAMPLE)
        if Plan.objects.exists():
            message = (
                "La base de datos ya tiene planes: la muestra se hace solo en una vacía "
                "(PORTAL_VAR=otra-carpeta)."
            )
            raise CommandError(message)
        organizations = [
            Organization.objects.create(
                slug=f"institucion-{n}",
                name=f"Institución {n}",
                sector=Organization.Sector.GOVERNMENT,
            ).pk
            for n in range(ORGANIZATIONS)
        ]
        themes = [Theme.objects.create(slug=f"tema-{n}", name=f"Tema {n}").pk for n in range(5)]
        values = [Value.objects.create(slug=f"valor-{n}", name=f"Valor {n}").pk for n in range(4)]
        plan = Plan.objects.create(
            slug="muestra",
            kind=Plan.Kind.LOCAL,
            title="Plan de muestra",
            state=PlanState.IN_FORCE,
            starts_on=datetime.date(2026, 1, 1),
            ends_on=datetime.date(2027, 12, 31),
        )
        PlanMember.objects.create(
            plan=plan, organization_id=organizations[0], part=PlanMember.Part.LEAD
        )
        words = {
            "plan": plan.pk,
            "words": list(WORDS),
            "themes": themes,
            "organizations": organizations,
            "values": values,
            "count": options["count"],
        }
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL session_replication_role = replica")
            for statement in (INSERT, INSERT_MILESTONES, INSERT_VALUES):
                cursor.execute(statement, words)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("ANALYZE")
        self.stdout.write(f"{Commitment.objects.filter(plan=plan).count()} compromisos de muestra.")
