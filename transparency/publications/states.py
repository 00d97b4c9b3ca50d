"""WHEN: the life of a version of a publication: written by one, published by another, replaced by
the next.
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class VersionState(States):
    """The states of a version."""

    DRAFT = State("draft", _("borrador"))
    SUBMITTED = State("submitted", _("en revisión"))
    PUBLISHED = State("published", _("publicada"))
    SUPERSEDED = State("superseded", _("reemplazada por otra versión"), final=True)
    WITHDRAWN = State("withdrawn", _("retirada"), negative=True, final=True)


VERSION = Machine(
    VersionState,
    moves=(
        Move("submit_publication", (VersionState.DRAFT,), VersionState.SUBMITTED),
        Move("return_publication", (VersionState.SUBMITTED,), VersionState.DRAFT),
        Move(
            "publish_publication",
            (VersionState.SUBMITTED,),
            VersionState.PUBLISHED,
            approves=True,
        ),
        Move("supersede_publication", (VersionState.PUBLISHED,), VersionState.SUPERSEDED),
        Move("withdraw_publication", (VersionState.PUBLISHED,), VersionState.WITHDRAWN),
    ),
)
PUBLIC_VERSION = (VersionState.PUBLISHED, VersionState.SUPERSEDED, VersionState.WITHDRAWN)
READABLE = (VersionState.PUBLISHED, VersionState.SUPERSEDED)
OPEN = (VersionState.DRAFT, VersionState.SUBMITTED)
EDITABLE = (VersionState.DRAFT,)
