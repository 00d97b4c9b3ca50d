"""Wiring of addresses: Spanish without a prefix, English under /en/."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path

from ogp_portal.site import (
    about,
    amounts,
    health,
    home,
    manifest,
    robots,
    search,
    sitemap,
    walkthrough,
)
from transparency.catalogue.api.urls import beside_page

for foreign in (
    Group,
    EmailAddress,
    Authenticator,
):  # rights come from memberships, addresses from accounts: no second place for either
    admin.site.unregister(foreign)
admin.site.site_header = "Administración"

handler404 = "ogp_portal.site.errors.not_found"
handler500 = "ogp_portal.site.errors.fault"
handler403 = "ogp_portal.site.errors.forbidden"
handler400 = "ogp_portal.site.errors.bad_request"
handler429 = "ogp_portal.site.errors.too_many"  # allauth's

urlpatterns = [
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path(".well-known/security.txt", robots.security_txt, name="security_txt"),
    path("salud/vivo", health.live, name="live"),
    path("salud/listo", health.ready, name="ready"),
    path("salud/archivos", health.files, name="files_health"),
    path("salud/conjuntos", health.looks, name="looks_health"),
    path("compromisos/<slug:key>.json", beside_page("commitments"), name="commitment_json"),
    path("planes/<slug:key>.json", beside_page("plans"), name="plan_json"),
    path("instituciones/<slug:key>.json", beside_page("organizations"), name="institution_json"),
    path("api/v1/", include("transparency.catalogue.api.urls")),
    *i18n_patterns(
        path("", home.front, name="home"),
        path("buscar/", search.search, name="search"),
        path("buscar/sugerencias/", search.offers, name="search_offers"),
        path("opensearch.xml", search.description, name="opensearch"),
        path("portal.webmanifest", manifest.manifest, name="manifest"),
        path("como-medimos/", about.how_we_measure, name="how_we_measure"),
        path("accesibilidad/", about.accessibility, name="accessibility"),
        path("privacidad/", about.privacy, name="privacy"),
        path("recorrido/", walkthrough.show, name="walkthrough"),
        path("leer-cifra/", amounts.read_amount, name="read_amount"),
        path("cuenta/", include("ogp_portal.site.account_urls")),
        path("admin/", admin.site.urls),
        path("", include("forums.urls")),
        path("", include("commitments.urls")),
        path("", include("transparency.urls")),
        prefix_default_language=False,
    ),
]
