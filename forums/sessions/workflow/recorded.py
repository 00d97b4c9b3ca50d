"""What minutes keep: while they circulate and once they are approved, nothing of their session that
they tell of changes.
"""

from django.utils.translation import gettext_lazy as _

from forums.sessions.models import Minutes, Session
from forums.sessions.states import MinutesState
from ogp_portal.foundation.refusals import Refusal


def refuse_recorded(session: Session) -> None:
    """Hold the session until the end of the transaction, and refuse a change of its roll call,
    programme, papers, ballots or agreements that its minutes tell of. Raises Refusal.
    """
    Session.objects.select_for_update().get(pk=session.pk)
    state = Minutes.objects.filter(session=session).values_list("state", flat=True).first()
    if state == MinutesState.APPROVED:
        raise Refusal(_("El acta está aprobada: lo que consta en ella ya no cambia."))
    if state == MinutesState.CIRCULATED:
        raise Refusal(
            _(
                "El acta está en observaciones y la leen los asientos: retírela antes de cambiar "
                "lo que consta en ella."
            )
        )
