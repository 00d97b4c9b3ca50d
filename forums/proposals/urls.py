"""Addresses of calls, proposals and working groups."""

from django.urls import path

from forums.proposals import views

urlpatterns = [
    path("convocatorias/<slug:slug>/", views.call_detail, name="call"),
    path("convocatorias/<slug:slug>/proponer/", views.propose, name="propose"),
    path("propuestas/", views.proposal_list, name="proposal_list"),
    path("propuestas/parecidas/", views.similar, name="similar_proposals"),
    path("propuestas/confirmar/<code:code>/", views.confirm, name="confirm_proposal"),
    path("propuestas/seguimiento/<code:code>/", views.follow, name="follow_proposal"),
    path("propuestas/<slug:slug>/", views.proposal_detail, name="proposal"),
    path("propuestas/<slug:slug>/apoyar/", views.support, name="support_proposal"),
    path(
        "propuestas/<slug:slug>/adjuntos/<digest:sha256>/",
        views.attachment_file,
        name="attachment_file",
    ),
    path("mesas/<slug:slug>/", views.group_detail, name="group"),
    path("mi-trabajo/propuestas/", views.decide, name="decide_proposals"),
    path("mi-trabajo/propuestas/<slug:slug>/dividir/", views.split, name="split_proposal"),
    path(
        "mi-trabajo/convocatorias/<slug:slug>/transcribir/",
        views.transcribe,
        name="transcribe_proposal",
    ),
]
