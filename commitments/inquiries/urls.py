"""Addresses of questions and objections."""

from django.urls import path

from commitments.inquiries.views import asking, desk, reading

urlpatterns = [
    path("compromisos/<slug:slug>/preguntar/", asking.ask, name="ask"),
    path("compromisos/<slug:slug>/objetar/<number:position>/", asking.challenge, name="challenge"),
    path("preguntas/", reading.inquiry_list, name="inquiry_list"),
    path("preguntas/confirmar/<code:code>/", asking.confirm, name="confirm_inquiry"),
    path("preguntas/seguimiento/<code:code>/", asking.follow, name="follow_inquiry"),
    path("preguntas/<slug:slug>/", reading.inquiry_detail, name="inquiry"),
    path(
        "preguntas/<slug:slug>/pruebas/<digest:sha256>/", reading.inquiry_file, name="inquiry_file"
    ),
    path("mi-trabajo/preguntas/", desk.desk, name="inquiry_desk"),
    path("mi-trabajo/preguntas/<slug:slug>/", desk.handle, name="handle_inquiry"),
]
