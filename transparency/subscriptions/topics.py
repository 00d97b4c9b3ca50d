"""What can be followed: whether it exists, how it is called, where its page is, and which public
acts are about it. Feeds read the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.inquiries.models import Inquiry
from commitments.organizations.models import Organization, Territory
from commitments.plans import queries
from commitments.plans.models import Commitment, Plan, Theme
from forums.bodies.models import Forum
from forums.sessions.models import Session
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import JournalEntry
from transparency.publications.models import Publication

EVERYBODY = AnonymousUser()
COMMITMENT, INQUIRY = "commitments.commitment", "commitments.inquiry"
LOADING = (
    "register",
    "register_update",
    "register_total",
    "register_stage",
    "register_seat",
    "register_alliance",
)  # filling the portal from its sources is no news


@dataclass(frozen=True)
class Topic:
    """Something that can be followed: its kind, its name in addresses, its title and its page."""

    kind: str
    target: str
    title: str
    path: str


def public_entries() -> QuerySet[JournalEntry]:
    """Return the public acts that are news."""
    return rights.rows(JournalEntry, "view", EVERYBODY).exclude(act__in=LOADING)


def about_commitments(wanted: QuerySet[Commitment]) -> Q:
    """Return the condition of acts about some commitments, and about what people ask and object of
    them.
    """
    keys = wanted.values("pk")
    return Q(subject_type=COMMITMENT, subject_id__in=keys) | Q(
        subject_type=INQUIRY,
        subject_id__in=Inquiry.objects.filter(commitment__in=keys).values("pk"),
    )


def about_forum(forum: Forum) -> Q:
    """Return the condition of acts about a forum and its sessions."""
    sessions = Session.objects.filter(forum=forum).values("pk")
    return Q(subject_type="forums.forum", subject_id=forum.pk) | Q(
        subject_type="forums.session", subject_id__in=sessions
    )


def about_institution(organization: Organization) -> Q:
    """Return the condition of acts about what an institution answers for and publishes."""
    publications = Publication.objects.filter(organization=organization).values("pk")
    return about_commitments(_seen().filter(responsible=organization)) | Q(
        subject_type="transparency.publication", subject_id__in=publications
    )


def _seen() -> QuerySet[Commitment]:
    return Commitment.objects.allowing("view", EVERYBODY)


def find(kind: str, target: str) -> Topic | None:
    """Return a topic that anybody may follow, None for what there is not: one query at most."""
    if kind == "search":
        question = _question(target)
        address = question.address()
        return (
            Topic(kind, address, _search_title(question), f"{reverse('commitment_list')}?{address}")
            if address
            else None
        )
    model, column, page = {
        "plan": (Plan, "title", "plan"),
        "commitment": (Commitment, "title", "commitment"),
        "institution": (Organization, "name", "institution"),
        "forum": (Forum, "name", "forum"),
        "theme": (Theme, "name", ""),
        "territory": (Territory, "name", ""),
    }.get(kind, (None, "", ""))
    if model is None:
        return None
    visible = model.objects.allowing("view", EVERYBODY)  # type: ignore[attr-defined]
    title = visible.filter(slug=target).values_list(column, flat=True).first()
    if title is None:
        return None
    names = {"theme": "tema", "territory": "territorio"}
    return Topic(
        kind,
        target,
        title,
        reverse(page, args=[target])
        if page
        else f"{reverse('commitment_list')}?{names[kind]}={target}",
    )


def _question(target: str) -> queries.Question:
    query: Mapping[str, str] = dict(parse_qsl(target[:600]))
    return queries.Question.read(
        {name: value for name, value in query.items() if name not in {"pagina", "orden"}}
    )


def _search_title(question: queries.Question) -> str:
    words = [f"«{question.text}»"] if question.text else []
    return _("Compromisos: %(words)s") % {"words": ", ".join([*words, *question.chosen.values()])}


def entries(kind: str, target: str) -> QuerySet[JournalEntry] | None:
    """Return the public acts about a topic, None once it is no longer there."""
    if kind == "plan":
        return public_entries().filter(plan_slug=target)
    if kind == "forum":
        forum = Forum.objects.allowing("view", EVERYBODY).filter(slug=target).first()
        return public_entries().filter(about_forum(forum)) if forum else None
    if kind == "institution":
        organization = Organization.objects.filter(slug=target).first()
        return public_entries().filter(about_institution(organization)) if organization else None
    return public_entries().filter(about_commitments(_commitments(kind, target)))


def _commitments(kind: str, target: str) -> QuerySet[Commitment]:
    if kind == "search":
        found: Any = queries.matching(_question(target), user=EVERYBODY, on=timezone.localdate())
        return found
    paths = {"commitment": "slug", "theme": "theme__slug", "territory": "territories__slug"}
    return _seen().filter(**{paths[kind]: target})
