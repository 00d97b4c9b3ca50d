"""The public acts that are news, of all topics and of one. Feeds read the same."""

from django.db.models import QuerySet

from ogp_portal.foundation.events import journal, topics
from ogp_portal.foundation.events.topics import EVERYBODY, Topic
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import JournalEntry


def public_entries() -> QuerySet[JournalEntry]:
    """Return the public acts that are news: filling the portal from its sources is none."""
    return rights.rows(JournalEntry, "view", EVERYBODY).exclude(act__in=journal.loading_acts())


def find(kind: str, target: str) -> Topic | None:
    """Return a topic that anybody may follow, None for what there is not: one query at most."""
    return topics.find(kind, target)


def entries(kind: str, target: str) -> QuerySet[JournalEntry]:
    """Return the public acts about a topic; none once it is no longer there."""
    return topics.entries(kind, target, news=public_entries())


def name_in_letter(topic: Topic, *, is_confirmed: bool) -> str:
    """Return what a topic is called in a letter: nothing that somebody typed goes to an address
    whose owner did not ask for it.
    """
    if topics.is_typed(topic.kind) and not is_confirmed:
        return topics.label(topic.kind)
    return topic.title
