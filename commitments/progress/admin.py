"""Progress updates in the admin: reviewed by buttons, with evidence."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from commitments.progress import workflow
from commitments.progress.models import Evidence, ProgressUpdate
from ogp_portal.foundation.documents.form_fields import UploadField
from ogp_portal.foundation.documents.uploads import LARGEST
from ogp_portal.foundation.permissions.staff_admin import Act, ReadOnlyAdmin, WhyForm
from ogp_portal.models import User


class FileForm(forms.Form):
    """A piece of evidence."""

    title = forms.CharField(label=_("Título"), max_length=200)
    file = UploadField(label=_("Archivo"), required=False)
    url = forms.URLField(label=_("o enlace"), required=False, assume_scheme="https")


def attach(update: ProgressUpdate, *, by: User, title: str, file: Any, url: str) -> Evidence:
    """Read what was uploaded (one byte over the limit is enough to refuse) and hand it to the
    workflow.
    """
    return workflow.add_evidence(
        update,
        by=by,
        title=title,
        url=url,
        content=file.read(LARGEST + 1) if file else b"",
        file_name=file.name if file else "",
    )


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ReadOnlyAdmin[ProgressUpdate]):
    """Progress updates."""

    list_display = (
        "commitment",
        "period_starts_on",
        "state",
        "is_nil",
        "claimed_level",
        "submitted_at",
    )
    list_select_related = ("commitment",)
    list_filter = (
        ("commitment__plan", admin.RelatedOnlyFieldListFilter),
        "state",
        ("commitment__responsible", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("commitment__title",)
    ordering = ("-period_starts_on",)
    acts = (
        Act("edit", _("Agregar un medio de verificación"), attach, FileForm),
        Act("submit_update", _("Enviar a revisión"), workflow.submit_update),
        Act("approve_update", _("Aprobar y publicar"), workflow.approve_update),
        Act("return_update", _("Devolver"), workflow.return_update, WhyForm),
    )
