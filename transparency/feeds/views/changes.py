"""Atom feeds of public acts: of the whole portal, of what can be followed, and of some kinds."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from ogp_portal.foundation.api.datasets import LICENCE
from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.characters import printable
from ogp_portal.foundation.events import journal
from ogp_portal.models import JournalEntry, RemovedRow
from transparency.feeds.views.asking import SINCE, read_instant
from transparency.subscriptions import topics

MOST_ENTRIES = 50
MOST_SINCE = 500  # of those since an instant that is asked
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class PrintableXML(SimplerXMLGenerator):
    """XML that comes out whatever was once stored: Django's stops at a control character."""

    def characters(self, content: str) -> None:
        """Write what XML can hold."""
        super().characters(printable(content))


class LicensedAtom(Atom1Feed):
    """Atom that names its licence (RFC 4946) and says which rows left (RFC 6721)."""

    def root_attributes(self) -> dict[str, str]:
        """Add the namespace of what left."""
        attributes: dict[str, str] = super().root_attributes()
        return {**attributes, "xmlns:at": TOMBSTONES}

    def latest_post_date(self) -> datetime.datetime:
        """Return when the feed last changed, by an act or by a row that left."""
        latest: datetime.datetime = super().latest_post_date()
        instants: list[datetime.datetime] = [row.modified_at for row in self.feed["removed"]]
        return max([latest, *instants])

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        """Write the acts, and after them what left."""
        super().write_items(handler)
        for row in self.feed["removed"]:
            address = f"{settings.PORTAL_URL}{API}{row.dataset}/{row.key}/"
            told = {"ref": address, "when": rfc3339_date(row.modified_at)}
            handler.startElement("at:deleted-entry", AttributesImpl(told))
            handler.endElement("at:deleted-entry")

    def write(self, outfile: Any, encoding: str) -> None:
        """Write the feed as Django does, by `PrintableXML`."""
        handler = PrintableXML(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        handler.startElement("feed", AttributesImpl(self.root_attributes()))
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add the licence."""
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "license", "href": LICENCE})


@dataclass(frozen=True)
class Followed:
    """What a feed is about: its name ("" for everything), the path of its page, its acts, the rows
    that left its datasets, the feed's own address, and since when it is asked (None: the latest).
    """

    name: str
    page: str
    entries: QuerySet[JournalEntry]
    removed: QuerySet[RemovedRow] = field(default_factory=RemovedRow.objects.none)
    address: str = ""
    since: datetime.datetime | None = None


class PortalChanges(Feed[JournalEntry, Followed]):
    """Everything that happens; a subclass says which part of it."""

    feed_type = LicensedAtom
    author_name = settings.PORTAL_OWNER

    def get_object(self, request: HttpRequest, slug: str = "") -> Followed:
        """Return what the feed is about, as everybody may see it. Raises Http404, BadParameter."""
        asked = {name: str(value) for name, value in request.GET.items() if name != SINCE}
        question = f"?{urlencode(sorted(asked.items()))}" if asked else ""
        return replace(
            self.find(slug, asked),
            address=f"{settings.PORTAL_URL}{request.path}{question}",
            since=read_instant(request.GET),
        )

    def find(self, slug: str, asked: Mapping[str, str]) -> Followed:
        """Return what the feed is about: something by its name in addresses, or what the filters
        that are `asked` keep. Raises Http404, BadParameter.
        """
        removed = RemovedRow.objects.all()
        return Followed("", reverse("home"), topics.public_entries(), removed)

    def title(self, obj: Followed) -> str:
        """Return the feed's title."""
        return " · ".join(part for part in (obj.name, settings.PORTAL_NAME) if part)

    def link(self, obj: Followed) -> str:
        """Return the page of what is followed."""
        return f"{settings.PORTAL_URL}{obj.page}"

    def feed_url(self, obj: Followed) -> str:
        """Return the feed's own address."""
        return obj.address

    def feed_guid(self, obj: Followed) -> str:
        """Return the feed's identity: its address."""
        return obj.address

    def items(self, obj: Followed) -> list[JournalEntry]:
        """Return the latest acts, or those since the instant that is asked."""
        entries = obj.entries.order_by("-at", "-id")
        if obj.since:
            return list(entries.filter(at__gte=obj.since)[:MOST_SINCE])
        return list(entries[:MOST_ENTRIES])

    def feed_extra_kwargs(self, obj: Followed) -> dict[str, Any]:
        """Return the rows that left, which `LicensedAtom` writes: the latest, or those since the
        instant that is asked.
        """
        removed = obj.removed.order_by("-modified_at", "-pk")
        if obj.since:
            return {"removed": list(removed.filter(modified_at__gte=obj.since)[:MOST_SINCE])}
        return {"removed": list(removed[:MOST_ENTRIES])}

    def item_title(self, item: JournalEntry) -> str:
        """Return what was done to what, in words."""
        return render_to_string("transparency/feeds/entry_title.txt", {"obj": item}).strip()

    def item_description(self, item: JournalEntry) -> str:
        """Return what changed, why, and by which role."""
        return render_to_string("transparency/feeds/entry.html", {"obj": item}).strip()

    def item_link(self, item: JournalEntry) -> str:
        """Return the page an act is about."""
        name = journal.PAGES.get(item.subject_type, "")
        if name and item.subject_slug:
            return f"{settings.PORTAL_URL}{reverse(name, args=[item.subject_slug])}"
        if item.plan_slug:
            return f"{settings.PORTAL_URL}{reverse('plan', args=[item.plan_slug])}"
        return f"{settings.PORTAL_URL}{reverse('home')}"

    def item_guid(self, item: JournalEntry) -> str:
        """Return an identity that lasts: the same in every feed."""
        return f"urn:uuid:{item.public_id}"

    def item_pubdate(self, item: JournalEntry) -> datetime.datetime:
        """Return when it happened."""
        return item.at

    item_updateddate = item_pubdate

    def item_author_name(self, item: JournalEntry) -> str:
        """Return the role that did it."""
        return item.actor_role


class TopicChanges(PortalChanges):
    """What happens to something that can be followed, of one kind."""

    def __init__(self, kind: str) -> None:
        """Keep the kind."""
        super().__init__()
        self.kind = kind

    def find(self, slug: str, asked: Mapping[str, str]) -> Followed:
        """Return the topic and the acts about it. Raises Http404."""
        topic = topics.find(self.kind, slug)
        if topic is None:
            raise Http404
        return Followed(topic.short, topic.path, topics.entries(self.kind, topic.target))


class ReportsIssued(PortalChanges):
    """The monthly reports as they are issued."""

    def find(self, slug: str, asked: Mapping[str, str]) -> Followed:
        """Return the issuing of reports."""
        issued = topics.public_entries().filter(act="finish_report")
        name, removed = _("Informes mensuales de cumplimiento"), removed_from("reports")
        return Followed(name, reverse("report_list"), issued, removed)


class Openings(PortalChanges):
    """What opens for taking part: calls, surveys, sessions."""

    def find(self, slug: str, asked: Mapping[str, str]) -> Followed:
        """Return what opens."""
        openings = topics.public_entries().filter(act__in=journal.opening_acts())
        removed = removed_from("calls", "consultations", "surveys", "sessions")
        return Followed(_("Para participar"), reverse("take_part"), openings, removed)


def removed_from(*datasets: str) -> QuerySet[RemovedRow]:
    """Return the rows that left these datasets."""
    return RemovedRow.objects.filter(dataset__in=datasets)
