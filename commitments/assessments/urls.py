"""Addresses of judging."""

from django.urls import path

from commitments.assessments import views

urlpatterns = [path("mi-trabajo/compromisos/<slug:slug>/evaluar/", views.judge, name="judge")]
