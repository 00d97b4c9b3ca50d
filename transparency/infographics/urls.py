"""Addresses of the infographics: pictures by kind of thing, the gallery and the kits."""

from django.urls import path, register_converter

from transparency.infographics import views
from transparency.infographics.cards import Kind

KINDS = {
    "compromisos": Kind.COMMITMENT.value,
    "planes": Kind.PLAN.value,
    "meses": Kind.MONTH.value,
    "sesiones": Kind.SESSION.value,
    "fichas": Kind.SHEET.value,
}


class KindConverter:
    """The Spanish name of a kind of thing in an address."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        """Return our name."""
        return KINDS[value]

    def to_url(self, value: str) -> str:
        """Return the name in addresses."""
        return {ours: theirs for theirs, ours in KINDS.items()}[value]


class FormConverter:
    """How a picture is given."""

    regex = r"alta\.png|alta\.svg|a3\.pdf|png|svg|pdf|txt"

    def to_python(self, value: str) -> str:
        """Return it as it stands."""
        return value

    to_url = to_python


register_converter(KindConverter, "thing")
register_converter(FormConverter, "form")

urlpatterns = [
    path("infografias/", views.gallery, name="gallery"),
    path("infografias/planes/<slug:slug>.zip", views.kit, name="infographic_kit"),
    path(
        "infografias/planes/<slug:slug>/linea.png", views.timeline_picture, name="timeline_picture"
    ),
    path("infografias/planes/<slug:slug>/linea.pdf", views.timeline_poster, name="timeline_poster"),
    path("infografias/<slug:slug>/", views.infographic_page, name="infographic"),
    path(
        "infografias/<slug:slug>/ediciones/<number:edition>.png",
        views.edition_picture,
        name="infographic_edition",
    ),
    path("infografias/<slug:slug>.<form:form>", views.commitment_file, name="commitment_picture"),
    path("infografias/<thing:kind>/<slug:slug>.<form:form>", views.thing_file, name="picture"),
]
