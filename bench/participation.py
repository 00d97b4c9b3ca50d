"""Lists of 10,000 and 100,000 proposals, and a survey with 2,000 and 200,000 answers: queries and
milliseconds, uncached, in one run.

    .venv/bin/python bench/participation.py

Makes two databases of its own under var/bench/, which may be deleted afterwards.
"""

import json

from sample import call, last_line, portal, start
from timing import Figures, keep_no_history, seconds_of, timed

SIZES = (10_000, 100_000)
ANSWERS = {10_000: 2_000, 100_000: 200_000}
TURNS = 7
PROPOSALS = """
INSERT INTO forums_proposal (
    call_id, number, slug, title, problem, solution, actors, sector, organization_name, author_name,
    is_name_public, email, language, arrival, gathering, appeal, state, state_reason, confirmed_at,
    answer_due_on, support_count, territory_id, value_id
)
SELECT
    %s, n, 'propuesta-' || n, w.a || ' ' || w.b || ' en la comuna ' || n,
    'Falta ' || w.b || ' y sobra ' || w.c || ' en el barrio.',
    'Que se haga ' || w.a || ' con ' || w.c || '.', '', 'citizens', '', '', false, '', 'es-cl',
    'online', '', '',
    (ARRAY['admitted', 'in_table', 'selected', 'not_selected', 'not_admitted'])[1 + n %% 5],
    'Motivo.', now() - make_interval(mins => n), current_date, n %% 97, t.id, v.id
FROM generate_series(1, %s) n,
LATERAL (
    SELECT
        (ARRAY[
            'huertos', 'ciclovías', 'alumbrado', 'reciclaje', 'bibliotecas', 'plazas', 'ferias'
        ])[1 + n %% 7] a,
        (ARRAY[
            'transparencia', 'participación', 'salud', 'agua', 'residuos', 'movilidad', 'vivienda',
            'seguridad', 'cultura', 'datos', 'empleo'
        ])[1 + n %% 11] b,
        (ARRAY['ruido', 'polvo', 'espera', 'burocracia', 'papel'])[1 + n %% 5] c
) w
JOIN LATERAL (
    SELECT id FROM commitments_territory WHERE kind = 'comuna' ORDER BY id OFFSET n %% 10 LIMIT 1
) t ON true
JOIN LATERAL (
    SELECT id FROM commitments_value WHERE scheme = 'ogp' ORDER BY id OFFSET n %% 3 LIMIT 1
) v ON true
"""
SHEETS = (
    "INSERT INTO forums_sheet (survey_id, submission_key, sector, answered_on) SELECT %s, "
    "gen_random_uuid(), 'citizens', current_date FROM generate_series(1, %s)"
)
ANSWERED = """
INSERT INTO forums_answer (
    sheet_id, question_id, choice_id, number, text, public_text, reading, withheld_reason
)
SELECT
    s.id, %s, CASE WHEN %s THEN c.ids[1 + s.id %% 3] END,
    CASE WHEN %s THEN NULL ELSE 1 + s.id %% 5 END, '', '', 'waiting', ''
FROM forums_sheet s, (SELECT array_agg(id) ids FROM forums_choice WHERE question_id = %s) c
WHERE s.survey_id = %s
"""
PAGES = {
    "list: first page": "/propuestas/",
    "list: most supported": "/propuestas/?orden=apoyos",
    "list: deepest page": "/propuestas/?pagina=250",
    "list: search, many hits": "/propuestas/?q=participacion",
    "list: search + filters": "/propuestas/?q=huertos&estado=selected&orden=apoyos",
    "a proposal's page": "/propuestas/propuesta-5000/",
    "a plan's process, with the picture": "/planes/ogp-local-santiago-renca/proceso/",
    "figures of participation": "/participa/cifras/",
    "API: a page of 100": "/api/v1/proposals/?page_size=100",
}


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
        keep_no_history(cursor)
        cursor.execute(PROPOSALS, (call.pk, size))
        cursor.execute(SHEETS, (survey.pk, ANSWERS[size] // 2))
        for question, is_choice in ((single, True), (scale, False)):
            cursor.execute(ANSWERED, (question.pk, is_choice, is_choice, single.pk, survey.pk))
        cursor.execute("VACUUM ANALYZE")


def measure() -> None:
    """Inside the portal's environment: time each thing and print JSON."""
    from django.test import Client

    from forums.proposals import queries
    from forums.surveys.models import Survey

    client, figures = Client(headers={"host": "localhost"}), {}
    for name, address in PAGES.items():
        figures[name] = timed(lambda address=address: client.get(address), turns=TURNS)
    words = "huertos escolares con agua y reciclaje para la comuna"
    figures["similar ones while writing"] = timed(lambda: queries.similar(words), turns=TURNS)
    answering(figures, client, Survey.objects.get(slug="encuesta"))
    print(json.dumps(figures))


def answering(figures: Figures, client, survey) -> None:
    """Time a sheet of a survey, its page, and its results, which are rolled back."""
    import uuid

    from django.contrib.auth.models import AnonymousUser
    from django.db import transaction
    from django.utils import timezone

    from forums.surveys import workflow
    from forums.surveys.models import Question, Survey

    choice = Question.objects.get(survey=survey, position=1).choices.first()
    answers = {choice.question_id: choice.pk}

    def submit() -> None:
        workflow.submit_answers(survey, person=AnonymousUser(), key=uuid.uuid4(), answers=answers)

    def look() -> None:
        client.get("/encuestas/encuesta/")

    figures["a sheet of a survey is taken"] = timed(submit, turns=TURNS)
    figures["a survey's page"] = timed(look, turns=TURNS)
    with transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now())
        coordinator = a_coordinator()
        seconds = seconds_of(lambda: workflow.report_survey(survey, by=coordinator))
        figures["a survey's results are worked out and frozen"] = {
            "queries": 0,
            "ms": round(seconds * 1000, 1),
        }
        figures["a survey's page with its results"] = timed(look, turns=TURNS)
        transaction.set_rollback(True)


def a_coordinator():
    """Return a person who coordinates for the government."""
    from django.utils import timezone

    from commitments.organizations.models import Membership, Organization
    from ogp_portal.models import User

    person = User.objects.create_superuser("medida@prueba.example")
    Membership.objects.create(
        user=person,
        organization=Organization.objects.get(slug="gobierno-de-santiago"),
        role="coordinator",
        starts_on=timezone.localdate(),
    )
    return person


def run(size: int) -> Figures:
    """Make the sample once and measure it in a process of its own."""
    env = portal(f"participation-{size}", call(f"participation.fill({size})"))
    return json.loads(last_line(start(env, call("participation.measure()"))))


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
