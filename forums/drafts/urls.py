"""Addresses of drafts and their consultations."""

from django.urls import path

from forums.drafts.views import commenting, consultation, draft, workspace, writing

urlpatterns = [
    path("borradores/<slug:slug>/", draft.draft_detail, name="draft"),
    path("borradores/<slug:slug>/v<number:number>/", draft.version_detail, name="draft_version"),
    path(
        "borradores/<slug:slug>/v<number:number>.md",
        draft.version_markdown,
        name="draft_version_markdown",
    ),
    path(
        "borradores/<slug:slug>/v<number:number>.docx",
        draft.version_docx,
        name="draft_version_docx",
    ),
    path(
        "borradores/<slug:slug>/comparar/<number:old>/<number:new>/",
        draft.compare,
        name="compare_versions",
    ),
    path(
        "borradores/<slug:slug>/comparar/<number:old>/<number:new>.pdf",
        draft.compare_pdf,
        name="compare_versions_pdf",
    ),
    path("consultas/<slug:slug>/", consultation.consultation_detail, name="consultation"),
    path(
        "consultas/<slug:slug>/anotaciones.json",
        consultation.annotation_page,
        name="consultation_annotations",
    ),
    path("consultas/<slug:slug>/retroalimentacion/", consultation.feedback, name="feedback"),
    path(
        "consultas/<slug:slug>/retroalimentacion.csv",
        consultation.feedback_csv,
        name="feedback_csv",
    ),
    path(
        "consultas/<slug:slug>/retroalimentacion.pdf",
        consultation.feedback_pdf,
        name="feedback_pdf",
    ),
    path(
        "consultas/<slug:slug>/documentos/<digest:sha256>/",
        consultation.document_file,
        name="consultation_document",
    ),
    path("consultas/<slug:slug>/comentar/", commenting.comment, name="comment"),
    path(
        "consultas/<slug:slug>/comentarios/<number:number>/",
        commenting.own_comment,
        name="own_comment",
    ),
    path(
        "consultas/<slug:slug>/comentarios/<number:number>/adherir/",
        commenting.concur,
        name="concur",
    ),
    path("mi-trabajo/borradores/", writing.draft_list, name="write_drafts"),
    path("mi-trabajo/borradores/<slug:slug>/", writing.write, name="write_draft"),
    path(
        "mi-trabajo/consultas/<slug:slug>/",
        workspace.consultation_workspace,
        name="consultation_workspace",
    ),
    path(
        "mi-trabajo/consultas/<slug:slug>/respuestas/<uuid:public_id>/",
        workspace.edit_response,
        name="edit_response",
    ),
    path("mi-trabajo/consultas/<slug:slug>/cambios/", workspace.link_changes, name="link_changes"),
]
