"""Addresses of evidence and of reporting."""

from django.urls import path

from commitments.progress import views

REPORT = "mi-trabajo/reportes/<slug:slug>/<year:year>-<month:month>/"

urlpatterns = [
    path("evidencia/<slug:slug>/<digest:sha256>/", views.evidence_file, name="evidence_file"),
    path("mi-trabajo/compromisos/<slug:slug>/informar/", views.begin_report, name="begin_report"),
    path(REPORT, views.write_report, name="write_report"),
    path(f"{REPORT}evidencia/", views.attach_evidence, name="attach_evidence"),
    path(f"{REPORT}evidencia/<uuid:key>/", views.change_evidence, name="change_evidence"),
    path(f"{REPORT}revisar/", views.review_report, name="review_report"),
]
