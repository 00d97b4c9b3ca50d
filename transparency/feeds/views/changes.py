"""Atom feeds of public acts: of the whole portal, of what can be followed, and of some kinds."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from ogp_portal.foundation.api import belonging, querying
from ogp_portal.foundation.api.datasets import LICENCE, PUBLISHED
from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.characters import printable
from ogp_portal.foundation.dates import first_instant
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.events.topics import Followable
from ogp_portal.models import JournalEntry, RemovedRow
from transparency.feeds.views.asking import SINCE, read_instant
from transparency.subscriptions import topics

MOST_ENTRIES = 50
MOST_SINCE = 500  # of a page of those since an instant, but for what happened at its last one
JUST_AFTER = datetime.timedelta(microseconds=1)  # the finest that the database tells apart
ModelT = TypeVar("ModelT", bound=Model)
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class PrintableXML(SimplerXMLGenerator):
    """XML that comes out whatever was once stored: Django's stops at a control character."""

    def characters(self, content: str) -> None:
        """Write what XML can hold."""
        super().characters(printable(content))


class LicensedAtom(Atom1Feed):
    """Atom that names its licence (RFC 4946), says which rows left (RFC 6721), and of what goes on
    where (RFC 5005).
    """

    def root_attributes(self) -> dict[str, str]:
        """Add the namespace of what left."""
        attributes: dict[str, str] = super().root_attributes()
        return {**attributes, "xmlns:at": TOMBSTONES}

    def latest_post_date(self) -> datetime.datetime:
        """Return when the feed last changed, by an act or by a row that left; of an empty one, when
        the day began.
        """
        instants: list[datetime.datetime] = [row.modified_at for row in self.feed["removed"]]
        if self.items:
            instants.append(super().latest_post_date())
        return max(instants, default=first_instant(timezone.localdate()))

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        """Write the acts, and after them what left."""
        super().write_items(handler)
        for row in self.feed["removed"]:
            address = f"{settings.PORTAL_URL}{API}{row.dataset}/{row.key}/"
            told = {"ref": address, "when": rfc3339_date(row.modified_at)}
            handler.startElement("at:deleted-entry", AttributesImpl(told))
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add the row of the API that an act is about: what a deleted entry names when it left."""
        super().add_item_elements(handler, item)
        if item["related"]:
            handler.addQuickElement("link", "", {"rel": "related", "href": item["related"]})

    def write(self, outfile: Any, encoding: str) -> None:
        """Write the feed as Django does, by `PrintableXML`."""
        handler = PrintableXML(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        handler.startElement("feed", AttributesImpl(self.root_attributes()))
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add the licence, and the address of the next page if there is one."""
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "license", "href": LICENCE})
        if self.feed["next"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next"]})


@dataclass(frozen=True)
class Followed:
    """What a feed is about: its name ("" for everything), the path of its page, its acts, the rows
    that left its datasets, the feed's own address, since when it is asked (None: the latest), and
    the last instant of this page (None: now).
    """

    name: str
    page: str
    entries: QuerySet[JournalEntry]
    removed: QuerySet[RemovedRow] = field(default_factory=RemovedRow.objects.none)
    address: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None

    def cut(self) -> "Followed":
        """Return the page that begins at the instant asked: the oldest MOST_SINCE acts, or rows
        that left, with all that happened at the same instant as the last of them.
        """
        if self.since is None:
            return self
        pages = (
            (self.entries.filter(at__gte=self.since), "at"),
            (self.removed.filter(modified_at__gte=self.since), "modified_at"),
        )
        ends = []
        for rows, column in pages:
            instants = rows.order_by(column).values_list(column, flat=True)
            last = list(instants[MOST_SINCE - 1 : MOST_SINCE + 1])
            if len(last) > 1:
                ends.append(last[0])
        until = min(ends, default=None)
        return replace(
            self,
            entries=_between(self.entries, "at", self.since, until),
            removed=_between(self.removed, "modified_at", self.since, until),
            until=until,
        )

    @property
    def next(self) -> str:
        """Return the address of the next page, "" on the last."""
        if self.until is None:
            return ""
        since = urlencode({SINCE: (self.until + JUST_AFTER).isoformat()})
        return f"{self.address}{'&' if '?' in self.address else '?'}{since}"


def _between(
    rows: QuerySet[ModelT], column: str, since: datetime.datetime, until: datetime.datetime | None
) -> QuerySet[ModelT]:
    """Keep the rows of the instants from `since` to `until`, both included (None: to now)."""
    kept = rows.filter(**{f"{column}__gte": since})
    return kept.filter(**{f"{column}__lte": until}) if until else kept


class PortalChanges(Feed[JournalEntry, Followed]):
    """Everything that happens; a subclass says which part of it."""

    feed_type = LicensedAtom

    def get_object(self, request: HttpRequest, slug: str = "") -> Followed:
        """Return what the feed is about, as everybody may see it. Raises Http404, BadParameter."""
        asked = {name: str(value) for name, value in request.GET.items() if name != SINCE}
        question = f"?{urlencode(sorted(asked.items()))}" if asked else ""
        return replace(
            self.find(slug, asked),
            address=f"{settings.PORTAL_URL}{request.path}{question}",
            since=read_instant(request.GET),
        ).cut()

    def find(self, slug: str, asked: Mapping[str, str]) -> Followed:
        """Return what the feed is about: something by its name in addresses, or what the filters
        that are `asked` keep. Raises Http404, BadParameter.
        """
        removed = RemovedRow.objects.all()
        return Followed("", reverse("home"), topics.public_entries(), removed)

    def author_name(self, obj: Followed) -> str:
        """Return who publishes it."""
        return settings.PORTAL_OWNER

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
        """Return the latest acts, the newest first; or a page of those since the instant that is
        asked, the oldest first.
        """
        if obj.since:
            return list(obj.entries.order_by("at", "id"))
        return list(obj.entries.order_by("-at", "-id")[:MOST_ENTRIES])

    def feed_extra_kwargs(self, obj: Followed) -> dict[str, Any]:
        """Return what `LicensedAtom` writes: the rows that left, in the order of the acts, and the
        address of the next page.
        """
        if obj.since:
            removed = list(obj.removed.order_by("modified_at", "pk"))
        else:
            removed = list(obj.removed.order_by("-modified_at", "-pk")[:MOST_ENTRIES])
        return {"removed": removed, "next": obj.next}

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

    def item_extra_kwargs(self, item: JournalEntry) -> dict[str, str]:
        """Return the address in the API of what an act is about, "" where it has no slug there."""
        dataset = _named_by_slug().get(item.subject_type, "") if item.subject_slug else ""
        row = f"{settings.PORTAL_URL}{API}{dataset}/{item.subject_slug}/" if dataset else ""
        return {"related": row}

    def item_author_name(self, item: JournalEntry) -> str:
        """Return the role that did it."""
        return item.actor_role


class TopicChanges(PortalChanges):
    """What happens to something that can be followed, of one kind."""

    def __init__(self, kind: Followable) -> None:
        """Keep the kind."""
        super().__init__()
        self.kind = kind

    def find(self, slug: str, asked: Mapping[str, str]) -> Followed:
        """Return the topic, the acts about it and what left of all that belongs to it.
        Raises Http404.
        """
        topic = topics.find(self.kind.kind, slug)
        if topic is None:
            raise Http404
        word = belonging.word(self.kind.dataset, topic.target)
        removed = RemovedRow.objects.filter(belongs_to__contains=[word])
        entries = topics.entries(self.kind.kind, topic.target)
        return Followed(topic.short, topic.path, entries, removed)


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


@cache
def _named_by_slug() -> dict[str, str]:
    """Return the dataset of each kind of thing whose rows are named by their slug: the first, where
    several have them.
    """
    return {
        querying.rows(dataset).model._meta.label_lower: name
        for name, dataset in reversed(PUBLISHED.items())
        if (dataset.key_path or dataset.key) == "slug"
    }


def removed_from(*datasets: str) -> QuerySet[RemovedRow]:
    """Return the rows that left these datasets."""
    return RemovedRow.objects.filter(dataset__in=datasets)
