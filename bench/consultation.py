"""A draft with 10 and with 10,000 comments: queries, milliseconds and bytes of its pages, uncached,
in one run; posting; carrying the comments on.

    .venv/bin/python bench/consultation.py

Makes two databases of its own under var/bench/, which may be deleted afterwards.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10, 10_000)
TURNS = 25
COMMENTS = """
INSERT INTO forums_comment (consultation_id, number, voice_id, kind, text, wording, section_key, paragraph, exact, prefix, suffix, start, state, state_reason, appeal,
    concurrence_count, submission_key)
SELECT %s, n, %s, (ARRAY['support','doubt','objection'])[1 + n %% 3], 'Sobre ' || w.a || ' y ' || w.b || ': falta decir cómo y cuándo, comentario ' || n || '.', '',
    s.key, p.at, left(p.words, 40), '', substr(p.words, 41, 32), p.starts, 'published', '', '', n %% 7, gen_random_uuid()
FROM generate_series(1, %s) n,
LATERAL (SELECT (ARRAY['plazos','costos','datos','barrios','escuelas','plazas','medición'])[1 + n %% 7] a,
    (ARRAY['responsables','idioma','formato','comunas','difusión','control','presupuesto','vecinas','ferias','salud','agua'])[1 + n %% 11] b) w,
LATERAL (SELECT key FROM forums_section WHERE version_id = %s AND key IN ('description', 'expected_results', 'relevance') ORDER BY key OFFSET n %% 3 LIMIT 1) s
JOIN forums_section t ON t.version_id = %s AND t.key = s.key,
LATERAL (SELECT 0 AS at, t.text AS words, 0 AS starts) p
"""


def fill(size: int) -> None:
    """Inside the portal's environment: load the real drafts, consult on one, and so many
    comments.
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
        cursor.execute(
            "SET statement_timeout = 0; SET session_replication_role = replica"
        )  # rows for measuring keep no history
        cursor.execute(COMMENTS, (row.pk, voice.pk, size, version.pk, version.pk))
        cursor.execute("VACUUM ANALYZE")


def timed(figures: dict[str, dict[str, float]], name: str, act) -> None:
    """Do it once to warm up, once to count its queries, then so many turns; keep the median and the
    size of the answer.
    """
    import statistics
    import time

    from django.db import connection

    given = act()
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
    size = len(getattr(given, "content", b""))
    figures[name] = {
        "queries": len(seen),
        "ms": round(statistics.median(seconds) * 1000, 1),
        "kb": round(size / 1024, 1),
    }


def measure() -> None:
    """Inside the portal's environment: time each thing and print JSON."""
    import time
    import uuid

    from django.db import transaction
    from django.test import Client
    from django.utils import timezone

    from commitments.organizations.models import Membership, Organization
    from forums.drafts import workflow
    from forums.drafts.models import Comment, Consultation, Draft
    from ogp_portal.models import User

    figures: dict[str, dict[str, float]] = {}
    by, is_new = User.objects.get_or_create(
        email="medida@prueba.example", defaults={"is_staff": True}
    )
    if is_new:
        where = Organization.objects.get(slug="gobierno-de-santiago")
        Membership.objects.create(
            user=by, organization=where, role="coordinator", starts_on=timezone.localdate()
        )
    visitor, staff = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    staff.force_login(by)

    for name, client, address in (
        ("the consultation's page", visitor, "/consultas/consulta/"),
        (
            "its last page of comments",
            visitor,
            f"/consultas/consulta/?desde={Comment.objects.count() - 10}",
        ),
        (
            "the comments on one paragraph",
            visitor,
            "/consultas/consulta/?parte=description&parrafo=0",
        ),
        ("the version's page", visitor, "/borradores/rs-ciudadano/v1/"),
        ("W3C annotations, a page of 100", visitor, "/consultas/consulta/anotaciones.json"),
        ("API: a page of 100", visitor, "/api/v1/comments/?page_size=100"),
        ("the reading room, with similar ones", staff, "/mi-trabajo/consultas/consulta/?ver=todos"),
    ):
        timed(figures, name, lambda client=client, address=address: client.get(address))
    with transaction.atomic():
        row = Consultation.objects.get(slug="consulta")
        start = row.version.sections.get(key="description").text.index("antecedente")
        target = workflow.Target(section="description", start=start, end=start + 40)
        timed(
            figures,
            "a comment is taken",
            lambda: workflow.comment(
                row, by=by, key=uuid.uuid4(), kind="doubt", text="¿Cómo?", target=target
            ),
        )
        draft = Draft.objects.get(slug="rs-ciudadano")
        version = workflow.begin_version(draft, by=by)
        text = version.sections.get(key="description").text
        workflow.save_version(
            version,
            by=by,
            texts={
                "description": text + " Cada proyecto lo publica.",
                "problem": "Un problema nuevo.",
            },
        )
        started = time.perf_counter()
        workflow.publish_version(draft, by=by, what="Para medir.")
        figures["a version is published, its comments carried"] = {
            "queries": 0,
            "ms": round((time.perf_counter() - started) * 1000, 1),
            "kb": 0,
        }
        transaction.set_rollback(True)
    print(json.dumps(figures))


def run(size: int) -> dict[str, dict[str, float]]:
    """Make the sample once and measure it in a process of its own."""
    var = ROOT / "var" / "bench" / f"consultation-{size}"
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
    words = [*manage, "shell", "-v", "0", "-c", f"{source}; measure()"]
    ended = subprocess.run(
        words, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(ended.stdout.strip().splitlines()[-1])


def main() -> None:
    """Measure both sizes and print a table."""
    few, much = (run(size) for size in SIZES)
    print(
        "| what | queries | 10 comments: ms | 10,000 comments: ms | ratio | KB, 10 | KB, "
        "10,000 |\n|---|---|---|---|---|---|---|"
    )
    for name, one in few.items():
        other = much[name]
        print(
            f"| {name} | {other['queries'] or ''} | {one['ms']} | {other['ms']} | "
            f"{other['ms'] / one['ms']:.2f} | {one['kb'] or ''} | {other['kb'] or ''} |"
        )


if __name__ == "__main__":
    main()
