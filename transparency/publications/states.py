"""WHEN: the life of a version of a publication: written by one, published by another, replaced by
the next.
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

VERSION = Machine(
    states=(
        State("draft", _("borrador")),
        State("submitted", _("en revisión")),
        State("published", _("publicada")),
        State("superseded", _("reemplazada por otra versión"), final=True),
        State("withdrawn", _("retirada"), negative=True, final=True),
    ),
    moves=(
        Move("submit_publication", ("draft",), "submitted"),
        Move("return_publication", ("submitted",), "draft"),
        Move("publish_publication", ("submitted",), "published"),
        Move("supersede_publication", ("published",), "superseded"),
        Move("withdraw_publication", ("published",), "withdrawn"),
    ),
)
PUBLIC_VERSION = ("published", "superseded", "withdrawn")
READABLE = ("published", "superseded")
EDITABLE = ("draft",)
