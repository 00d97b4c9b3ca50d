"""What can be followed of plans: a plan, a commitment, what an institution answers for, a theme, a
place, a search.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from commitments.plans.models import Commitment, Plan, Theme
from commitments.plans.queries.listing import matching
from commitments.plans.queries.question import Question
from ogp_portal.foundation.events import topics
from ogp_portal.foundation.events.topics import EVERYBODY, Followable, Topic
from ogp_portal.foundation.sentences import Sentence

LONGEST_SEARCH = 600
BECOMES = ("rename_institution", "close_institution", "undo_institution_change")


def answered_for(institutions: QuerySet[Organization]) -> QuerySet[Commitment]:
    """Return what some institutions answer for, as everybody sees it."""
    return _seen().filter(responsible__in=institutions)


def followable() -> tuple[Followable, ...]:
    """Return the kinds of topics."""
    return (
        Followable(
            "plan",
            _("plan"),
            topics.find_row("plan", Plan, title="title", path=topics.page("plan")),
            lambda target: Q(plan_slug=target),
            feed="planes",
            dataset="plans",
        ),
        Followable(
            "commitment",
            _("compromiso"),
            topics.find_row(
                "commitment", Commitment, title="title", path=topics.page("commitment")
            ),
            lambda target: topics.about(_seen().filter(slug=target)),
            feed="compromisos",
            dataset="commitments",
        ),
        Followable(
            "institution",
            _("institución"),
            topics.find_row(
                "institution",
                Organization,
                title="name",
                short="short_name",
                path=topics.page("institution"),
            ),
            _about_institution,
            feed="instituciones",
            dataset="organizations",
        ),
        _listed("theme", _("tema"), Theme, question="tema", column="theme__slug"),
        Followable("territory", _("comuna o región"), _find_territory, _about_territory),
        Followable(
            "search", _("búsqueda de compromisos"), _find_search, _about_search, is_typed=True
        ),
    )


def _about_institution(target: str) -> Q:
    """Return what is news of an institution: what becomes of it, and all that belongs to it or,
    once it closed, to those that go on with what it did.
    """
    rows = Organization.objects.going_on_from(target)
    becomes = Q(subject_type=Organization._meta.label_lower, act__in=BECOMES)
    own = becomes & Q(subject_id__in=rows.values("pk"))
    return own | topics.about_what_belongs_to(rows)


def _seen() -> QuerySet[Commitment]:
    return Commitment.objects.allowing("view", EVERYBODY)


def _listed(kind: str, label: Sentence, model: Any, *, question: str, column: str) -> Followable:
    """Return the kind of topic that is a word commitments are listed by."""

    def path(target: str) -> str:
        return f"{reverse('commitment_list')}?{question}={target}"

    return Followable(
        kind,
        label,
        topics.find_row(kind, model, title="name", path=path),
        lambda target: topics.about(_seen().filter(**{column: target})),
    )


def _find_territory(target: str) -> Topic | None:
    """Return a comuna or a region, with the path of its page."""
    seen = Territory.objects.allowing("view", EVERYBODY).filter(slug=target)
    found = seen.values_list("name", "kind").first()
    if found is None:
        return None
    name, kind = found
    return Topic("territory", target, name, name, reverse(kind, args=[target]))


def _about_territory(target: str) -> Q:
    """Return the acts about what is promised in a place; in a region, in its comunas, too."""
    through = Commitment.territories.through.objects
    here = through.filter(Q(territory__slug=target) | Q(territory__region__slug=target))
    return topics.about(_seen().filter(pk__in=here.values("commitment_id")))


def _asked(target: str) -> Question:
    query: Mapping[str, str] = dict(parse_qsl(target[:LONGEST_SEARCH]))
    return Question.read(
        {name: value for name, value in query.items() if name not in {"pagina", "orden"}}
    )


def _find_search(target: str) -> Topic | None:
    question = _asked(target)
    address = question.address()
    if not address:
        return None
    words = [f"«{question.text}»"] if question.text else []
    title = gettext("Compromisos: %(words)s") % {
        "words": ", ".join([*words, *question.chosen.values()])
    }
    return Topic("search", address, title, title, f"{reverse('commitment_list')}?{address}")


def _about_search(target: str) -> Q:
    return topics.about(matching(_asked(target), user=EVERYBODY, on=timezone.localdate()))
