"""Accounts in the admin: files taken in, previewed and confirmed one by one."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.documents.form_fields import SheetsField
from ogp_portal.foundation.permissions import choices, rights
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import ReadOnlyAdmin
from ogp_portal.models import User
from transparency.budgets import reading, workflow
from transparency.budgets.models import BudgetImport
from transparency.budgets.states import ImportState, Measure

SHOWN = 50
MOST_FILES = 36
INSTITUTIONS = {"organization": lambda user: Organization.objects.allowing("import_budget", user)}


class UploadForm(forms.Form):
    """The files of an institution; each is previewed and confirmed on its own."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Institución"))
    program_code = forms.CharField(
        label=_("Código del programa (vacío si hay un solo presupuesto)"),
        max_length=10,
        required=False,
    )
    mapping = forms.CharField(
        label=_("Correspondencia de columnas, en TOML (solo si los títulos no se reconocen)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    accounts = SheetsField(label=_("Archivos CSV o XLSX, uno por mes (hasta 36)"))


@admin.register(BudgetImport)
class BudgetImportAdmin(ReadOnlyAdmin[BudgetImport]):
    """Loads of accounts."""

    list_display = ("file_name", "organization", "state", "progress_note", "created_at")
    list_select_related = ("organization",)
    list_filter = ("state",)
    ordering = ("-created_at", "-pk")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Offer it to whoever may load accounts of some institution."""
        return (
            self.has_module_permission(request)
            and Organization.objects.allowing("import_budget", signed_in_user(request)).exists()
        )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """Take files in; nothing is read into the accounts before each is confirmed."""
        if not self.has_add_permission(request):
            raise Http404
        form = UploadForm(request.POST or None, request.FILES or None)
        choices.restrict(form, signed_in_user(request), INSTITUTIONS)
        if request.method == "POST" and form.is_valid():
            with Attempt(form):
                jobs = _request_imports(form.cleaned_data, by=signed_in_user(request))
                if len(jobs) == 1:
                    return HttpResponseRedirect(
                        reverse("admin:transparency_budgetimport_change", args=[jobs[0].pk])
                    )
                return HttpResponseRedirect(reverse("admin:transparency_budgetimport_changelist"))
        return self._page(
            request, form, {"title": _("Cargar cuentas"), "act_label": _("Subir y previsualizar")}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """Show what a file would do and confirm it; afterwards, what became of it."""
        job = self.get_object(request, object_id)
        if job is None or not rights.may(signed_in_user(request), "view", job):
            raise Http404
        form = forms.Form(request.POST if request.method == "POST" else None)
        if job.state != ImportState.PREVIEWED:
            return self._page(request, forms.Form(), {"title": job.file_name, "job": job})
        if request.method == "POST" and form.is_valid():
            with Attempt(form, is_transaction=False), _not_found():
                workflow.confirm_import(job, by=signed_in_user(request))
                return HttpResponseRedirect(reverse("admin:transparency_budgetimport_changelist"))
        outcome = workflow.preview(job)
        extra = {
            "title": job.file_name,
            "job": job,
            "found": outcome,
            "problems": outcome.problems[:SHOWN],
            "totals": _totals(outcome),
        }
        if outcome.state != workflow.Result.REFUSED:
            extra["act_label"] = _("Confirmar y cargar")
        return self._page(request, form, extra)

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
            request, "admin/budget_import.html", context, status=422 if form.errors else 200
        )


def _request_imports(facts: dict[str, Any], *, by: User) -> list[BudgetImport]:
    """Keep each file of the form for its preview. Raises Http404, Refusal."""
    with _not_found():
        return [
            workflow.request_import(
                facts["organization"],
                content=upload.read(reading.LIMITS.size + 1),
                file_name=upload.name or "",
                by=by,
                program_code=facts["program_code"],
                mapping=facts["mapping"],
            )
            for upload in facts["accounts"][:MOST_FILES]
        ]


@contextlib.contextmanager
def _not_found() -> Iterator[None]:
    """Answer 404 to whoever has no right."""
    try:
        yield
    except rights.NotAllowed as error:
        raise Http404 from error


def _totals(outcome: workflow.Outcome) -> list[tuple[str | Promise, int]]:
    """Return what the lines of a file add up to, measure by measure, for a person to check before
    confirming.
    """
    if not outcome.balance or outcome.balance.problems:
        return []
    names = {
        Measure.INITIAL.value: _("Inicial"),
        Measure.CURRENT.value: _("Vigente"),
        Measure.COMMITTED.value: _("Comprometido"),
        Measure.ACCRUED.value: _("Devengado"),
        Measure.PAID.value: _("Pagado o percibido"),
    }
    return [
        (names[name], sum(value or 0 for value in values))
        for name, values in outcome.balance.measures.items()
    ]
