"""The words commitments are classified by, and source documents, in the admin."""

from collections.abc import Sequence
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


class WordsAdmin(StaffAdmin[Any]):
    """Words that every plan shares."""

    create_act = "create"
    ordering = ("slug",)
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the address once there are links to it."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> dict[str, Sequence[str]]:
        """Suggest the address only while it is new."""
        return {} if obj else dict(self.prepopulated_fields)

    def save_model(self, request: HttpRequest, obj: Any, form: object, change: bool) -> None:  # noqa: FBT001
        """Save by the workflow."""
        workflow.save_term(obj, by=signed_in_user(request))


@admin.register(Theme, Value, PolicyArea)
class VocabularyAdmin(WordsAdmin):
    """The words commitments are classified by."""

    list_display = ("name", "name_en", "slug")
    search_fields = ("name", "name_en", "slug")


@admin.register(SourceDocument)
class SourceDocumentAdmin(WordsAdmin):
    """The documents that state facts."""

    list_display = ("title", "issuer", "year")
    search_fields = ("title", "issuer", "slug")
    prepopulated_fields = {"slug": ("title",)}
