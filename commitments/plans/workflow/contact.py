"""The person who answers for a commitment: forgotten once she answers no longer."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.models import Commitment, Contact
from ogp_portal.foundation.events import history, journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

NOTHING = {"name": "", "email": "", "phone": ""}


@transaction.atomic
def forget_contact(commitment: Commitment, *, by: User) -> None:
    """Erase name, e-mail and phone of who answers for a commitment, in whatever state it is, from
    the row and from its history; the post stays. Raises NotAllowed, Refusal if there is nothing.
    """
    commitment = rights.fetch("forget_contact", commitment, by=by)
    contact = Contact.objects.select_for_update().filter(commitment=commitment).first()
    if contact is None or not (contact.name or contact.email or contact.phone):
        raise Refusal(_("No hay datos de una persona que borrar."))
    Contact.objects.filter(pk=contact.pk).update(**NOTHING)
    history.erase(Contact, [contact.pk], **NOTHING)
    journal.record(
        "forget_contact",
        commitment,
        role=role_of(by),
        plan_slug=commitment.plan.slug,
        is_public=False,
    )
