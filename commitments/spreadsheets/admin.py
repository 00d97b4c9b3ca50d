"""Importing in the admin: upload, match columns, preview, confirm; the background task's progress
is on the list.
"""

import tempfile
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets import COMMITMENTS, IMPORTED
from commitments.plans.models import Plan
from commitments.spreadsheets import reading, workflow
from commitments.spreadsheets.datasets import FIXED
from commitments.spreadsheets.models import ImportJob
from commitments.spreadsheets.states import ImportState
from ogp_portal.foundation import languages
from ogp_portal.foundation.api import streaming
from ogp_portal.foundation.documents.form_fields import SheetField
from ogp_portal.foundation.permissions import choices, rights
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import ReadOnlyAdmin

SHOWN = 100
PLANS = {"plan": lambda user: Plan.objects.allowing("import_commitments", user)}


class UploadForm(forms.Form):
    """A file for a plan."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"))
    file = SheetField(label=_("Planilla (CSV o XLSX, hasta 10 MB)"))


class MatchForm(forms.Form):
    """Which of our columns each of theirs is."""

    skips_wrong_rows = forms.BooleanField(label=_("Omitir las filas con errores"), required=False)

    def __init__(self, header: list[str], mapping: dict[str, str], data: Any = None) -> None:
        super().__init__(data)
        self.header = header
        choices = [
            ("", _("No se usa")),
            *(
                (column.heading, f"{column.heading}: {column.sentence}")
                for column in COMMITMENTS.columns
                if column.heading in IMPORTED
            ),
            *((name, _("%(name)s: no se carga, se compara") % {"name": name}) for name in FIXED),
        ]
        for index, title in enumerate(header):
            self.fields[f"c{index}"] = forms.ChoiceField(
                label=title or f"({index + 1})",
                choices=choices,
                required=False,
                initial=mapping.get(title, ""),
            )

    def mapping(self) -> dict[str, str]:
        """Return {their title: our column}, "" for one that is not used."""
        return {
            title: self.cleaned_data.get(f"c{index}", "") for index, title in enumerate(self.header)
        }


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin[ImportJob]):
    """Imports."""

    list_display = (
        "file_name",
        "plan",
        "state",
        "total_rows",
        "done_rows",
        "state_reason",
        "created_at",
    )
    list_select_related = ("plan",)
    ordering = ("-created_at",)

    def has_add_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:
        """Offer it to whoever may import into some plan."""
        return (
            self.has_module_permission(request)
            and Plan.objects.allowing("import_commitments", signed_in_user(request)).exists()
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the plan's sheet, to be edited and loaded again."""
        sheet = path(
            "planilla/<slug:slug>.<sheet:form>",
            self.admin_site.admin_view(self.sheet),
            name="commitments_importjob_sheet",
        )
        return [sheet, *super().get_urls()]

    def sheet(self, request: HttpRequest, slug: str, form: str) -> FileResponse:
        """Give the commitments of a plan, drafts included, as a spreadsheet."""
        plan = (
            Plan.objects.allowing("import_commitments", signed_in_user(request))
            .filter(slug=slug)
            .first()
        )
        if plan is None:
            raise Http404
        made = tempfile.TemporaryFile()  # noqa: SIM115 - whoever answers closes it
        workflow.write_sheet(plan, made, form=form, language=languages.shorts()[0])
        made.seek(0)
        return streaming.attachment(made, f"{slug}.{form}", media_type=streaming.FORMATS[form])

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Take the file in."""
        form = UploadForm(request.POST or None, request.FILES or None)
        choices.restrict(form, signed_in_user(request), PLANS)
        if not self.has_add_permission(request):
            raise Http404
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            with Attempt(form, is_transaction=False):
                job = workflow.request_import(
                    form.cleaned_data["plan"],
                    content=upload.read(reading.LARGEST + 1),
                    file_name=upload.name,
                    by=signed_in_user(request),
                )
                return HttpResponseRedirect(
                    reverse("admin:commitments_importjob_change", args=[job.pk])
                )
        plans = form.fields["plan"].queryset  # type: ignore[attr-defined]
        return self._page(
            request,
            form,
            {
                "title": _("Importar compromisos"),
                "act_label": _("Subir y previsualizar"),
                "plans": plans,
            },
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Show the preview and confirm it; afterwards, its outcome."""
        job = self.get_object(request, object_id)
        if job is None or not rights.may(signed_in_user(request), "view", job):
            raise Http404
        if job.state != ImportState.PREVIEWED:
            return self._outcome(request, job)
        content = workflow.read_file(job)
        form = MatchForm(
            workflow.read_table(content, job.mapping).header, job.mapping, request.POST or None
        )
        mapping = form.mapping() if form.is_bound and form.is_valid() else job.mapping
        preview = workflow.look(job.plan, content, mapping=mapping)[0]
        if form.is_bound and form.is_valid() and "confirm" in request.POST:
            with Attempt(form, is_transaction=False):
                workflow.confirm_import(
                    job,
                    by=signed_in_user(request),
                    mapping=mapping,
                    skips_wrong_rows=form.cleaned_data["skips_wrong_rows"],
                )
                return HttpResponseRedirect(reverse("admin:commitments_importjob_changelist"))
        return self._page(
            request,
            form,
            {
                "title": job.file_name,
                "job": job,
                "found": preview,
                "problems": preview.problems[:SHOWN],
                "rows": sorted([*preview.new, *preview.changed], key=attrgetter("line"))[:SHOWN],
                "unshown": max(0, len(preview.new) + len(preview.changed) - SHOWN),
                "act_label": _("Confirmar y cargar")
                if rights.may(signed_in_user(request), "confirm_import", job)
                else "",
            },
        )

    def _outcome(self, request: HttpRequest, job: ImportJob) -> HttpResponse:
        """Show what an import did, and undo it."""
        form = forms.Form(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with Attempt(form, is_transaction=False):
                workflow.undo_import(job, by=signed_in_user(request))
                return HttpResponseRedirect(request.path)
        may_undo = rights.may(signed_in_user(request), "undo_import", job)
        return self._page(request, form, {"title": job.file_name, "job": job, "may_undo": may_undo})

    def _page(
        self, request: HttpRequest, form: forms.Form, extra: dict[str, object]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            **extra,
        }
        return TemplateResponse(
            request, "admin/import.html", context, status=422 if form.errors else 200
        )
