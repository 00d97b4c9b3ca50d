"""Addresses of following by mail."""

from django.urls import path

from transparency.subscriptions import views

urlpatterns = [
    path("seguir/", views.follow, name="follow"),
    path("seguir/confirmar/<code:code>/", views.confirm, name="confirm_subscription"),
    path("seguir/mis/<token:token>/", views.manage, name="manage_subscriptions"),
    path("seguir/baja/<token:token>/", views.leave, name="leave_all"),
]
