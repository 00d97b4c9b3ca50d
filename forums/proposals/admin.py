"""Calls and working groups in the admin; proposals are decided in "Mi trabajo"."""

from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from forums.bodies.models import Forum
from forums.process.models import Stage
from forums.proposals import workflow
from forums.proposals.forms import CountForm, FileForm, WindowForm
from forums.proposals.models import Attachment, Call, Proposal, WorkingGroup
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin
from ogp_portal.models import User


@admin.register(Call)
class CallAdmin(StaffAdmin[Call]):
    """Calls for proposals."""

    view_act, create_act = "run", "create"
    list_display = ("title", "plan", "opens_at", "closes_at", "announced_at")
    list_select_related = ("plan",)
    search_fields = ("title",)
    ordering = ("-opens_at",)
    prepopulated_fields = {"slug": ("title",)}
    acts = (
        Act("announce", _("Anunciar"), workflow.announce_call),
        Act("edit", _("Mover el plazo"), workflow.move_call_window, WindowForm),
        Act("discard", undoing.LABEL, workflow.discard_call, undoing.DiscardForm),
    )
    offers = {
        "plan": lambda user: Plan.objects.allowing("run", user).order_by("title"),
        "stage": lambda user: Stage.objects.filter(
            plan__in=Plan.objects.allowing("run", user)
        ).order_by("plan__title", "position"),
        "forum": lambda user: Forum.objects.order_by("name"),
    }

    def save_model(
        self,
        request: HttpRequest,
        obj: Call,
        form: "ModelForm[Call]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.save_call(obj, by=signed_in_user(request))


@admin.register(WorkingGroup)
class WorkingGroupAdmin(StaffAdmin[WorkingGroup]):
    """Working groups."""

    view_act, create_act = "run", "create"
    list_display = ("title", "call", "held_on", "state")
    list_select_related = ("call",)
    search_fields = ("title",)
    ordering = ("-held_on", "title")
    prepopulated_fields = {"slug": ("title",)}
    fields = ("call", "slug", "title", "held_on", "place", "results", "state")
    readonly_fields = ("state",)
    acts = (
        Act("edit", _("Anotar quiénes asistieron"), workflow.count_group, CountForm),
        Act("hold_group", _("Registrar que se realizó"), workflow.hold_group),
        Act("report_group", _("Publicar sus resultados"), workflow.report_group),
    )
    offers = {"call": lambda user: Call.objects.allowing("edit", user).order_by("-opens_at")}

    def save_model(
        self,
        request: HttpRequest,
        obj: WorkingGroup,
        form: "ModelForm[WorkingGroup]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.save_group(obj, by=signed_in_user(request))


def attach(proposal: Proposal, *, by: User, title: str, file: UploadedFile) -> Attachment:
    """Hand the file of the form over."""
    return workflow.attach(
        proposal, by=by, title=title, content=file.read(), file_name=file.name or ""
    )


@admin.register(Proposal)
class ProposalAdmin(StaffAdmin[Proposal]):
    """Proposals, to look at: they are decided together in "Mi trabajo"."""

    view_act, edit_act = "run", ""
    list_display = ("title", "call", "number", "state", "answer_due_on", "support_count")
    list_filter = ("state", "arrival")
    list_select_related = ("call",)
    search_fields = ("title",)
    ordering = ("answer_due_on", "pk")
    exclude = ("search", "tracking_digest", "confirmation_digest", "submission_key")
    acts = (Act("moderate", _("Agregar un archivo"), attach, FileForm),)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Proposal]":
        """List without the search column."""
        proposals: QuerySet[Proposal] = super().get_queryset(request)
        return proposals.defer("search")
