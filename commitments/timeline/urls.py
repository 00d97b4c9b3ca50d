"""Address of a plan on a past day."""

from django.urls import path

from commitments.timeline import views

urlpatterns = [path("planes/<slug:slug>/al/", views.plan_on_day, name="plan_on_day")]
