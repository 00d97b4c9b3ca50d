"""Who may enter is said on every view, and every page of the admin is ours."""

import ast

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, path

from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from tests.house.source import PACKAGES, modules, name_of, read


def unmarked(patterns: list) -> list[str]:
    """Return the views of ours that carry no mark."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                found += unmarked(pattern.url_patterns)
        elif (
            isinstance(pattern, URLPattern)
            and pattern.callback.__module__.split(".")[0] in PACKAGES
            and not hasattr(pattern.callback, "mark")
        ):
            found.append(str(pattern.callback))
    return found


def foreign_admins(registry: dict) -> list[str]:
    return [str(model) for model, page in registry.items() if not isinstance(page, StaffAdmin)]


def transactions(source: str) -> list[int]:
    """Return the lines where a module opens a transaction, by whatever name it came in."""
    tree = ast.parse(source)
    imported = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.db")
        and {alias.name for alias in node.names} & {"transaction", "atomic"}
    ]
    return imported + [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "atomic"
    ]


def test_no_view_opens_a_transaction():
    views = [path for path in modules() if "views" in (path.stem, path.parent.name)]
    assert len(views) > 20
    assert {name_of(path) for path in views if transactions(read(path))} == set()


def test_a_planted_transaction_is_caught():
    assert transactions("from django.db import transaction\n\nwith transaction.atomic():\n    x()")
    assert transactions(
        "from django import db\n\n@db.transaction.atomic\ndef view(request):\n    x()"
    )
    assert transactions("from django.db.transaction import atomic")
    assert transactions("from django.db import models") == []


def test_every_view_carries_a_mark():
    assert unmarked(get_resolver().url_patterns) == []

    def planted(_request):
        return None

    planted.__module__ = "commitments.plans.views"
    assert unmarked([path("x/", planted)])


def test_every_admin_page_inherits_ours():
    assert foreign_admins(admin.site._registry) == []
    assert foreign_admins({object: admin.ModelAdmin})
