"""A mailing to 100,000 followers against a mail server of this machine that keeps what comes:
begun, sent by one sender, and each exactly once.

    .venv/bin/python bench/digests.py [followers]

Makes a database of its own under var/bench/, which may be deleted afterwards.
"""

import json
import sys
import threading

from sample import call, last_line, portal, start
from timing import seconds_of

FOLLOWERS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else 100_000
TOPICS = 20
PEOPLE = (
    "INSERT INTO transparency_subscriber (email, language, bounces) SELECT 'p' || n || "
    "'@prueba.example', 'es-cl', 0 FROM generate_series(1, %s) n"
)
FOLLOWED = """
INSERT INTO transparency_subscription (
    subscriber_id, kind, target, frequency, confirmed_at, confirmation_digest
)
SELECT
    s.id, 'commitment', (%s::text[])[1 + (s.id + k) %% %s], 'weekly', now() - interval '30 days',
    encode(sha256((s.id || '-' || k)::bytea), 'hex')
FROM transparency_subscriber s, generate_series(0, 1) k
"""


def measure(followers: int) -> None:
    """Inside the portal's environment: followers of two topics each, something new in twenty, and a
    sender; print JSON.
    """
    import resource

    from django.utils import timezone

    from transparency.subscriptions import workflow

    news(followers)
    sink = listening()
    begun = seconds_of(lambda: workflow.begin_mailing("weekly", until=timezone.now()))
    sent: list[int] = []
    spent = seconds_of(lambda: sent.append(workflow.send_digests(seconds=3600)))
    figures = {
        "followers": followers,
        "begun in s": round(begun, 2),
        "sent": sent[0],
        "received": len(sink.messages),
        "different": len({address for address, _content in sink.messages}),
        "s": round(spent, 1),
        "a second": round(sent[0] / spent, 1),
        "largest KB": round(max(len(content) for _to, content in sink.messages) / 1024, 1),
        "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(figures))


def news(followers: int) -> None:
    """Put so many followers of two topics each in place of all there are, and something new in each
    topic.
    """
    from django.db import connection

    from commitments.plans.models import Commitment
    from ogp_portal.models import JournalEntry
    from transparency.subscriptions.models import Mailing, Subscriber

    Mailing.objects.all().delete()
    Subscriber.objects.all().delete()
    commitments = list(
        Commitment.objects.select_related("plan").filter(state="published").order_by("pk")[:TOPICS]
    )
    slugs = [commitment.slug for commitment in commitments]
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [followers])
        cursor.execute(FOLLOWED, [slugs, len(slugs)])
        cursor.execute("ANALYZE")
    for commitment in commitments:
        JournalEntry.objects.create(
            act="reschedule",
            subject_type="commitments.commitment",
            subject_id=commitment.pk,
            subject_slug=commitment.slug,
            subject_title=commitment.title,
            plan_slug=commitment.plan.slug,
            actor_role="portal",
            is_public=True,
        )


def listening():
    """Start a mail server of this machine that keeps what comes, and let the portal send there."""
    from django.conf import settings

    from tests.promises.smtp_sink import Server, Sink

    sink = Sink()
    server = Server(sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
    settings.EMAIL_BACKEND = "ogp_portal.foundation.events.smtp.Backend"
    settings.EMAIL_USE_TLS = False
    settings.DIGESTS_PER_MINUTE = 0
    settings.EMAIL_HOST_USER = ""
    settings.EMAIL_HOST_PASSWORD = ""
    return sink


def main() -> None:
    """Prepare the database once, measure, and print."""
    env = portal("digests", ["load_santiago", "-v", "0"])
    print(last_line(start(env, call(f"digests.measure({FOLLOWERS})"))))


if __name__ == "__main__":
    main()
