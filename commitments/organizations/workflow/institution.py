"""Writing territories and organizations."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.organizations.models import Organization, Territory
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

TOLD = ("name", "short_name", "sector")  # what the journal says of one that is written


@transaction.atomic
def register_territory(
    code: str, *, slug: str, name: str, region: Territory | None, role: str
) -> Territory:
    """Make the territory with the CUT code `code` unless it exists; a name that changed
    is updated.
    """
    kind = Territory.Kind.COMUNA if region else Territory.Kind.REGION
    territory, is_new = Territory.objects.get_or_create(
        code=code, defaults={"slug": slug, "name": name, "kind": kind, "region": region}
    )
    if not is_new and territory.name == name:
        return territory
    territory.name = name
    territory.save(update_fields=["name"])
    journal.record("register", territory, role=role)
    return territory


@transaction.atomic
def register_organization(slug: str, *, role: str, **facts: object) -> Organization:
    """Make the organization `slug` unless it exists: what a person changed afterwards is left
    alone.
    """
    organization, is_new = Organization.objects.get_or_create(slug=slug, defaults=facts)
    if is_new:
        journal.record("register", organization, role=role)
    return organization


@transaction.atomic
def save_organization(organization: Organization, *, by: User) -> Organization:
    """Save what was written about an organization. Raises NotAllowed, and Refusal where somebody
    who is no administrator has it speak for others than it did.
    """
    act = "edit" if organization.pk else "create"
    before = {}
    if organization.pk:
        stands = rights.fetch("edit", organization, by=by)
        before = {name: getattr(stands, name) for name in TOLD}
        is_same = stands.sector == organization.sector
        if not is_same and not rights.may(by, "reclassify", organization):
            raise Refusal(
                _("Por quién habla una institución lo cambia quien administra el portal."),
                field="sector",
            )
    elif not rights.may_at_all(Organization, "create", by):
        raise rights.NotAllowed(act)
    organization.save()
    journal.record(
        act,
        organization,
        role=role_of(by),
        before=before,
        after={name: getattr(organization, name) for name in TOLD},
    )
    return organization


@transaction.atomic
def save_territory(territory: Territory, *, by: User) -> Territory:
    """Add or change a territory. Raises NotAllowed."""
    act = "edit" if territory.pk else "create"
    if not rights.may_at_all(Territory, act, by):
        raise rights.NotAllowed(act)
    territory.save()
    journal.record(act, territory, role=role_of(by), after={"name": territory.name})
    return territory


def refuse_closed(organization: Organization | None, *, field: str = "") -> None:
    """Refuse to name in anything new an organization that closed, saying which one goes on with
    what it did. Raises Refusal.
    """
    if organization is None or organization.closed_on is None:
        return
    facts = {
        "name": organization.name,
        "day": dates.say(organization.closed_on),
        "successor": organization.successor.name if organization.successor else "",
    }
    if organization.successor:
        words = _("«%(name)s» ya no existe desde el %(day)s: la continúa «%(successor)s».")
    else:
        words = _("«%(name)s» ya no existe desde el %(day)s: elija otra institución.")
    raise Refusal(words % facts, field=field)
