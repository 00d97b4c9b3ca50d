"""Addresses of the catalogue."""

from django.urls import path

from transparency.catalogue import views

urlpatterns = [
    path("datos/", views.catalogue, name="catalogue"),
    path("datos/api/", views.api_guide, name="api_guide"),
    path("datos/catalogo.jsonld", views.catalogue_jsonld, name="catalogue_jsonld"),
    path("datos/datapackage.json", views.data_package, name="data_package"),
    path(
        "datos/archivos/<version:version>/<file_name:name>", views.package_file, name="package_file"
    ),
    path("datos/<slug:heading>/", views.dataset_detail, name="dataset"),
]
