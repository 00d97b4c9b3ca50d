"""Index of the addresses of this app."""

from django.urls import include, path

urlpatterns = [path("", include("transparency.reports.urls"))]
