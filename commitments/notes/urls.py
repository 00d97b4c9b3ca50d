"""The addresses of the team's notes."""

from django.urls import path

from commitments.notes import views

NOTES = "mi-trabajo/compromisos/<slug:slug>/notas/"

urlpatterns = [
    path(NOTES, views.notes, name="notes"),
    path(f"{NOTES}<uuid:key>/quitar/", views.remove_note, name="remove_note"),
]
