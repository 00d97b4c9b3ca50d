"""The door of the admin: opened by a role in force or by administering accounts, by no flag."""

import functools
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import not_found_unless_allowed
from ogp_portal.models import User


def may_enter(request: HttpRequest) -> bool:
    """Say whether whoever asks may enter the admin now; asked once in a request, of the rule
    `enter_admin`.
    """
    kept: bool | None = getattr(request, "enters_admin", None)
    if kept is None:
        user = request.user
        kept = isinstance(user, User) and rights.rows(User, "enter_admin", user).exists()
        request.enters_admin = kept  # type: ignore[attr-defined]
    return kept


class StaffSite(AdminSite):
    """Django's admin, entered by who has work in it today."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Ask the rule of entering."""
        return may_enter(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - theirs
        """Answer 404 where an act is not for who asks, on every page of the admin."""

        @functools.wraps(view)
        def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            with not_found_unless_allowed():
                return view(request, *args, **kwargs)

        return super().admin_view(allowed, cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return what the admin lists beside every page, its rules asked once for all models."""
        with rights.asking_once():
            return list(super().get_app_list(request, app_label))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead a visitor to the page where everybody enters; refuse an account without a role."""
        first = reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or first)
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(first)
