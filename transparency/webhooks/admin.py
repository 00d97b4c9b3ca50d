"""Webhooks in the admin: an institution asks, an administrator approves."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.organizations.access import COORDINATOR, EDITOR, organizations_of
from commitments.organizations.models import Organization
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, NoForm, StaffAdmin, WhyForm
from transparency.webhooks import workflow
from transparency.webhooks.models import Webhook


@admin.register(Webhook)
class WebhookAdmin(StaffAdmin[Webhook]):
    """Webhooks."""

    edit_act = ""
    create_act = "create"
    list_display = ("organization", "url", "state", "last_success_at")
    list_select_related = ("organization",)
    list_filter = ("state",)
    ordering = ("organization__name", "url")
    fields = ("organization", "url")
    readonly_fields = ("secret",)
    offers = {
        "organization": lambda user: Organization.objects.filter(
            pk__in=organizations_of(user, COORDINATOR, EDITOR)
        ).order_by("name")
    }
    acts = (
        Act("approve_webhook", gettext_lazy("Aprobar"), workflow.approve_webhook, NoForm),
        Act("renew_secret", gettext_lazy("Cambiar el secreto"), workflow.renew_secret, NoForm),
        Act("revoke_webhook", gettext_lazy("Revocar"), workflow.revoke_webhook, WhyForm),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the secret to the institution it was given to."""
        is_own = obj is not None and rights.may(signed_in_user(request), "renew_secret", obj)
        return (*self.fields, "state", *(("secret",) if is_own else ())) if obj else self.fields

    @admin.display(description=gettext_lazy("secreto para comprobar las firmas"))
    def secret(self, obj: Webhook) -> str:
        """Return the secret."""
        return obj.secret

    def save_model(self, request: HttpRequest, obj: Webhook, form: object, change: bool) -> None:  # noqa: FBT001
        """Ask by the workflow, and show the secret."""
        key = workflow.request_webhook(obj, by=signed_in_user(request))
        messages.success(
            request, _("Pedido. Su secreto para comprobar las firmas es %(key)s") % {"key": key}
        )
