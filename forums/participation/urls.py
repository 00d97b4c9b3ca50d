"""Addresses of taking part."""

from django.urls import path

from forums.participation import views

urlpatterns = [
    path("participa/", views.take_part, name="take_part"),
    path("participa/cifras/", views.figures, name="participation_figures"),
    path("planes/<slug:slug>/proceso/", views.plan_process, name="plan_process"),
    path("planes/<slug:slug>/participacion/", views.figures, name="plan_figures"),
    path(
        "planes/<slug:slug>/proceso/pruebas/<digest:sha256>/", views.stage_file, name="stage_file"
    ),
    path("cartas/dejar/<token:token>/", views.leave_letters, name="leave_letters"),
]
