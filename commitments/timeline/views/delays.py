"""What is late or was moved and why: today, and of a plan on a past day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commitments.plans.models import Plan
from commitments.progress import queries as progress
from commitments.timeline import delays, queries
from ogp_portal.foundation.api import past
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.permissions.decorators import public


@public(cache=60, reads=(*delays.READS, past.AS_OF, past.KNOWN_AT))
def delay_list(request: HttpRequest) -> HttpResponse:
    """Show what is late or was moved, since when, why and who said so, as the filters of the
    address ask; of a plan on the day `as_of`, as known at `known_at`, where these are given.
    """
    question = delays.Question.read(request.GET.dict())
    context: dict[str, object] = {"question": question}
    at, plan = progress.clocks_now(), None
    if past.is_asked(request.GET):
        slug = question.chosen.get("plan", "")
        plan = Plan.objects.allowing("view", request.user).filter(slug=slug).first()
        try:
            if plan is None:
                sentence = _("De un día pasado se mira un plan a la vez: elija cuál.")
                raise BadParameter("plan", sentence)
            on, known_at = past.clocks(request.GET)
        except BadParameter as error:
            context["problem"] = error.detail
            return render(request, "commitments/timeline/delay_list.html", context, status=422)
        at = progress.clocks(on, known_at)
        context |= {"plan": plan, "on": on, "known_at": known_at}
    context |= {"answer": queries.delays_page(question, at, plan=plan), "today": at.on}
    response = render(request, "commitments/timeline/delay_list.html", context)
    tells_now = plan is not None and past.KNOWN_AT not in request.GET
    response.tells_now = tells_now  # type: ignore[attr-defined]
    return response
