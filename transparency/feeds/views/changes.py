"""Atom feeds of public acts: of the whole portal, of what can be followed, and of some kinds."""

import datetime
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from ogp_portal.foundation.api.datasets import LICENCE
from ogp_portal.foundation.characters import printable
from ogp_portal.foundation.events import journal
from ogp_portal.models import JournalEntry
from transparency.subscriptions import topics

MOST_ENTRIES = 50


class PrintableXML(SimplerXMLGenerator):
    """XML that comes out whatever was once stored: Django's stops at a control character."""

    def characters(self, content: str) -> None:
        """Write what XML can hold."""
        super().characters(printable(content))


class LicensedAtom(Atom1Feed):
    """Atom that names its licence (RFC 4946)."""

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
    """What a feed is about: its name ("" for everything), the path of its page, its acts, and the
    feed's own address.
    """

    name: str
    page: str
    entries: QuerySet[JournalEntry]
    address: str = ""


class PortalChanges(Feed[JournalEntry, Followed]):
    """Everything that happens; a subclass says which part of it."""

    feed_type = LicensedAtom
    author_name = settings.PORTAL_OWNER

    def get_object(self, request: HttpRequest, slug: str = "") -> Followed:
        """Return what the feed is about, as everybody may see it. Raises Http404."""
        return replace(self.find(slug), address=f"{settings.PORTAL_URL}{request.path}")

    def find(self, slug: str) -> Followed:
        """Return what the feed is about. Raises Http404."""
        return Followed("", reverse("home"), topics.public_entries())

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
        """Return the latest acts."""
        return list(obj.entries.order_by("-at", "-id")[:MOST_ENTRIES])

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

    def find(self, slug: str) -> Followed:
        """Return the topic and the acts about it. Raises Http404."""
        topic = topics.find(self.kind, slug)
        if topic is None:
            raise Http404
        return Followed(topic.short, topic.path, topics.entries(self.kind, topic.target))


class ReportsIssued(PortalChanges):
    """The monthly reports as they are issued."""

    def find(self, slug: str) -> Followed:
        """Return the issuing of reports."""
        issued = topics.public_entries().filter(act="finish_report")
        return Followed(_("Informes mensuales de cumplimiento"), reverse("report_list"), issued)


class Openings(PortalChanges):
    """What opens for taking part: calls, surveys, sessions."""

    def find(self, slug: str) -> Followed:
        """Return what opens."""
        openings = topics.public_entries().filter(act__in=journal.opening_acts())
        return Followed(_("Para participar"), reverse("take_part"), openings)


class ProposalChanges(PortalChanges):
    """What is decided about proposals."""

    def find(self, slug: str) -> Followed:
        """Return the acts about proposals."""
        decided = topics.public_entries().filter(subject_type="forums.proposal")
        return Followed(_("Propuestas"), reverse("proposal_list"), decided)
