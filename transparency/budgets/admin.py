"""Money in the admin: load accounts with a preview, put accounts in plain words, join them to what
they pay for, answer findings.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, ReadOnlyAdmin, StaffAdmin, WhyForm
from ogp_portal.foundation.refusals import Refusal
from transparency.budgets import access, reading, workflow
from transparency.budgets.models import (
    BudgetAccount,
    BudgetImport,
    BudgetLink,
    BudgetPeriod,
    BudgetProgram,
    Finding,
    ReferenceValue,
)

SHOWN = 50
MOST_FILES = 36


class _FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files, each checked as one."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files as a list."""
        return [
            super(_FilesField, self).clean(one, initial)
            for one in (data if isinstance(data, list) and data else [data])
        ]


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
    accounts = _FilesField(label=_("Archivos CSV o XLSX, uno por mes (hasta 36)"))


@admin.register(BudgetImport)
class BudgetImportAdmin(ReadOnlyAdmin):
    """Loads of accounts."""

    list_display = ("file_name", "organization", "state", "progress_note", "created_at")
    list_select_related = ("organization",)
    list_filter = ("state",)
    ordering = ("-created_at", "-pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Offer it to whoever may load accounts of some institution."""
        return (
            self.has_module_permission(request)
            and Organization.objects.allowing("import_budget", signed_in_user(request)).exists()
        )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take files in; nothing is read into the accounts before each is confirmed."""
        if not self.has_add_permission(request):
            raise Http404
        form = UploadForm(request.POST or None, request.FILES or None)
        own = Organization.objects.allowing("import_budget", signed_in_user(request))
        form.fields["organization"].queryset = own  # type: ignore[attr-defined]
        if request.method == "POST" and form.is_valid():
            facts = form.cleaned_data
            uploads = facts["accounts"][:MOST_FILES]
            try:
                jobs = [
                    workflow.request_import(
                        facts["organization"],
                        content=upload.read(reading.LIMITS.size + 1),
                        file_name=upload.name or "",
                        by=signed_in_user(request),
                        program_code=facts["program_code"],
                        mapping=facts["mapping"],
                    )
                    for upload in uploads
                ]
            except Refusal as refusal:
                form.add_error(
                    refusal.field if refusal.field in form.fields else None, str(refusal)
                )
            except rights.NotAllowed as error:
                raise Http404 from error
            else:
                if len(jobs) == 1:
                    return HttpResponseRedirect(
                        reverse("admin:transparency_budgetimport_change", args=[jobs[0].pk])
                    )
                return HttpResponseRedirect(reverse("admin:transparency_budgetimport_changelist"))
        return self._page(
            request, form, {"title": _("Cargar cuentas"), "act_label": _("Subir y previsualizar")}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what a file would do and confirm it; afterwards, what became of it."""
        job = self.get_object(request, object_id)
        if job is None or not rights.may(signed_in_user(request), "view", job):
            raise Http404
        form = forms.Form(request.POST if request.method == "POST" else None)
        if job.state != "previewed":
            return self._page(request, forms.Form(), {"title": job.file_name, "job": job})
        if request.method == "POST" and form.is_valid():
            try:
                workflow.confirm_import(job, by=signed_in_user(request))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            except rights.NotAllowed as error:
                raise Http404 from error
            else:
                return HttpResponseRedirect(reverse("admin:transparency_budgetimport_changelist"))
        found = workflow.preview(job)
        extra = {
            "title": job.file_name,
            "job": job,
            "found": found,
            "problems": found.problems[:SHOWN],
            "totals": _totals(found),
        }
        return self._page(
            request,
            form,
            extra | ({"act_label": _("Confirmar y cargar")} if found.state != "refused" else {}),
        )

    def _page(self, request: HttpRequest, form: forms.Form, extra: dict[str, Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            **extra,
        }
        return TemplateResponse(
            request, "admin/budget_import.html", context, status=422 if form.errors else 200
        )


def _totals(found: workflow.Outcome) -> list[tuple[Any, int]]:
    """Return what the lines of a file add up to, measure by measure, for a person to check before
    confirming.
    """
    if not found.balance or found.balance.problems:
        return []
    names = {
        "initial": _("Inicial"),
        "current": _("Vigente"),
        "committed": _("Comprometido"),
        "accrued": _("Devengado"),
        "paid": _("Pagado o percibido"),
    }
    return [
        (names[name], sum(value or 0 for value in values))
        for name, values in found.balance.measures.items()
    ]


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    """Findings, answered by who coordinates for the institution."""

    list_display = ("rule", "account", "period", "severity", "state", "difference_clp")
    list_select_related = ("period__program",)
    list_filter = ("state", "severity", "rule")
    ordering = ("-difference_clp", "-pk")
    acts = (
        Act("explain_finding", _("Explicar en público"), workflow.explain_finding, WhyForm),
        Act(
            "dispute_finding",
            _("No estar de acuerdo, y por qué"),
            workflow.dispute_finding,
            WhyForm,
        ),
        Act("settle_finding", _("Cerrar, y cómo"), workflow.settle_finding, WhyForm),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """List the findings the person may answer."""
        return Finding.objects.filter(access.answer(signed_in_user(request)))


@admin.register(BudgetPeriod)
class BudgetPeriodAdmin(ReadOnlyAdmin):
    """The accounts loaded so far."""

    list_display = (
        "program",
        "side",
        "year",
        "month",
        "edition",
        "state",
        "lines_count",
        "imported_at",
    )
    list_select_related = ("program",)
    list_filter = ("state", "side", "year")
    ordering = ("-year", "-month", "pk")


@admin.register(BudgetProgram)
class BudgetProgramAdmin(StaffAdmin):
    """Programmes in plain words."""

    list_display = ("name", "organization", "code")
    list_select_related = ("organization",)
    fields = ("name", "sheet_title", "description")
    ordering = ("name",)

    def save_model(self, request: HttpRequest, obj: BudgetProgram, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save by the workflow."""
        workflow.save_program(obj, by=signed_in_user(request))


@admin.register(BudgetAccount)
class BudgetAccountAdmin(StaffAdmin):
    """Accounts in plain words."""

    list_display = ("account", "name", "program", "side", "year")
    list_select_related = ("program",)
    list_filter = ("side", "year")
    search_fields = ("account", "name")
    fields = ("name", "explanation", "who_may_apply")
    ordering = ("account", "year")

    def get_queryset(self, request: HttpRequest) -> Any:
        """List the accounts whose words the person may keep."""
        return BudgetAccount.objects.allowing("edit", signed_in_user(request))

    def save_model(self, request: HttpRequest, obj: BudgetAccount, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save by the workflow."""
        workflow.save_account(obj, by=signed_in_user(request))


@admin.register(BudgetLink)
class BudgetLinkAdmin(StaffAdmin):
    """What an account pays for."""

    create_act = "create"
    list_display = ("account", "program", "commitment", "bip_code")
    list_select_related = ("program", "commitment")
    fields = ("program", "side", "account", "commitment", "bip_code", "project", "note")
    autocomplete_fields = ("commitment",)
    ordering = ("account", "pk")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only programmes of the person's institutions."""
        if db_field.name == "program":
            kwargs["queryset"] = BudgetProgram.objects.allowing("edit", signed_in_user(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: BudgetLink, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save by the workflow."""
        workflow.save_link(obj, by=signed_in_user(request))


@admin.register(ReferenceValue)
class ReferenceValueAdmin(StaffAdmin):
    """Figures of reference, each with its source."""

    create_act = "create"
    list_display = ("kind", "territory", "on", "value")
    list_select_related = ("territory",)
    fields = ("kind", "territory", "on", "value", "source")
    ordering = ("kind", "-on")

    def save_model(
        self,
        request: HttpRequest,
        obj: ReferenceValue,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_reference(obj, by=signed_in_user(request))
