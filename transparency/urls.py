"""Index of the addresses of this app."""

from django.urls import include, path

urlpatterns = [
    path("", include("transparency.budgets.urls")),
    path("", include("transparency.reports.urls")),
    path("", include("transparency.infographics.urls")),
    path("", include("transparency.publications.urls")),
    path("", include("transparency.subscriptions.urls")),
    path("", include("transparency.catalogue.urls")),
    path("", include("transparency.feeds.urls")),
    path("", include("transparency.embeds.urls")),
]
