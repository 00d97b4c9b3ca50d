"""Index: the addresses of this app."""

from django.urls import include, path

urlpatterns = [
    path("", include("forums.sessions.urls")),
    path("", include("forums.proposals.urls")),
    path("", include("forums.drafts.urls")),
    path("", include("forums.surveys.urls")),
    path("", include("forums.participation.urls")),
]
