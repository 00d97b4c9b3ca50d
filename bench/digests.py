"""A mailing to 100,000 followers against a mail server of this machine that keeps what comes:
begun, sent by one sender, and each exactly once.

    .venv/bin/python bench/digests.py [followers]

Makes a database of its own under var/bench/, which may be deleted afterwards.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var" / "bench" / "digests"
FOLLOWERS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else 100_000
TOPICS = 20
PEOPLE = (
    "INSERT INTO transparency_subscriber (email, language, bounces) SELECT 'p' || n || "
    "'@prueba.example', 'es-cl', 0 FROM generate_series(1, %s) n"
)
FOLLOWED = """
INSERT INTO transparency_subscription (subscriber_id, kind, target, frequency, confirmed_at, confirmation_digest)
SELECT s.id, 'commitment', (%s::text[])[1 + (s.id + k) %% %s], 'weekly', now() - interval '30 days', encode(sha256((s.id || '-' || k)::bytea), 'hex')
FROM transparency_subscriber s, generate_series(0, 1) k
"""


def measure(followers: int) -> None:
    """Inside the portal's environment: followers of two topics each, something new in twenty, and a
    sender; print JSON.
    """
    import resource

    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from commitments.plans.models import Commitment
    from ogp_portal.models import JournalEntry
    from tests.promises.smtp_sink import Server, Sink
    from transparency.subscriptions import workflow
    from transparency.subscriptions.models import Mailing, Subscriber

    call_command("load_santiago", verbosity=0)
    Mailing.objects.all().delete()
    Subscriber.objects.all().delete()
    rows = list(
        Commitment.objects.select_related("plan").filter(state="published").order_by("pk")[:TOPICS]
    )
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [followers])
        cursor.execute(FOLLOWED, [[row.slug for row in rows], len(rows)])
        cursor.execute("ANALYZE")
    for row in rows:
        JournalEntry.objects.create(
            act="reschedule",
            subject_type="commitments.commitment",
            subject_id=row.pk,
            subject_slug=row.slug,
            subject_title=row.title,
            plan_slug=row.plan.slug,
            actor_role="portal",
            is_public=True,
        )
    sink = Sink()
    server = Server(sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    from django.conf import settings

    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
    settings.EMAIL_BACKEND = "ogp_portal.foundation.events.smtp.Backend"
    settings.EMAIL_USE_TLS = False
    settings.DIGESTS_PER_MINUTE = 0
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    started = time.perf_counter()
    workflow.begin_mailing("weekly", until=timezone.now())
    begun = time.perf_counter() - started
    started = time.perf_counter()
    sent = workflow.send_digests(seconds=3600)
    spent = time.perf_counter() - started
    reached = {address for address, _content in sink.messages}
    figures = {
        "followers": followers,
        "begun in s": round(begun, 2),
        "sent": sent,
        "received": len(sink.messages),
        "different": len(reached),
        "s": round(spent, 1),
        "a second": round(sent / spent, 1),
        "largest KB": round(max(len(content) for _to, content in sink.messages) / 1024, 1),
        "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(figures))


def main() -> None:
    """Prepare the database once, measure, and print."""
    environment = {**os.environ, "PORTAL_VAR": str(VAR), "PORTAL_BOOTSTRAP": "no"}
    manage = [sys.executable, "manage.py"]
    if not (VAR / "made").exists():
        subprocess.run([*manage, "setup", "-v", "0"], cwd=ROOT, env=environment, check=True)
        (VAR / "made").touch()
    source = f"exec(open({str(Path(__file__))!r}).read())"
    subprocess.run(
        [*manage, "shell", "-v", "0", "-c", f"{source}; measure({FOLLOWERS})"],
        cwd=ROOT,
        env=environment,
        check=True,
    )


if __name__ == "__main__":
    main()
