"""Addresses of comunas and regions, and of the map of commitments."""

from django.urls import path

from transparency.places import views

urlpatterns = [
    path("comunas/", views.place_list, name="place_list"),
    path("comunas/<slug:slug>/", views.comuna, name="comuna"),
    path("regiones/<slug:slug>/", views.region, name="region"),
    path("mapa/", views.commitment_map, name="commitment_map"),
]
