"""The addresses of Mi trabajo and of successions."""

from django.urls import path

from commitments.work import views

urlpatterns = [
    path("mi-trabajo/", views.my_work, name="my_work"),
    path("mi-trabajo/delegaciones/", views.delegations, name="delegations"),
    path("mi-trabajo/relevos/", views.successions, name="successions"),
    path("mi-trabajo/relevos/<uuid:key>/", views.succession, name="succession"),
]
