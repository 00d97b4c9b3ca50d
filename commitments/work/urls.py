"""The address of Mi trabajo."""

from django.urls import path

from commitments.work import views

urlpatterns = [path("mi-trabajo/", views.my_work, name="my_work")]
