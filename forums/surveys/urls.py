"""Addresses of surveys."""

from django.urls import path

from forums.surveys import views

urlpatterns = [
    path("encuestas/<slug:slug>/", views.survey_detail, name="survey"),
    path("mi-trabajo/encuestas/<slug:slug>/leer/", views.read_answers, name="read_answers"),
]
