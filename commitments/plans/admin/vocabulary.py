"""The words commitments are classified by, and source documents, in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from commitments.plans import workflow
from commitments.plans.models import (
    PolicyArea,
    Theme,
    Value,
)
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import (
    StaffAdmin,
)


@admin.register(Theme, Value, PolicyArea, SourceDocument)
class VocabularyAdmin(StaffAdmin[Theme | Value | PolicyArea | SourceDocument]):
    """The words commitments are classified by, and the documents that state facts."""

    create_act = "create"
    list_display = ("__str__", "slug")
    ordering = ("slug",)

    def save_model(self, request: HttpRequest, obj: Any, form: object, change: bool) -> None:  # noqa: FBT001
        """Save by the workflow."""
        workflow.save_term(obj, by=signed_in_user(request))
