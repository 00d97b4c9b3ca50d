"""Index of the addresses of this app."""

from django.urls import include, path

urlpatterns = [
    path("", include("commitments.plans.urls")),
    path("", include("commitments.inquiries.urls")),
    path("", include("commitments.progress.urls")),
    path("", include("commitments.assessments.urls")),
    path("", include("commitments.work.urls")),
]
