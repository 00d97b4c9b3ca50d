"""How the lists of commitments and milestones are narrowed: by person, by what is late."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Contact
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in_user

YES = "si"
MOST = 60  # people that a filter lists; the rest are found by searching


class LateFilter(admin.SimpleListFilter):
    """What is late today, by the portal's one definition."""

    title = _("plazos")
    parameter_name = "atraso"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what is late."""
        return [(YES, _("con atraso hoy"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what is late, where that was asked."""
        if self.value() != YES:
            return queryset
        rows: Any = queryset
        late: QuerySet[Any] = rows.late(on=timezone.localdate())
        return late


class ContactFilter(admin.SimpleListFilter):
    """Who answers for a commitment, of those whose contact the person may see."""

    title = _("persona responsable")
    parameter_name = "persona"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer each person once, by the number of one of her commitments' contacts."""
        rows = self._contacts(request).order_by("name", "post", "pk")
        people = {(row.name, row.post): row for row in reversed(rows)}
        found = [
            (str(row.pk), f"{row.name} ({row.post})" if row.name else row.post)
            for row in reversed(people.values())
        ]
        return found[:MOST]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what that person answers for."""
        asked = self.value() or ""
        if not asked:
            return queryset
        key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
        person = self._contacts(request).filter(pk=key).first()
        if person is None:
            return queryset.none()
        return queryset.filter(contact__name=person.name, contact__post=person.post)

    def _contacts(self, request: HttpRequest) -> QuerySet[Contact]:
        return rights.rows(Contact, "view", signed_in_user(request))
