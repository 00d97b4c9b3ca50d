"""Consultations in the admin: prepared, announced, their window moved.

Texts are written and comments answered in their own pages.
"""

from typing import Any

from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forums.drafts import workflow
from forums.drafts.forms import ConsultationForm, PaperForm, WindowForm
from forums.drafts.models import (
    Consultation,
    ConsultationDocument,
    ConsultationQuestion,
    Draft,
    DraftVersion,
)
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin, WhyForm
from ogp_portal.foundation.permissions.staff_parts import PartInline
from ogp_portal.models import User


def attach(
    consultation: Consultation, *, by: User, title: str, file: UploadedFile
) -> ConsultationDocument:
    """Hand the file of the form over."""
    return workflow.attach_document(
        consultation, by=by, title=title, content=file.read(), file_name=file.name or ""
    )


class QuestionInline(PartInline[ConsultationQuestion, models.Model]):
    """What the government wants answered."""

    model = ConsultationQuestion
    fields = ("position", "text")
    ordering = ("position",)


@admin.register(Consultation)
class ConsultationAdmin(StaffAdmin[Consultation]):
    """Consultations of drafts."""

    form = ConsultationForm
    view_act, create_act = "run", "create"
    list_display = ("title", "version", "opens_at", "closes_at", "state", "comment_count")
    list_select_related = ("version__draft",)
    search_fields = ("title",)
    ordering = ("-opens_at", "title")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (QuestionInline,)
    acts = (
        Act("announce_consultation", _("Anunciar"), workflow.announce_consultation),
        Act("edit", _("Cambiar el plazo"), workflow.move_consultation_window, WindowForm),
        Act("run", _("Agregar un documento"), attach, PaperForm),
        Act("answer_consultation", _("Dar por respondida"), workflow.answer_consultation),
        Act("apply_consultation", _("Los cambios están publicados"), workflow.apply_consultation),
        Act("cancel_consultation", _("Cancelar"), workflow.cancel_consultation, WhyForm),
        Act("discard", undoing.LABEL, workflow.discard_consultation, undoing.DiscardForm),
    )
    offers = {
        "version": lambda user: (
            DraftVersion.objects.filter(
                draft__in=Draft.objects.allowing("run", user).filter(adopted=None),
                number__isnull=False,
            )
            .select_related("draft")
            .order_by("draft__title", "-number")
        ),
    }

    def save_model(
        self,
        request: HttpRequest,
        obj: Consultation,
        form: "ModelForm[Consultation]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow; an unchanged row with a changed question is not a change of the
        consultation.
        """
        if form.changed_data or not change:
            workflow.save_consultation(obj, by=signed_in_user(request))

    def save_formset(
        self,
        request: HttpRequest,
        form: "ModelForm[Consultation]",
        formset: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save the questions by the workflow."""
        for row in formset.save(commit=False):
            workflow.save_question(row, by=signed_in_user(request))
