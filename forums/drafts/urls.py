"""Addresses of drafts and their consultations."""

from django.urls import path

from forums.drafts.views import answering, commenting, reading, writing

urlpatterns = [
    path("borradores/<slug:slug>/", reading.draft_detail, name="draft"),
    path("borradores/<slug:slug>/v<int:number>/", reading.version_detail, name="draft_version"),
    path(
        "borradores/<slug:slug>/v<int:number>.md",
        reading.version_markdown,
        name="draft_version_markdown",
    ),
    path(
        "borradores/<slug:slug>/v<int:number>.docx", reading.version_docx, name="draft_version_docx"
    ),
    path(
        "borradores/<slug:slug>/comparar/<int:old>/<int:new>/",
        reading.compare,
        name="compare_versions",
    ),
    path(
        "borradores/<slug:slug>/comparar/<int:old>/<int:new>.pdf",
        reading.compare_pdf,
        name="compare_versions_pdf",
    ),
    path("consultas/<slug:slug>/", reading.consultation_detail, name="consultation"),
    path(
        "consultas/<slug:slug>/anotaciones.json",
        reading.annotations,
        name="consultation_annotations",
    ),
    path("consultas/<slug:slug>/retroalimentacion/", reading.feedback, name="feedback"),
    path("consultas/<slug:slug>/retroalimentacion.csv", reading.feedback_csv, name="feedback_csv"),
    path("consultas/<slug:slug>/retroalimentacion.pdf", reading.feedback_pdf, name="feedback_pdf"),
    path(
        "consultas/<slug:slug>/documentos/<str:sha256>/",
        reading.document_file,
        name="consultation_document",
    ),
    path("consultas/<slug:slug>/comentar/", commenting.comment, name="comment"),
    path(
        "consultas/<slug:slug>/comentarios/<int:number>/",
        commenting.own_comment,
        name="own_comment",
    ),
    path(
        "consultas/<slug:slug>/comentarios/<int:number>/adherir/", commenting.concur, name="concur"
    ),
    path("mi-trabajo/borradores/", writing.draft_list, name="write_drafts"),
    path("mi-trabajo/borradores/<slug:slug>/", writing.write, name="write_draft"),
    path("mi-trabajo/consultas/<slug:slug>/", answering.room, name="consultation_room"),
    path(
        "mi-trabajo/consultas/<slug:slug>/respuestas/<uuid:public_id>/",
        answering.response,
        name="edit_response",
    ),
    path("mi-trabajo/consultas/<slug:slug>/cambios/", answering.link, name="link_changes"),
]
