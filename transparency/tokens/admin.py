"""The keys of the API in the admin: given once, revoked with a reason."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin, WhyForm
from transparency.tokens import workflow
from transparency.tokens.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(StaffAdmin[ApiToken]):
    """Keys of the API."""

    edit_act = ""
    create_act = "create"
    list_display = ("label", "units_per_minute", "state", "created_at")
    list_filter = ("state",)
    ordering = ("label",)
    fields = ("label", "units_per_minute")
    acts = (Act("revoke_token", gettext_lazy("Revocar"), workflow.revoke_token, WhyForm),)

    def save_model(self, request: HttpRequest, obj: ApiToken, form: object, change: bool) -> None:  # noqa: FBT001
        """Give the key by the workflow, and show it this once."""
        key = workflow.issue_token(obj, by=signed_in_user(request))
        messages.success(
            request,
            _("La llave es %(key)s — cópiela ahora: no se guarda y no se puede volver a mostrar.")
            % {"key": key},
        )
