"""Addresses of institutions."""

from django.urls import path

from commitments.institutions import views

urlpatterns = [
    path("instituciones/", views.institution_list, name="institution_list"),
    path("instituciones/<slug:slug>/", views.institution, name="institution"),
]
