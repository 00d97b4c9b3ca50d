"""Addresses of publications."""

from django.urls import path

from transparency.publications import views

urlpatterns = [
    path("publicaciones/", views.publication_list, name="publication_list"),
    path("publicaciones/<slug:slug>/", views.publication, name="publication"),
    path(
        "publicaciones/<slug:slug>/v/<number:number>/",
        views.publication,
        name="publication_version",
    ),
    path(
        "publicaciones/<slug:slug>/v/<number:number>.pdf",
        views.publication_pdf,
        name="publication_pdf",
    ),
    path("replicar/", views.replicate, name="replicate"),
    path("replicar/paquete.zip", views.replication_kit, name="replication_kit"),
    path("mi-trabajo/publicaciones/<slug:slug>/vista/", views.preview, name="publication_preview"),
]
