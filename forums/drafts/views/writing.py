"""The pages where a draft is written, imported, published as a version and adopted."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.plans.models import Commitment, Plan
from commitments.plans.states import CommitmentState
from forums.bodies.models import Forum
from forums.drafts import workflow
from forums.drafts.forms import ImportForm, PublishForm, TextField
from forums.drafts.models import Consultation, Draft, DraftVersion
from forums.drafts.states import BEING_ANSWERED, ConsultationState
from forums.drafts.views import importing
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user, takes_files
from ogp_portal.foundation.slugs import free_slug

MOST = 100
UNFINISHED = (ConsultationState.DRAFT, *BEING_ANSWERED)


@signed_in
def draft_list(request: HttpRequest) -> HttpResponse:
    """Show the drafts one writes and the commitments that could have one; POST begins it."""
    person = signed_in_user(request)
    plans = Plan.objects.allowing("run", person).filter(is_historical=False)
    commitments = (
        Commitment.objects.filter(plan__in=plans)
        .exclude(state__in=(CommitmentState.CLOSED, CommitmentState.WITHDRAWN))
        .select_related("plan")
        .defer("search")
    )
    forums = Forum.objects.allowing("run", person)
    attempt = Attempt()
    if request.method == "POST":
        draft = _new_draft(
            commitment=commitments.filter(slug=_typed(request, "commitment")).first(),
            plan=plans.filter(slug=_typed(request, "plan")).first(),
            forum=forums.filter(slug=_typed(request, "forum")).first(),
        )
        if draft.forum is None and _typed(request, "forum"):
            raise Http404
        with attempt:
            workflow.begin_draft(draft, by=person)
            return redirect("write_draft", slug=draft.slug)
    drafts = Draft.objects.allowing("write", person).select_related("plan")
    consultations = Consultation.objects.allowing("respond", person).filter(state__in=UNFINISHED)
    context = {
        "problem": attempt.sentence,
        "drafts": list(drafts.order_by("title")[:MOST]),
        "consultations": list(consultations.order_by("closes_at")[:MOST]),
        "forums": list(forums.order_by("name")[:MOST]),
        "free": list(commitments.order_by("plan__title", "number", "title")[:MOST]),
        "plans": list(plans.order_by("title")[:MOST]),
    }
    return render(request, "forums/drafts/write_list.html", context, status=attempt.status)


def _new_draft(*, commitment: Commitment | None, plan: Plan | None, forum: Forum | None) -> Draft:
    """Return the draft, not yet saved, of a commitment or of a whole plan. Raises Http404."""
    subject = commitment or plan
    if subject is None:
        raise Http404
    return Draft(
        plan=commitment.plan if commitment else plan,
        commitment=commitment,
        title=subject.title,
        slug=_free_slug(subject.title),
        forum=forum,
    )


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")[:200]


def _free_slug(title: str) -> str:
    drafts = Draft.objects.all()
    return free_slug(
        title,
        longest=100,
        is_taken=lambda slug: drafts.filter(slug=slug).exists(),
        nameless="borrador",
    )


@signed_in
@takes_files
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the version being written, part by part.

    POST saves it, shows what a file gives and takes it in, publishes it or adopts the last one.
    """
    person = signed_in_user(request)
    draft = (
        Draft.objects.allowing("write", person)
        .select_related("plan", "commitment")
        .filter(slug=slug)
        .first()
    )
    if draft is None:
        raise Http404(_("No hay un borrador con esa dirección que puedas escribir."))
    publish = PublishForm(request.POST if "publish" in request.POST else None)
    upload = ImportForm(request.POST, request.FILES) if "import" in request.POST else ImportForm()
    typed = _texts(request, "p-")
    attempt = Attempt(is_transaction="import" not in request.POST)
    if request.method == "POST":
        with attempt:
            if "import" in request.POST:
                return importing.preview(request, draft, upload)
            messages.success(request, _do(request, draft, typed, publish))
            return redirect("draft" if "adopt" in request.POST else "write_draft", slug=slug)
    version = DraftVersion.objects.filter(draft=draft, number=None).first()
    sections = list(version.sections.order_by("position")) if version else []
    context = {
        "draft": draft,
        "version": version,
        "problem": attempt.sentence,
        "publish": publish,
        "upload": upload,
        "parts": [
            (
                section,
                typed.get(section.key, section.text),
                section.text if typed.get(section.key, section.text) != section.text else "",
            )
            for section in sections
        ],
        "may_run": rights.may(person, "publish_version", draft),
        "may_adopt": rights.may(person, "adopt_version", draft),
    }
    return render(request, "forums/drafts/write.html", context, status=attempt.status)


def _texts(request: HttpRequest, prefix: str) -> dict[str, str]:
    """Return what was sent in the fields that begin with `prefix`, by the part they name."""
    field = TextField(required=False)
    return {
        name.removeprefix(prefix): field.clean(value)
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }


def _do(
    request: HttpRequest,
    draft: Draft,
    typed: Mapping[str, str],
    publish: PublishForm,
) -> str:
    """Do what the page asks for and return what to say. Raises Refusal."""
    person = signed_in_user(request)
    if "begin" in request.POST:
        workflow.begin_version(draft, by=person)
        return _("Lista para escribir: parte del texto de la última versión.")
    if "adopt" in request.POST:
        version = workflow.adopt_version(draft, by=person, read=four_eyes.sent(request, draft))
        return _("Aprobada la versión %(n)s.") % {"n": version.number}
    if "confirm" in request.POST:
        return importing.confirm(request, draft)
    began_from = {
        name.removeprefix("s-"): str(value).replace("\r\n", "\n")
        for name, value in request.POST.items()
        if name.startswith("s-")
    }
    version = workflow.begin_version(draft, by=person)
    workflow.save_version(version, by=person, texts=typed, seen=began_from)
    if "publish" in request.POST:
        what = publish.cleaned_data["what"] if publish.is_valid() else ""
        version = workflow.publish_version(draft, by=person, what=what)
        return _("Publicada la versión %(n)s: ya no cambia.") % {"n": version.number}
    return _("Guardado.")
