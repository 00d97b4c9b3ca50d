"""The rows edited with their parent in the admin: stacked, each field with its name, in an order
that people give.
"""

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db import models
from django.forms.formsets import ORDERING_FIELD_NAME
from django.forms.models import _get_foreign_key
from django.http import HttpRequest

from ogp_portal.foundation.permissions import choices, rights
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_fields import (
    StaffFields,
    derive_addresses,
    offer_addresses,
)

ModelT = TypeVar("ModelT", bound=models.Model)
PartT = TypeVar("PartT", bound=models.Model)


class PartInline(StaffFields[PartT], admin.StackedInline[PartT, ModelT]):
    """Rows edited with their parent, as long as that may be edited (or `edit_act` done to it).

    Those that `is_ordered` have a number of their place, which buttons and dragging fill: the page
    that saves them reads `formset.ordered_forms`. With `begins_with_parent` they are asked on the
    page of a new parent too.
    """

    template = "admin/parts.html"
    extra = 1
    show_change_link = False
    takes_out: ClassVar[bool] = False
    edit_act: ClassVar[str] = "edit"
    is_ordered: ClassVar[bool] = False
    begins_with_parent: ClassVar[bool] = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Add while the parent is edited, or begun."""
        if obj is None:
            return self.begins_with_parent
        return rights.may(signed_in_user(request), self.edit_act, obj)

    has_change_permission = has_add_permission

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Take out only where the workflow has a way to."""
        return self.takes_out and self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Show whatever the parent shows."""
        return True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer in each row only what the person may see."""
        base = kwargs.pop("form", self.form)
        sources = self.get_prepopulated_fields(request, obj)

        class Restricted(base):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **more: Any) -> None:
                super().__init__(*args, **more)
                choices.restrict(self, signed_in_user(request))
                offer_addresses(self, sources)

            def has_changed(self) -> bool:
                """Take a row that only has a place for one that nobody wrote."""
                return any(name != ORDERING_FIELD_NAME for name in self.changed_data)

            def clean(self) -> Any:
                cleaned = super().clean()
                derive_addresses(self, sources)
                return cleaned

        is_ordered = self.is_ordered and self.has_change_permission(request, obj)
        return super().get_formset(request, obj, form=Restricted, can_order=is_ordered, **kwargs)


def parent_of(inline: Any, model: type[models.Model]) -> str:
    """Return the name of the foreign key by which an inline's rows belong to a model's."""
    key: Any = _get_foreign_key(model, inline.model, inline.fk_name)
    return str(key.name)
