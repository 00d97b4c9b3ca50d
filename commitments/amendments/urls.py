"""Addresses of writing and reviewing what changes of published commitments and plans in force."""

from django.urls import path

from commitments.amendments import views

COMMITMENT = "mi-trabajo/compromisos/<slug:slug>/modificar/"
PLAN = "mi-trabajo/planes/<slug:slug>/modificar/"

urlpatterns = [
    path("mi-trabajo/modificaciones/", views.amendable, name="amendable"),
    path("mi-trabajo/modificaciones/varias/", views.write_many, name="amend_many"),
    path(
        "mi-trabajo/modificaciones/por-revisar/",
        views.approve_many,
        name="approve_many_amendments",
    ),
    path(COMMITMENT, views.write_amendment, name="write_amendment"),
    path(f"{COMMITMENT}revisar/", views.review_amendment, name="review_amendment"),
    path(PLAN, views.write_plan_amendment, name="write_plan_amendment"),
    path(f"{PLAN}revisar/", views.review_plan_amendment, name="review_plan_amendment"),
]
