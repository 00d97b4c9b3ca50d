"""Approved minutes and what was observed of them, as published data."""

from django.utils.translation import gettext_lazy as _

from forums.sessions.datasets.session import BY_SESSION, OF_SESSION
from forums.sessions.models import (
    Minutes,
    Observation,
)
from forums.sessions.states import (
    MinutesState,
)
from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, reference
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter

MINUTES = Dataset(
    name="minutes",
    heading="actas",
    title=_("Actas aprobadas"),
    sentence=_("El texto de cada acta aprobada, y lo que consta con él de la sesión."),
    rows=lambda user: Minutes.objects.allowing("view", user).filter(state=MinutesState.APPROVED),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        Column("text", "acta", _("Texto, en Markdown."), "text"),
        Column(
            "record",
            "constancia",
            _(
                "Lo que consta de la sesión, como se aprobó: asistencia, público, quórum, tabla, "
                "votaciones, acuerdos, documentos, conformidades y observaciones."
            ),
            "object",
        ),
        Column("edition", "version", _("Versión que se aprobó."), "integer"),
        Column("circulated_at", "circulada", _("Cuándo se envió a los asientos."), "datetime"),
        Column("approved_at", "aprobada", _("Cuándo se aprobó."), "datetime"),
        Column("sha256", "sha256", _("Huella del PDF."), "string"),
        api_address("minutes", "public_id"),
        MODIFIED,
    ),
    filters=BY_SESSION,
)
MINUTES_OBSERVATIONS = Dataset(
    name="minutes-observations",
    heading="observaciones-a-las-actas",
    title=_("Observaciones a las actas"),
    sentence=_(
        "Lo que cada asiento pidió cambiar y lo que se le respondió, una vez aprobada el acta."
    ),
    rows=lambda user: Observation.objects.allowing("view", user).filter(
        minutes__state=MinutesState.APPROVED
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("session", "sesion", _("Sesión."), "minutes__session__slug", "sessions"),
        Column(
            "represents", "representa", _("A quién representa el asiento."), "string", "seat__label"
        ),
        Column("edition", "version", _("Versión observada."), "integer"),
        Column("text", "observacion", _("Observación."), "text"),
        Column("is_accepted", "aceptada", _("Si se aceptó."), "boolean"),
        Column("answer", "respuesta", _("Respuesta."), "text"),
        api_address("minutes-observations", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("session", _("Sesión."), path="minutes__session__slug"),),
)
