"""The pages where a draft is written, imported, published as a version and adopted."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commitments.plans.models import Commitment, Plan
from commitments.plans.states import CommitmentState
from forums.bodies.models import Forum
from forums.drafts import workflow
from forums.drafts.forms import ImportForm, PublishForm, TextField
from forums.drafts.models import Consultation, Draft, DraftVersion
from forums.drafts.reading import LARGEST
from forums.drafts.states import ConsultationState
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import Refusal

MOST = 100


@signed_in
def draft_list(request: HttpRequest) -> HttpResponse:
    """Show the drafts one writes and the commitments that could have one; POST begins it."""
    person = signed_in_user(request)
    plans = Plan.objects.allowing("run", person).filter(is_historical=False)
    free = (
        Commitment.objects.filter(plan__in=plans)
        .exclude(state__in=(CommitmentState.CLOSED, CommitmentState.WITHDRAWN))
        .select_related("plan")
        .defer("search")
    )
    problem, status = "", 200
    if request.method == "POST":
        commitment = free.filter(slug=_typed(request, "commitment")).first()
        plan = plans.filter(slug=_typed(request, "plan")).first()
        readers = (
            Forum.objects.allowing("run", person).filter(slug=_typed(request, "forum")).first()
        )
        if (commitment is None and plan is None) or (readers is None and _typed(request, "forum")):
            raise Http404
        subject: Any = commitment or plan
        draft = Draft(
            plan=commitment.plan if commitment else plan,
            commitment=commitment,
            title=subject.title,
            slug=_free_slug(subject.title),
            forum=readers,
        )
        try:
            with transaction.atomic():
                workflow.begin_draft(draft, by=person)
            return redirect("write_draft", slug=draft.slug)
        except Refusal as refusal:
            problem, status = str(refusal), refusal.status
    context = {
        "problem": problem,
        "drafts": list(
            Draft.objects.allowing("write", person).select_related("plan").order_by("title")[:MOST]
        ),
        "rooms": list(
            Consultation.objects.allowing("respond", person)
            .filter(
                state__in=(
                    ConsultationState.DRAFT,
                    ConsultationState.ANNOUNCED,
                    ConsultationState.ANSWERED,
                )
            )
            .order_by("closes_at")[:MOST]
        ),
        "forums": list(Forum.objects.allowing("run", person).order_by("name")[:MOST]),
        "free": list(free.order_by("plan__title", "number", "title")[:MOST]),
        "plans": list(plans.order_by("title")[:MOST]),
    }
    return render(request, "forums/drafts/write_list.html", context, status=status)


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")[:200]


def _free_slug(title: str) -> str:
    base = slugify(title)[:100] or "borrador"
    taken = set(Draft.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3)))
        if slug not in taken
    )


@signed_in
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the version being written, part by part;

    POST saves it, takes a file in, publishes it or adopts the last one.
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
    publish, upload = (
        PublishForm(request.POST or None),
        ImportForm(request.POST or None, request.FILES or None),
    )
    problem, status = "", 200
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = {
            name.removeprefix("p-"): TextField(required=False).clean(value)
            for name, value in request.POST.items()
            if name.startswith("p-")
        }
        try:
            with transaction.atomic():
                messages.success(request, _do(request, draft, typed, publish, upload))
            return redirect("draft" if "adopt" in request.POST else "write_draft", slug=slug)
        except Refusal as refusal:
            problem, status = str(refusal), refusal.status
    version = DraftVersion.objects.filter(draft=draft, number=None).first()
    sections = list(version.sections.order_by("position")) if version else []
    context = {
        "draft": draft,
        "version": version,
        "problem": problem,
        "publish": publish if "publish" in request.POST else PublishForm(),
        "upload": upload if "import" in request.POST else ImportForm(),
        "parts": [
            (
                row,
                typed.get(row.key, row.text),
                row.text if row.key in typed and typed[row.key] != row.text else "",
            )
            for row in sections
        ],
        "may_run": rights.may(person, "publish_version", draft),
    }
    return render(request, "forums/drafts/write.html", context, status=status)


def _do(
    request: HttpRequest,
    draft: Draft,
    typed: dict[str, str],
    publish: PublishForm,
    upload: ImportForm,
) -> str:
    """Do what the page asks for and return what to say. Raises Refusal."""
    person = signed_in_user(request)
    if "begin" in request.POST:
        workflow.begin_version(draft, by=person)
        return _("Lista para escribir: parte del texto de la última versión.")
    if "adopt" in request.POST:
        version = workflow.adopt_version(draft, by=person)
        return _("Aprobada la versión %(n)s.") % {"n": version.number}
    if "import" in request.POST:
        if not upload.is_valid():
            raise Refusal(_("Elige un archivo DOCX o Markdown (.md)."))
        file = upload.cleaned_data["file"]
        if file.size > LARGEST:
            raise Refusal(_("El archivo pesa más de 5 MB: quite sus imágenes y súbalo de nuevo."))
        workflow.import_version(draft, by=person, content=file.read(), file_name=file.name)
        return _("Texto importado: revísalo antes de publicarlo.")
    version = workflow.begin_version(draft, by=person)
    seen = {
        name.removeprefix("s-"): str(value).replace("\r\n", "\n")
        for name, value in request.POST.items()
        if name.startswith("s-")
    }
    workflow.save_version(version, by=person, texts=typed, seen=seen)
    if "publish" in request.POST:
        made = workflow.publish_version(
            draft, by=person, what=publish.cleaned_data["what"] if publish.is_valid() else ""
        )
        return _("Publicada la versión %(n)s: ya no cambia.") % {"n": made.number}
    return _("Guardado.")
