"""The feed of what is late or was moved: an entry a milestone, new each time it becomes late or its
date moves.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.progress import queries as progress
from commitments.timeline import delays, queries
from commitments.timeline.queries import Explained
from ogp_portal.foundation import dates
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.api.links import API
from transparency.feeds.views.asking import SINCE, read_instant
from transparency.feeds.views.changes import MOST_ENTRIES, MOST_SINCE, LicensedAtom


@dataclass(frozen=True)
class Asked:
    """What a feed is asked for: its own query string, its title, and the rows, the newest first."""

    question: str
    title: str
    rows: list[Explained]


class Delays(Feed[Explained, Asked]):
    """What is late or was moved, by the filters of its list."""

    feed_type = LicensedAtom

    def get_object(self, request: HttpRequest) -> Asked:
        """Return what is asked for, as everybody sees it. Raises BadParameter for a value that
        there is not: a feed of something else would be followed in its place.
        """
        since = read_instant(request.GET)
        asked = {name: str(value) for name, value in request.GET.items() if name != SINCE}
        question = delays.Question.read(asked)
        title = _titled(question, asked)
        at = progress.clocks_now()
        rows = queries.latest_today(question, on=at.on, most=MOST_SINCE if since else MOST_ENTRIES)
        if since:
            rows = [row for row in rows if queries.changed_at(row) >= since]
        stood = queries.stood_today(rows, on=at.on)
        return Asked(urlencode(sorted(asked.items())), title, queries.explained(stood, at))

    def title(self, obj: Asked) -> str:
        """Return the feed's title."""
        return f"{obj.title} · {settings.PORTAL_NAME}"

    def author_name(self, obj: Asked) -> str:
        """Return who publishes it."""
        return settings.PORTAL_OWNER

    def link(self, obj: Asked) -> str:
        """Return the page of the list with the same filters."""
        return _address("delay_list", obj.question)

    def feed_url(self, obj: Asked) -> str:
        """Return the feed's own address."""
        return _address("delays_atom", obj.question)

    feed_guid = feed_url

    def items(self, obj: Asked) -> list[Explained]:
        """Return the rows, the newest first."""
        return obj.rows

    def feed_extra_kwargs(self, obj: Asked) -> dict[str, Any]:
        """Return what `LicensedAtom` writes besides: nothing leaves, and it has one page."""
        return {"removed": [], "next": ""}

    def item_title(self, item: Explained) -> str:
        """Return what is late since when, or which date moved."""
        if item.stood.row.is_late:
            words = _("Atrasado desde el %(day)s: %(milestone)s, de «%(commitment)s»")
        else:
            words = _("Se movió su fecha al %(due)s: %(milestone)s, de «%(commitment)s»")
        return words % {
            "day": dates.say(item.stood.row.late_since),
            "due": dates.say(item.stood.row.due_on),
            "milestone": item.stood.milestone.title,
            "commitment": item.stood.title,
        }

    def item_description(self, item: Explained) -> str:
        """Return why, and who said so."""
        return render_to_string("transparency/feeds/delay.html", {"row": item}).strip()

    def item_link(self, item: Explained) -> str:
        """Return the milestone on the page of its commitment."""
        page = reverse("commitment", args=[item.stood.commitment.slug])
        return f"{settings.PORTAL_URL}{page}#hito-{item.stood.milestone.position}"

    def item_guid(self, item: Explained) -> str:
        """Return an identity that lasts: that of the milestone, so that what changes is the same
        entry.
        """
        return f"urn:uuid:{item.stood.milestone.public_id}"

    def item_updateddate(self, item: Explained) -> datetime.datetime:
        """Return when it came to be so."""
        return queries.changed_at(item.stood.row)

    item_pubdate = item_updateddate

    def item_extra_kwargs(self, item: Explained) -> dict[str, str]:
        """Return the milestone's address in the API."""
        row = f"{API}milestones/{item.stood.milestone.public_id}/"
        return {"related": f"{settings.PORTAL_URL}{row}"}


def _titled(question: delays.Question, asked: Mapping[str, str]) -> str:
    """Return the title with the filters in words. Raises BadParameter for what there is not."""
    named = queries.named(question)
    for name, value in asked.items():
        if value and not named.get(name, ("", ""))[1]:
            detail = _("No hay nada que se llame «%(value)s».") % {"value": value[:60]}
            raise BadParameter(name, detail)
    words = [f"{heading}: {label}" for heading, label in named.values()]
    return " · ".join([_("Qué se atrasó y por qué"), *words])


def _address(name: str, question: str) -> str:
    path = f"{settings.PORTAL_URL}{reverse(name)}"
    return f"{path}?{question}" if question else path
