"""What every act on a commitment does: refuse in words what the database would, and write the
journal.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.organizations.workflow import refuse_closed
from commitments.plans.models import (
    Commitment,
    Plan,
)
from commitments.plans.models.text import SHORT
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


def check(commitment: Commitment) -> None:
    """Refuse, in words, what the database would refuse."""
    if len(commitment.summary) > SHORT and not commitment.keeps_long_summary:
        raise Refusal(
            _("La breve descripción tiene %(length)s caracteres y el límite es 140: acórtela.")
            % {"length": len(commitment.summary)},
            field="summary",
        )
    if commitment.axis and commitment.axis.plan_id != commitment.plan_id:
        raise Refusal(_("El eje elegido pertenece a otro plan."), field="axis")
    if not commitment.plan.is_historical:  # what was promised then names who existed then
        refuse_closed(commitment.responsible, field="responsible")
        refuse_closed(commitment.implementer, field="implementer")
    try:
        commitment.full_clean(exclude=["state", "computed_level", "sort_key", "search"])
    except ValidationError as error:
        raise Refusal(
            " ".join(error.messages), field=next(iter(getattr(error, "message_dict", {"": ""})))
        ) from error


def record(
    act: str,
    commitment: Commitment,
    *,
    by: User,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write the act in the journal, public as soon as the commitment is."""
    plan: Plan = commitment.plan
    journal.record(
        act,
        commitment,
        role=role_of(by),
        reason=reason,
        before=before,
        after=after,
        plan_slug=plan.slug,
        is_public=commitment.is_public,
    )
