"""Addresses of forums and sessions."""

from django.urls import path

from forums.sessions import views

urlpatterns = [
    path("foros/", views.forum_list, name="forum_list"),
    path("foros/<slug:slug>/", views.forum_detail, name="forum"),
    path("sesiones/<slug:slug>/", views.session_detail, name="session"),
    path("sesiones/<slug:slug>.ics", views.session_calendar, name="session_calendar"),
    path("sesiones/<slug:slug>/acta.pdf", views.minutes_pdf, name="minutes_pdf"),
    path("sesiones/<slug:slug>/documentos/<digest:sha256>/", views.paper_file, name="paper_file"),
    path("mi-trabajo/sesiones/<slug:slug>/", views.session_workspace, name="session_workspace"),
]
