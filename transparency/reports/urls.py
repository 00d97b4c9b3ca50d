"""Addresses of the monthly reports."""

from django.urls import path

from transparency.reports import views

urlpatterns = [
    path("informes/", views.report_list, name="report_list"),
    path(
        "informes/<slug:slug>/<year:year>-<month:month>/<number:edition>.pdf",
        views.report_pdf,
        name="report_pdf",
    ),
    path(
        "informes/<slug:slug>/<year:year>-<month:month>/<number:edition>.json",
        views.report_snapshot,
        name="report_snapshot",
    ),
]
