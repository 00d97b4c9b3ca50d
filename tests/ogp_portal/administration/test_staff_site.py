"""What the admin lists beside every page costs little."""

import pytest
from django.contrib import admin
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_what_the_admin_lists_beside_every_page_is_asked_in_few_questions(
    rf, cast, django_assert_max_num_queries
):
    request = rf.get(reverse("admin:index"))  # every page of the admin is loaded by now
    request.user = cast.coordinator
    whole = [app["app_label"] for app in admin.site.get_app_list(request)]
    request = rf.get("/admin/")
    request.user = cast.coordinator
    with django_assert_max_num_queries(13):
        assert [app["app_label"] for app in admin.site.get_app_list(request)] == whole
