"""The monthly reports in the admin: issue one, see how far it is, correct it by a new edition, tell
the month in it.
"""

import datetime

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.plans.models import Plan
from ogp_portal.foundation.permissions import choices
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, ReadOnlyAdmin, StaffAdmin, WhyForm
from transparency.reports import workflow
from transparency.reports.models import ComplianceReport, MonthNarrative

PLANS = {"plan": lambda user: Plan.objects.allowing("issue_report", user)}


class IssueForm(forms.Form):
    """Which plan, which month."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=gettext_lazy("Plan"))
    month = forms.DateField(
        label=gettext_lazy("Mes (cualquier día de él)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class NarrativeForm(forms.ModelForm[MonthNarrative]):
    """What is told of a month; any day names it."""

    def clean_month(self) -> datetime.date:
        """Return the first day of the month."""
        day: datetime.date = self.cleaned_data["month"]
        return day.replace(day=1)


@admin.register(ComplianceReport)
class ComplianceReportAdmin(ReadOnlyAdmin[ComplianceReport]):
    """Monthly reports."""

    list_display = ("snapshot", "state", "progress_note", "pages", "issued_at")
    list_select_related = ("snapshot__plan",)
    list_filter = ("state",)
    ordering = ("-snapshot__month",)
    acts = (
        Act(
            "correct_report",
            gettext_lazy("Corregir con una nueva edición"),
            workflow.correct_report,
            WhyForm,
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Offer it to whoever may issue a report of some plan."""
        return (
            self.has_module_permission(request)
            and Plan.objects.allowing("issue_report", signed_in_user(request)).exists()
        )

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Request the report of a month: its PDF is made in the background."""
        if not self.has_add_permission(request):
            raise Http404
        form = IssueForm(
            request.POST or None, initial={"month": workflow.latest_month(timezone.localdate())}
        )
        choices.restrict(form, signed_in_user(request), PLANS)
        if request.method == "POST" and form.is_valid():
            with Attempt(form):
                workflow.request_report(
                    form.cleaned_data["plan"],
                    month=form.cleaned_data["month"],
                    by=signed_in_user(request),
                )
                messages.success(
                    request, _("Pedido: el PDF aparece en la lista cuando esté listo.")
                )
                return HttpResponseRedirect(
                    reverse("admin:transparency_compliancereport_changelist")
                )
        act = {"label": _("Emitir el informe")}
        context = {
            **self.admin_site.each_context(request),
            "title": act["label"],
            "opts": self.opts,
            "row": "",
            "form": form,
            "act": act,
        }
        return TemplateResponse(
            request, "admin/act.html", context, status=422 if form.errors else 200
        )


@admin.register(MonthNarrative)
class MonthNarrativeAdmin(StaffAdmin[MonthNarrative]):
    """What the coordination tells of each month."""

    form = NarrativeForm
    create_act = "create"
    list_display = ("plan", "month", "state", "approved_at")
    list_select_related = ("plan",)
    list_filter = ("state",)
    ordering = ("-month", "-pk")
    fields = ("plan", "month", "text")
    offers = PLANS
    acts = (
        Act("submit_narrative", gettext_lazy("Enviar a revisión"), workflow.submit_narrative),
        Act("approve_narrative", gettext_lazy("Aprobar"), workflow.approve_narrative),
        Act(
            "return_narrative",
            gettext_lazy("Devolver, y por qué"),
            workflow.return_narrative,
            WhyForm,
        ),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: MonthNarrative | None = None
    ) -> tuple[str, ...]:
        """Keep plan and month once it exists."""
        return ("plan", "month") if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: MonthNarrative,
        form: object,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_narrative(obj, by=signed_in_user(request))
