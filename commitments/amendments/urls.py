"""Addresses of writing and reviewing what changes of a published commitment."""

from django.urls import path

from commitments.amendments import views

AMENDMENT = "mi-trabajo/compromisos/<slug:slug>/modificar/"

urlpatterns = [
    path("mi-trabajo/modificaciones/", views.amendable, name="amendable"),
    path(AMENDMENT, views.write_amendment, name="write_amendment"),
    path(f"{AMENDMENT}revisar/", views.review_amendment, name="review_amendment"),
]
