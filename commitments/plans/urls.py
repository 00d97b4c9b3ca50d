"""Addresses of plans and commitments."""

from django.urls import path

from commitments.plans import views

urlpatterns = [
    path("planes/", views.plan_list, name="plan_list"),
    path("planes/<slug:slug>/", views.plan_detail, name="plan"),
    path("mi-trabajo/planes/<slug:slug>/copiar/", views.copy_plan, name="copy_plan"),
    path("compromisos/", views.commitment_list, name="commitment_list"),
    path("compromisos/<slug:slug>/", views.commitment_detail, name="commitment"),
]
