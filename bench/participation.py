"""Lists of 10,000 and 100,000 proposals, and a survey with 2,000 and 200,000 answers: queries and
milliseconds, uncached, in one run.

    .venv/bin/python bench/participation.py

Makes two databases of its own under var/bench/, which may be deleted afterwards.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000)
ANSWERS = {10_000: 2_000, 100_000: 200_000}
TURNS = 7
PROPOSALS = """
INSERT INTO forums_proposal (call_id, number, slug, title, problem, solution, actors, sector, organization_name, author_name, is_name_public, email, language, arrival,
    gathering, appeal, state, state_reason, confirmed_at, answer_due_on, support_count, territory_id, value_id)
SELECT %s, n, 'propuesta-' || n, w.a || ' ' || w.b || ' en la comuna ' || n, 'Falta ' || w.b || ' y sobra ' || w.c || ' en el barrio.', 'Que se haga ' || w.a || ' con ' || w.c || '.',
    '', 'citizens', '', '', false, '', 'es-cl', 'online', '', '',
    (ARRAY['admitted','in_table','selected','not_selected','not_admitted'])[1 + n %% 5], 'Motivo.', now() - make_interval(mins => n), current_date, n %% 97, t.id, v.id
FROM generate_series(1, %s) n,
LATERAL (SELECT (ARRAY['huertos','ciclovías','alumbrado','reciclaje','bibliotecas','plazas','ferias'])[1 + n %% 7] a,
    (ARRAY['transparencia','participación','salud','agua','residuos','movilidad','vivienda','seguridad','cultura','datos','empleo'])[1 + n %% 11] b,
    (ARRAY['ruido','polvo','espera','burocracia','papel'])[1 + n %% 5] c) w
JOIN LATERAL (SELECT id FROM commitments_territory WHERE kind = 'comuna' ORDER BY id OFFSET n %% 10 LIMIT 1) t ON true
JOIN LATERAL (SELECT id FROM commitments_value WHERE scheme = 'ogp' ORDER BY id OFFSET n %% 3 LIMIT 1) v ON true
"""
SHEETS = (
    "INSERT INTO forums_sheet (survey_id, submission_key, sector, answered_on) SELECT %s, "
    "gen_random_uuid(), 'citizens', current_date FROM generate_series(1, %s)"
)
SAID = """
INSERT INTO forums_answer (sheet_id, question_id, choice_id, number, text, public_text, reading, withheld_reason)
SELECT s.id, %s, CASE WHEN %s THEN c.ids[1 + s.id %% 3] END, CASE WHEN %s THEN NULL ELSE 1 + s.id %% 5 END, '', '', 'waiting', ''
FROM forums_sheet s, (SELECT array_agg(id) ids FROM forums_choice WHERE question_id = %s) c WHERE s.survey_id = %s
"""


def fill(size: int) -> None:
    """Inside the portal's environment: load the real plans, then so many proposals and answers."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from commitments.plans.models import Plan
    from forums.proposals.models import Call
    from forums.surveys.models import Choice, Question, Survey

    call_command("load_santiago", verbosity=0)
    plan, now = Plan.objects.get(slug="ogp-local-santiago-renca"), timezone.now()
    window = {"opens_at": now, "closes_at": now.replace(year=now.year + 1)}
    call = Call.objects.create(
        plan=plan,
        slug="convocatoria",
        title="Convocatoria",
        rules="Reglas.",
        announced_at=now,
        **window,
    )
    survey = Survey.objects.create(
        plan=plan, slug="encuesta", title="Encuesta", state="announced", **window
    )
    single, scale = (
        Question.objects.create(survey=survey, position=n, text=f"¿{kind}?", kind=kind)
        for n, kind in ((1, "single"), (2, "scale"))
    )
    Choice.objects.bulk_create(
        Choice(question=single, position=n, label=f"Opción {n}") for n in (1, 2, 3)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SET statement_timeout = 0; SET session_replication_role = replica"
        )  # rows for measuring keep no history
        cursor.execute(PROPOSALS, (call.pk, size))
        cursor.execute(SHEETS, (survey.pk, ANSWERS[size] // 2))
        for question, is_choice in ((single, True), (scale, False)):
            cursor.execute(SAID, (question.pk, is_choice, is_choice, single.pk, survey.pk))
        cursor.execute("VACUUM ANALYZE")


def measure(size: int) -> None:
    """Inside the portal's environment: time each thing and print JSON."""
    import statistics
    import time
    import uuid

    from django.contrib.auth.models import AnonymousUser
    from django.db import connection, transaction
    from django.test import Client
    from django.utils import timezone

    from forums.proposals import queries
    from forums.surveys import workflow
    from forums.surveys.models import Question, Survey
    from ogp_portal.models import User

    client, figures = Client(headers={"host": "localhost"}), {}

    def timed(name: str, act) -> None:
        act()
        seen: list[str] = []
        with connection.execute_wrapper(
            lambda execute, sql, params, many, context: (
                seen.append(sql),
                execute(sql, params, many, context),
            )[1]
        ):
            act()
        seconds = []
        for _turn in range(TURNS):
            started = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - started)
        figures[name] = {"queries": len(seen), "ms": round(statistics.median(seconds) * 1000, 1)}

    for name, address in {
        "list: first page": "/propuestas/",
        "list: most supported": "/propuestas/?orden=apoyos",
        "list: deepest page": "/propuestas/?pagina=250",
        "list: search, many hits": "/propuestas/?q=participacion",
        "list: search + filters": "/propuestas/?q=huertos&estado=selected&orden=apoyos",
        "a proposal's page": "/propuestas/propuesta-5000/",
        "a plan's process, with the picture": "/planes/ogp-local-santiago-renca/proceso/",
        "figures of participation": "/participa/cifras/",
        "API: a page of 100": "/api/v1/proposals/?page_size=100",
    }.items():
        timed(name, lambda address=address: client.get(address))
    timed(
        "similar ones while writing",
        lambda: queries.similar("huertos escolares con agua y reciclaje para la comuna"),
    )
    survey = Survey.objects.get(slug="encuesta")
    choice = Question.objects.get(survey=survey, position=1).choices.first()
    timed(
        "a sheet of a survey is taken",
        lambda: workflow.submit_answers(
            survey,
            person=AnonymousUser(),
            key=uuid.uuid4(),
            answers={choice.question_id: choice.pk},
        ),
    )
    timed("a survey's page", lambda: client.get("/encuestas/encuesta/"))
    with transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now())
        by = User.objects.create_superuser("medida@prueba.example")
        from commitments.organizations.models import Membership, Organization

        Membership.objects.create(
            user=by,
            organization=Organization.objects.get(slug="gobierno-de-santiago"),
            role="coordinator",
            starts_on=timezone.localdate(),
        )
        started = time.perf_counter()
        workflow.report_survey(survey, by=by)
        figures["a survey's results are worked out and frozen"] = {
            "queries": 0,
            "ms": round((time.perf_counter() - started) * 1000, 1),
        }
        timed("a survey's page with its results", lambda: client.get("/encuestas/encuesta/"))
        transaction.set_rollback(True)
    print(json.dumps(figures))


def run(size: int) -> dict[str, dict[str, float]]:
    """Make the sample once and measure it in a process of its own."""
    var = ROOT / "var" / "bench" / f"participation-{size}"
    environment = {
        **os.environ,
        "PORTAL_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "ogp_portal.settings",
        "PORTAL_BOOTSTRAP": "no",
        "API_UNITS_PER_MINUTE": "1000000000",
    }
    manage = [sys.executable, "manage.py"]
    source = f"exec(open({str(Path(__file__))!r}).read())"
    if not (var / "made").exists():
        subprocess.run([*manage, "setup", "-v", "0"], cwd=ROOT, env=environment, check=True)
        subprocess.run(
            [*manage, "shell", "-v", "0", "-c", f"{source}; fill({size})"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        (var / "made").touch()
    words = [*manage, "shell", "-v", "0", "-c", f"{source}; measure({size})"]
    ended = subprocess.run(
        words, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(ended.stdout.strip().splitlines()[-1])


def main() -> None:
    """Measure both sizes and print a table."""
    small, large = (run(size) for size in SIZES)
    print(
        "| what | queries | 10,000 proposals, 2,000 answers: ms | 100,000 proposals, 200,000 "
        "answers: ms | ratio |\n|---|---|---|---|---|"
    )
    for name, figure in large.items():
        print(
            f"| {name} | {figure['queries'] or ''} | {small[name]['ms']} | {figure['ms']} | "
            f"{figure['ms'] / small[name]['ms']:.2f} |"
        )


if __name__ == "__main__":
    main()
