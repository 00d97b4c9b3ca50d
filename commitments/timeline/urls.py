"""Addresses of what is late, of a plan on a past day, and of progress by months."""

from django.urls import path

from commitments.timeline import views

urlpatterns = [
    path("atrasos/", views.delay_list, name="delay_list"),
    path("planes/<slug:slug>/al/", views.plan_on_day, name="plan_on_day"),
    path("planes/<slug:slug>/linea/", views.plan_timeline, name="plan_timeline"),
    path("planes/<slug:slug>/linea.svg", views.plan_timeline_drawing, name="timeline_drawing"),
    path("planes/<slug:slug>/avance/", views.plan_progress, name="plan_progress"),
    path("planes/<slug:slug>/avance.svg", views.plan_drawing, name="plan_drawing"),
    path("compromisos/<slug:slug>/avance/", views.commitment_progress, name="commitment_progress"),
    path("compromisos/<slug:slug>/avance.svg", views.commitment_drawing, name="commitment_drawing"),
]
