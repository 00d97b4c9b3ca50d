"""What rests on an institution that is to close, and on a change that is to be undone."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.amendments.queries import commitments_naming, plans_naming
from commitments.organizations.models import Organization, OrganizationChange
from commitments.organizations.workflow import roles_going_on
from commitments.plans.models import Commitment, Plan
from commitments.plans.workflow import drafts_naming, plans_being_made_by
from ogp_portal.foundation.events import topics
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry

MOST_NAMED = 5


def to_pass(organization: Organization) -> dict[str, str]:
    """Return, in words by its heading, what is still to be done in an institution's name: what
    passes to a successor, and the roles that end.
    """
    roles = roles_going_on(organization, day=timezone.localdate())
    return {
        str(_("Compromisos en ejecución")): _lines(commitments_naming(organization)),
        str(_("Textos en elaboración")): _lines(drafts_naming(organization)),
        str(_("Planes en cuyo consorcio está")): _lines(plans_of(organization)),
        str(_("Roles que terminan")): _lines(
            f"{role.user} · {role.get_role_display()}" for role in roles
        ),
    }


def plans_of(organization: Organization) -> list[Plan]:
    """Return the plans that are in force, or being made, of whose consortium it is."""
    return [*plans_naming(organization), *plans_being_made_by(organization)]


def refuse_left_alone(organization: Organization) -> None:
    """Refuse that an institution closes without a successor while something is still to be done in
    its name. Raises Refusal with what has to pass to another one first.
    """
    left: list[Commitment | Plan] = [
        *commitments_naming(organization),
        *drafts_naming(organization),
        *plans_of(organization),
    ]
    if not left:
        return
    named = ", ".join(f"«{row}»" for row in left[:MOST_NAMED])
    more = len(left) - MOST_NAMED
    if more > 0:
        named += _(" y %(n)s más") % {"n": more}
    raise Refusal(
        _(
            "Todavía hay algo por cumplir a su nombre: %(what)s. Diga qué institución la continúa, "
            "o páselo antes a otra con una modificación."
        )
        % {"what": named},
        field="successor",
    )


def refuse_same_name(organization: Organization, name: str, short_name: str) -> None:
    """Refuse the name that an institution has as a new one. Raises Refusal."""
    if (name, short_name) == (organization.name, organization.short_name):
        raise Refusal(_("Ese es el nombre que tiene."), field="name")


def refuse_what_rests(change: OrganizationChange) -> None:
    """Refuse to undo a change on which something rests: a later change of the institution or its
    successor, or anything public that was done in what passed. Raises Refusal.
    """
    among = {change.organization_id, change.successor_id}
    later = OrganizationChange.objects.confirmed().filter(
        organization__in=among - {None}, confirmed_at__gt=change.confirmed_at
    )
    if later.exists():
        raise Refusal(_("No se anula: después cambió otra vez esa institución, o la que sigue."))
    commitments = Commitment.objects.filter(amendments__because_of=change)
    plans = Plan.objects.filter(amendments__because_of=change)
    since = JournalEntry.objects.filter(is_public=True, pk__gt=_entry_of(change))
    touched = since.filter(topics.about(commitments) | _amended(plans)).order_by("pk")
    first = touched.first()
    if first:
        raise Refusal(
            _("No se anula: desde entonces ya se hizo algo público en «%(what)s».")
            % {"what": first.subject_title}
        )


def _amended(plans: QuerySet[Plan]) -> Q:
    return Q(act="amend", subject_type=Plan._meta.label_lower, subject_id__in=plans.values("pk"))


def _entry_of(change: OrganizationChange) -> int:
    """Return the number of the last entry that confirming it wrote."""
    entries = JournalEntry.objects.filter(
        subject_type=Organization._meta.label_lower,
        subject_id=change.organization_id,
        act__in=("rename_institution", "close_institution"),
    )
    return entries.order_by("-pk").values_list("pk", flat=True).first() or 0


def _lines(rows: Iterable[object]) -> str:
    return "\n".join(str(row) for row in rows)
