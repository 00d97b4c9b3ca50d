"""Publications in the admin: begun from a template, written, sent to review, published by another
person, carried by channels.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.documents.form_fields import area, day
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin, WhyForm
from transparency.publications import access, workflow
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion


class PublicationForm(forms.ModelForm[Publication]):
    """What is said about a publication, and the template it begins with."""

    template = forms.ChoiceField(
        label=_("Empezar con"), choices=list(workflow.TEMPLATES.items()), required=False
    )

    class Meta:
        model = Publication
        fields = ("kind", "title", "slug", "organization", "plan", "period", "language")


class DiffusionForm(forms.Form):
    """When and how a publication was carried by a channel."""

    done_on = day(_("Difundido el"), required=True)
    note = area(_("Qué se hizo"), rows=3, longest=1_000)
    link = forms.URLField(
        label=_("Enlace donde se ve"), required=False, max_length=500, assume_scheme="https"
    )


@admin.register(Publication)
class PublicationAdmin(StaffAdmin[Publication]):
    """Publications of the person's institutions."""

    form = PublicationForm
    view_act, create_act = "write", "create"
    list_display = ("title", "kind", "organization")
    list_select_related = ("organization",)
    list_filter = ("kind",)
    ordering = ("title",)
    prepopulated_fields = {"slug": ("title",)}
    acts = (
        Act("write", _("Escribir otra versión"), workflow.begin_publication_version),
        Act("discard", undoing.LABEL, workflow.discard_publication, undoing.DiscardForm),
    )

    begins_with = ("template",)
    offers = {
        "organization": lambda user: Organization.objects.filter(
            pk__in=access.institutions(user)
        ).order_by("name")
    }

    def save_model(
        self,
        request: HttpRequest,
        obj: Publication,
        form: forms.ModelForm[Publication],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_publication(
            obj,
            by=signed_in_user(request),
            template="" if change else form.cleaned_data.get("template", ""),
        )


@admin.register(PublicationVersion)
class PublicationVersionAdmin(StaffAdmin[PublicationVersion]):
    """The words of each version."""

    list_display = ("publication", "number", "state", "published_at")
    list_select_related = ("publication",)
    list_filter = ("state",)
    ordering = ("-pk",)
    fields = ("summary", "body", "what_changed")
    acts = (
        Act("submit_publication", _("Enviar a revisión"), workflow.submit_publication),
        Act("publish_publication", _("Publicar"), workflow.publish_publication),
        Act("return_publication", _("Devolver, y por qué"), workflow.return_publication, WhyForm),
        Act(
            "withdraw_publication", _("Retirar, y por qué"), workflow.withdraw_publication, WhyForm
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """List the versions of what the person writes."""
        return PublicationVersion.objects.filter(
            access.writes(signed_in_user(request), "publication__")
        )

    def save_model(
        self,
        request: HttpRequest,
        obj: PublicationVersion,
        form: object,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.save_publication_version(obj, by=signed_in_user(request))


@admin.register(DisseminationChannel)
class DisseminationChannelAdmin(StaffAdmin[DisseminationChannel]):
    """Channels: what was promised and what was done."""

    create_act = "create"
    list_display = ("publication", "kind", "what", "planned_on", "done_on")
    list_select_related = ("publication",)
    list_filter = ("kind",)
    ordering = ("-planned_on", "pk")
    fields = ("publication", "kind", "what", "planned_on")
    offers = {"publication": lambda user: Publication.objects.allowing("write", user)}
    acts = (
        Act(
            "record_diffusion",
            _("Registrar que se difundió"),
            workflow.record_diffusion,
            DiffusionForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """List the channels of what the person writes."""
        return DisseminationChannel.objects.filter(
            access.writes(signed_in_user(request), "publication__")
        )

    def save_model(
        self,
        request: HttpRequest,
        obj: DisseminationChannel,
        form: object,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.plan_channel(obj, by=signed_in_user(request))
