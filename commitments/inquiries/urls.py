"""Addresses of questions and objections."""

from django.urls import path

from commitments.inquiries import views

urlpatterns = [
    path("compromisos/<slug:slug>/preguntar/", views.ask, name="ask"),
    path("compromisos/<slug:slug>/objetar/<int:position>/", views.challenge, name="challenge"),
    path("preguntas/", views.inquiry_list, name="inquiry_list"),
    path("preguntas/confirmar/<str:code>/", views.confirm, name="confirm_inquiry"),
    path("preguntas/seguimiento/<str:code>/", views.follow, name="follow_inquiry"),
    path("preguntas/<slug:slug>/", views.inquiry_detail, name="inquiry"),
    path("preguntas/<slug:slug>/pruebas/<str:sha256>/", views.inquiry_file, name="inquiry_file"),
    path("mi-trabajo/preguntas/", views.desk, name="inquiry_desk"),
    path("mi-trabajo/preguntas/<slug:slug>/", views.handle, name="handle_inquiry"),
]
