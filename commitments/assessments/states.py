"""WHEN: the life of an assessment: private draft, window of factual review, then public; corrected
by edition.
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

ASSESSMENT = Machine(
    states=(
        State("draft", _("borrador")),
        State("factual_review", _("en revisión de hechos")),
        State("published", _("publicada")),
        State("corrected", _("reemplazada por otra edición"), final=True),
    ),
    moves=(
        Move("open_factual_review", ("draft",), "factual_review"),
        Move("publish_assessment", ("factual_review",), "published"),
        Move("correct_assessment", ("published",), "corrected"),
    ),
)
PUBLIC_ASSESSMENT = ("published", "corrected")
