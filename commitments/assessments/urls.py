"""Addresses of judging, and of answering about facts."""

from django.urls import path

from commitments.assessments import views

urlpatterns = [
    path("mi-trabajo/compromisos/<slug:slug>/evaluar/", views.judge, name="judge"),
    path("mi-trabajo/evaluaciones/<uuid:key>/hechos/", views.factual_review, name="factual_review"),
    path("mi-trabajo/observaciones/<uuid:key>/", views.factual_remark, name="factual_remark"),
]
