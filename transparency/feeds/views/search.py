"""The feed of a search of the whole portal: what happens to whatever it finds."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.organizations.models import Territory
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.events.search_index import KINDS
from ogp_portal.foundation.events.searching import Question
from ogp_portal.foundation.events.topics import EVERYBODY
from transparency.feeds.views.changes import Followed, PortalChanges
from transparency.subscriptions import topics

FILTERS = ("q", "en", "lugar", "anio")


class SearchChanges(PortalChanges):
    """What happens to the things that a search finds."""

    def find(self, slug: str, asked: Mapping[str, str]) -> Followed:
        """Return the acts about what is found. Raises BadParameter for a value that there is not,
        and for a search of nothing.
        """
        question = Question.read(asked)
        named = [_named(question, name, value) for name, value in asked.items() if value]
        if question.is_empty:
            raise BadParameter("q", _("Escribe qué buscas: q=agua."))
        words = question.words
        about = Q(pk__in=[])
        for kind, findable in KINDS.items():
            if findable.model is None or question.kind not in {"", kind}:
                continue
            found = question.entries(kind, words).values("row_pk")
            about |= Q(
                subject_type=findable.model._meta.label_lower,
                subject_id__in=findable.rows(EVERYBODY).filter(pk__in=found).values("pk"),
            )
        return Followed(
            " · ".join([_("Buscar"), *named]),
            f"{reverse('search')}?{urlencode(asked)}",
            topics.public_entries().filter(about),
        )


def _named(question: Question, name: str, value: str) -> str:
    """Return what a parameter asks for in words. Raises BadParameter where there is no such
    thing.
    """
    words = {
        "q": f"«{question.text}»",
        "en": str(KINDS[value].label) if value in KINDS else "",
        "anio": str(question.year or ""),
    }
    if name == "lugar":
        words[name] = (
            Territory.objects.filter(slug=value).values_list("name", flat=True).first() or ""
        )
    if not words[name]:
        raise BadParameter(name, _("No hay nada que se llame «%(value)s».") % {"value": value[:60]})
    return words[name]
