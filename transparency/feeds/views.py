"""Following without an account: Atom feeds of public acts, and calendars of milestones
and stages.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone, Plan
from forums.bodies.models import Forum
from forums.process.models import Stage
from forums.sessions.models import Session
from ogp_portal.foundation.api.datasets import LICENCE
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.events.topics import EVERYBODY, Topic
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import JournalEntry
from transparency.feeds import calendars
from transparency.subscriptions import topics

MOST_ENTRIES = 50
MOST_EVENTS = 2_000


class LicensedAtom(Atom1Feed):
    """Atom that names its licence (RFC 4946)."""

    def add_root_elements(self, handler: Any) -> None:
        """Add the licence."""
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "license", "href": LICENCE})


@dataclass(frozen=True)
class Followed:
    """What a feed is about, and the feed's own address."""

    subject: Any
    address: str


class Changes(Feed):
    """The public acts about a part of the portal; a subclass says which."""

    feed_type = LicensedAtom
    author_name = settings.PORTAL_OWNER

    def get_object(self, request: HttpRequest, slug: str = "") -> Any:
        """Return what the feed is about, as everybody may see it. Raises Http404."""
        found = self.find(slug)
        if found is None:
            raise Http404
        return Followed(found, f"{settings.PORTAL_URL}{request.path}")

    def find(self, slug: str) -> Any:
        """Return what the feed is about."""
        return ""

    def entries(self, subject: Any) -> Any:
        """Return the acts of the feed."""
        return topics.public_entries()

    def name(self, subject: Any) -> str:
        """Return the name of what is followed, if it is not everything."""
        return str(subject)

    def page(self, subject: Any) -> str:
        """Return the path of the page of what is followed."""
        return reverse("home")

    def title(self, obj: Followed) -> str:
        """Return the feed's title."""
        return " · ".join(part for part in (self.name(obj.subject), settings.PORTAL_NAME) if part)

    def link(self, obj: Followed) -> str:
        """Return the page of what is followed."""
        return f"{settings.PORTAL_URL}{self.page(obj.subject)}"

    def feed_url(self, obj: Followed) -> str:
        """Return the feed's own address."""
        return obj.address

    def feed_guid(self, obj: Followed) -> str:
        """Return the feed's identity: its address."""
        return obj.address

    def items(self, obj: Followed) -> list[JournalEntry]:
        """Return the latest acts."""
        return list(self.entries(obj.subject).order_by("-at", "-id")[:MOST_ENTRIES])

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

    def item_pubdate(self, item: JournalEntry) -> Any:
        """Return when it happened."""
        return item.at

    item_updateddate = item_pubdate

    def item_author_name(self, item: JournalEntry) -> str:
        """Return the role that did it."""
        return item.actor_role


class PortalChanges(Changes):
    """Everything that happens."""


class TopicChanges(Changes):
    """What happens to something that can be followed, of one kind."""

    def __init__(self, kind: str) -> None:
        """Keep the kind."""
        super().__init__()
        self.kind = kind

    def find(self, slug: str) -> Topic | None:
        """Return the topic."""
        return topics.find(self.kind, slug)

    def entries(self, subject: Topic) -> Any:
        """Keep the acts about it."""
        return topics.entries(self.kind, subject.target)

    def name(self, subject: Topic) -> str:
        """Return what it is called."""
        return subject.short

    def page(self, subject: Topic) -> str:
        """Return its page."""
        return subject.path


class ReportsIssued(Changes):
    """The monthly reports as they are issued."""

    def entries(self, subject: Any) -> Any:
        """Keep the issuing of reports."""
        return super().entries(subject).filter(act="finish_report")

    def name(self, subject: Any) -> str:
        """Return the name of the feed."""
        return _("Informes mensuales de cumplimiento")

    def page(self, subject: Any) -> str:
        """Return the list of reports."""
        return reverse("report_list")


class Openings(Changes):
    """What opens for taking part: calls, surveys, sessions."""

    def entries(self, subject: Any) -> Any:
        """Keep what opens."""
        return super().entries(subject).filter(act__in=journal.opening_acts())

    def name(self, subject: Any) -> str:
        """Return the name of the feed."""
        return _("Para participar")

    def page(self, subject: Any) -> str:
        """Return the page of taking part."""
        return reverse("take_part")


class ProposalChanges(Changes):
    """What is decided about proposals."""

    def entries(self, subject: Any) -> Any:
        """Keep the acts about proposals."""
        return super().entries(subject).filter(subject_type="forums.proposal")

    def name(self, subject: Any) -> str:
        """Return the name of the feed."""
        return _("Propuestas")

    def page(self, subject: Any) -> str:
        """Return the list of proposals."""
        return reverse("proposal_list")


def _calendar(
    name: str, title: str, *, milestones: Any, stages: Any, sessions: Any
) -> HttpResponse:
    body = calendars.draw(
        title,
        milestones=milestones.select_related("commitment__plan")
        .exclude(commitment__plan__is_historical=True)
        .order_by("-due_on", "pk")[:MOST_EVENTS],
        stages=stages.exclude(opens_on=None)
        .select_related("plan")
        .order_by("opens_on", "pk")[:MOST_EVENTS],
        sessions=sessions.exclude(starts_at=None)
        .select_related("forum")
        .order_by("-starts_at", "pk")[:MOST_EVENTS],
    )
    disposition = f'attachment; filename="{name}.ics"'
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _rows() -> tuple[Any, Any, Any]:
    return tuple(model.objects.allowing("view", EVERYBODY) for model in (Milestone, Stage, Session))  # type: ignore[return-value]


@public(cache=300)
def portal_calendar(request: HttpRequest) -> HttpResponse:
    """Give the dates of every plan."""
    milestones, stages, sessions = _rows()
    return _calendar(
        "calendario", settings.PORTAL_NAME, milestones=milestones, stages=stages, sessions=sessions
    )


@public(cache=300)
def plan_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of a plan."""
    plan = Plan.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if plan is None:
        raise Http404
    milestones, stages, sessions = _rows()
    return _calendar(
        slug,
        plan.title,
        milestones=milestones.filter(commitment__plan=plan),
        stages=stages.filter(plan=plan),
        sessions=sessions.filter(Q(forum__plan=plan) | Q(stage__plan=plan)),
    )


@public(cache=300)
def commitment_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of a commitment."""
    commitment = (
        Commitment.objects.allowing("view", EVERYBODY).filter(slug=slug).defer("search").first()
    )
    if commitment is None:
        raise Http404
    milestones, stages, sessions = _rows()
    return _calendar(
        slug,
        commitment.title,
        milestones=milestones.filter(commitment=commitment),
        stages=stages.none(),
        sessions=sessions.none(),
    )


@public(cache=300)
def institution_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of what an institution answers for."""
    organization = Organization.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if organization is None:
        raise Http404
    milestones, stages, sessions = _rows()
    own = milestones.filter(commitment__responsible=organization) | milestones.filter(
        responsible=organization
    )
    return _calendar(
        slug, organization.name, milestones=own, stages=stages.none(), sessions=sessions.none()
    )


@public(cache=300)
def forum_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the sessions of a forum."""
    forum = Forum.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if forum is None:
        raise Http404
    milestones, stages, sessions = _rows()
    return _calendar(
        slug,
        forum.name,
        milestones=milestones.none(),
        stages=stages.none(),
        sessions=sessions.filter(forum=forum),
    )
