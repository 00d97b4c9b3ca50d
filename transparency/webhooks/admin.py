"""Webhooks in the admin: an institution asks, an administrator approves."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.organizations.access import COORDINATOR, EDITOR, organizations_of
from commitments.organizations.models import Organization
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, NoForm, StaffAdmin, WhyForm
from transparency.webhooks import workflow
from transparency.webhooks.models import Webhook

LATEST = 20


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
    readonly_fields = ("secret", "old_key_until", "tries")
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
        if obj is None:
            return self.fields
        own = ("secret", "old_key_until") if is_own else ()
        return (*self.fields, "state", *own, "tries")

    @admin.display(description=gettext_lazy("secreto para comprobar las firmas"))
    def secret(self, obj: Webhook) -> str:
        """Return the secret."""
        return obj.secret

    @admin.display(description=gettext_lazy("últimos mensajes"))
    def tries(self, obj: Webhook) -> str:
        """Return the latest messages: when, how often each was tried, what the receiver said."""
        rows = obj.messages.order_by("-begun_at")[:LATEST]
        return format_html_join(
            "",
            "<p><code>{}</code><br>{} · {}</p>",
            (
                (
                    row.message_id,
                    date_format(
                        timezone.localtime(row.tried_at or row.begun_at), "DATETIME_FORMAT"
                    ),
                    _("recibido en el intento %(n)s") % {"n": row.attempts}
                    if row.received_at
                    else _("intento %(n)s: %(problem)s")
                    % {"n": row.attempts, "problem": row.problem or _("sin respuesta")},
                )
                for row in rows
            ),
        ) or _("Ninguno todavía.")

    def save_model(self, request: HttpRequest, obj: Webhook, form: object, change: bool) -> None:  # noqa: FBT001
        """Ask by the workflow, and show the secret."""
        key = workflow.request_webhook(obj, by=signed_in_user(request))
        messages.success(
            request, _("Pedido. Su secreto para comprobar las firmas es %(key)s") % {"key": key}
        )
