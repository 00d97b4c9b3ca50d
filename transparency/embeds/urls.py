"""Addresses of cards for other sites."""

from django.urls import path

from transparency.embeds import views

urlpatterns = [
    path("oembed", views.oembed, name="oembed"),
    path("incrustar/compromisos/<slug:slug>/", views.commitment_card, name="commitment_card"),
    path("incrustar/planes/<slug:slug>/", views.plan_card, name="plan_card"),
]
