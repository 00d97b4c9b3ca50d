"""Reasoned responses as published data."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, DateTimeField, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from forums.drafts.models import (
    Change,
    Comment,
    Response,
)
from forums.drafts.states import (
    SHOWN,
    Outcome,
    ResponseState,
)
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    choice,
    reference,
)
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter

RESPONSES = Dataset(
    name="responses",
    heading="respuestas-fundadas",
    title=_("Respuestas fundadas"),
    sentence=_(
        "Qué se decidió de uno o más comentarios, por qué, y qué cambios causó. Cada una "
        "la escribió una persona y la aprobó otra."
    ),
    rows=lambda user: Response.objects.allowing("view", user).filter(
        state=ResponseState.APPROVED, consultation__state__in=SHOWN
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "consultation", "consulta", _("Consulta."), "consultation__slug", "consultations"
        ),
        choice("outcome", "resultado", _("Qué se decidió."), Outcome.choices),
        Column("reason", "razon", _("Por qué."), "text"),
        Column(
            "approved_at",
            "publicada",
            _("Cuándo se publicó."),
            "datetime",
            Cast("approved_at", DateTimeField()),
        ),
        Column(
            "comments",
            "comentarios",
            _("Números de los comentarios que responde."),
            "list",
            lambda: ArraySubquery(
                Comment.objects.filter(response=OuterRef("pk"))
                .order_by("number")
                .values(value=Cast("number", CharField()))
            ),
        ),
        Column(
            "changes",
            "cambios",
            _("Cambios que causó."),
            "list",
            lambda: ArraySubquery(
                Change.objects.filter(responses=OuterRef("pk"))
                .order_by("pk")
                .values(value=Cast("public_id", CharField()))
            ),
        ),
        MODIFIED,
    ),
    filters=(Filter("consultation", _("Consulta."), path="consultation__slug"),),
)
