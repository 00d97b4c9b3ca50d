"""A draft with 10 and with 10,000 comments: queries, milliseconds and bytes of its pages, uncached,
in one run; posting; carrying the comments on.

    .venv/bin/python bench/consultation.py

Makes two databases of its own under var/bench/, which may be deleted afterwards.
"""

import json

from sample import call, last_line, portal, start
from timing import Figures, keep_no_history, seconds_of, timed

SIZES = (10, 10_000)
TURNS = 25
COMMENTS = """
INSERT INTO forums_comment (
    consultation_id, number, voice_id, kind, text, wording, section_key, paragraph, exact, prefix,
    suffix, start, state, state_reason, appeal, concurrence_count, submission_key
)
SELECT
    %s, n, %s, (ARRAY['support', 'doubt', 'objection'])[1 + n %% 3],
    'Sobre ' || w.a || ' y ' || w.b || ': falta decir cómo y cuándo, comentario ' || n || '.', '',
    s.key, p.at, left(p.words, 40), '', substr(p.words, 41, 32), p.starts, 'published', '', '',
    n %% 7, gen_random_uuid()
FROM generate_series(1, %s) n,
LATERAL (
    SELECT
        (ARRAY[
            'plazos', 'costos', 'datos', 'barrios', 'escuelas', 'plazas', 'medición'
        ])[1 + n %% 7] a,
        (ARRAY[
            'responsables', 'idioma', 'formato', 'comunas', 'difusión', 'control', 'presupuesto',
            'vecinas', 'ferias', 'salud', 'agua'
        ])[1 + n %% 11] b
) w,
LATERAL (
    SELECT key FROM forums_section
    WHERE version_id = %s AND key IN ('description', 'expected_results', 'relevance')
    ORDER BY key OFFSET n %% 3 LIMIT 1
) s
JOIN forums_section t ON t.version_id = %s AND t.key = s.key,
LATERAL (SELECT 0 AS at, t.text AS words, 0 AS starts) p
"""
PAGES = {
    "the consultation's page": "/consultas/consulta/",
    "its last page of comments": "/consultas/consulta/?desde={last}",
    "the comments on one paragraph": "/consultas/consulta/?parte=description&parrafo=0",
    "the version's page": "/borradores/rs-ciudadano/v1/",
    "W3C annotations, a page of 100": "/consultas/consulta/anotaciones.json",
    "API: a page of 100": "/api/v1/comments/?page_size=100",
    "the reading room, with similar ones": "/mi-trabajo/consultas/consulta/?ver=todos",
}
FOR_STAFF = "/mi-trabajo/"


def fill(size: int) -> None:
    """Inside the portal's environment: load the real drafts, consult on one, and comment so many
    times.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from forums.drafts.models import Consultation, DraftVersion, Voice
    from ogp_portal.models import User

    call_command("load_santiago", verbosity=0)
    version = DraftVersion.objects.get(draft__slug="rs-ciudadano", number=1)
    now = timezone.now()
    row = Consultation.objects.create(
        version=version,
        slug="consulta",
        title="Consulta",
        summary="Resumen.",
        rules="Reglas.",
        state="announced",
        comment_count=size,
        opens_at=now,
        closes_at=now.replace(year=now.year + 1),
    )
    voice = Voice.objects.create(
        consultation=row, number=1, user=User.objects.create_user("voz@prueba.example")
    )
    with connection.cursor() as cursor:
        keep_no_history(cursor)
        cursor.execute(COMMENTS, (row.pk, voice.pk, size, version.pk, version.pk))
        cursor.execute("VACUUM ANALYZE")


def measure() -> None:
    """Inside the portal's environment: time each thing and print JSON."""
    from django.db import transaction

    figures: Figures = {}
    by = coordinator()
    pages(figures, by)
    with transaction.atomic():
        writing(figures, by)
        transaction.set_rollback(True)
    print(json.dumps(figures))


def coordinator():
    """Return a person who coordinates for the government."""
    from django.utils import timezone

    from commitments.organizations.models import Membership, Organization
    from ogp_portal.models import User

    person, is_new = User.objects.get_or_create(email="medida@prueba.example")
    if is_new:
        government = Organization.objects.get(slug="gobierno-de-santiago")
        Membership.objects.create(
            user=person,
            organization=government,
            role="coordinator",
            starts_on=timezone.localdate(),
        )
    return person


def pages(figures: Figures, by) -> None:
    """Time each page, as a visitor or as `by`, and weigh it."""
    from django.test import Client

    from forums.drafts.models import Comment

    visitor, staff = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    staff.force_login(by)
    last = Comment.objects.count() - 10
    for name, template in PAGES.items():
        address = template.format(last=last)
        client = staff if address.startswith(FOR_STAFF) else visitor
        size = len(client.get(address).content)
        figures[name] = {
            **timed(lambda client=client, address=address: client.get(address), turns=TURNS),
            "kb": round(size / 1024, 1),
        }


def writing(figures: Figures, by) -> None:
    """Time a comment, and the publication of a version that carries the comments."""
    import uuid

    from forums.drafts import workflow
    from forums.drafts.models import Consultation, Draft

    consultation = Consultation.objects.get(slug="consulta")
    start = consultation.version.sections.get(key="description").text.index("antecedente")
    target = workflow.Target(section="description", start=start, end=start + 40)

    def comment() -> None:
        key = uuid.uuid4()
        workflow.comment(consultation, by=by, key=key, kind="doubt", text="¿Cómo?", target=target)

    figures["a comment is taken"] = {**timed(comment, turns=TURNS), "kb": 0}
    draft = Draft.objects.get(slug="rs-ciudadano")
    version = workflow.begin_version(draft, by=by)
    text = version.sections.get(key="description").text
    texts = {
        "description": text + " Cada proyecto lo publica.",
        "problem": "Un problema nuevo.",
    }
    workflow.save_version(version, by=by, texts=texts)
    seconds = seconds_of(lambda: workflow.publish_version(draft, by=by, what="Para medir."))
    figures["a version is published, its comments carried"] = {
        "queries": 0,
        "ms": round(seconds * 1000, 1),
        "kb": 0,
    }


def run(size: int) -> Figures:
    """Make the sample once and measure it in a process of its own."""
    env = portal(f"consultation-{size}", call(f"consultation.fill({size})"))
    return json.loads(last_line(start(env, call("consultation.measure()"))))


def main() -> None:
    """Measure both sizes and print a table."""
    few, much = (run(size) for size in SIZES)
    print(
        "| what | queries | 10 comments: ms | 10,000 comments: ms | ratio | KB, 10 | KB, "
        "10,000 |\n|---|---|---|---|---|---|---|"
    )
    for name, figure in much.items():
        first = few[name]
        print(
            f"| {name} | {figure['queries'] or ''} | {first['ms']} | {figure['ms']} | "
            f"{figure['ms'] / first['ms']:.2f} | {first['kb'] or ''} | {figure['kb'] or ''} |"
        )


if __name__ == "__main__":
    main()
