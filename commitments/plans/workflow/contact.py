"""The person who answers for a commitment: kept, and forgotten once she answers no longer."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.models import Commitment, Contact
from commitments.plans.workflow.recording import record
from ogp_portal.foundation.events import history, journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

NOTHING = {"name": "", "email": "", "phone": ""}


@transaction.atomic
def save_contact(
    commitment: Commitment, *, by: User, post: str, name: str, email: str, phone: str
) -> None:
    """Keep who answers for a commitment.

    The journal says the post; name, e-mail and phone stay out of it.
    """
    commitment = rights.fetch("edit", commitment, by=by)
    if not post.strip() and not (name.strip() or email.strip() or phone.strip()):
        return
    _keep(commitment, "edit", by=by, post=post, name=name, email=email, phone=phone)


@transaction.atomic
def change_contact(
    commitment: Commitment, *, by: User, post: str, name: str, email: str, phone: str
) -> None:
    """Say who answers for a published commitment now: a change of form, without amendment.

    The journal says the post before and after; whoever it was before is in no history. Raises
    NotAllowed, Refusal without a post.
    """
    commitment = rights.fetch("change_contact", commitment, by=by)
    _keep(commitment, "change_contact", by=by, post=post, name=name, email=email, phone=phone)


def _keep(commitment: Commitment, act: str, *, by: User, **facts: str) -> None:
    facts = {key: value.strip() for key, value in facts.items()}
    if not facts["post"]:
        raise Refusal(
            _("Escriba el cargo de la persona responsable: es lo que ve el público."),
            field="contact_post" if act == "edit" else "post",
        )
    earlier = Contact.objects.select_for_update().filter(commitment=commitment).first()
    if earlier and {key: getattr(earlier, key) for key in facts} == facts:
        return
    before = {"post": earlier.post} if earlier and act != "edit" else None
    contact, _is_new = Contact.objects.update_or_create(commitment=commitment, defaults=facts)
    history.erase(Contact, [contact.pk], **NOTHING)  # whoever it was before
    record(act, commitment, by=by, before=before, after={"post": facts["post"]})


@transaction.atomic
def erase_contacts(keys: list[int]) -> None:
    """Erase name, e-mail and phone of contacts, from the rows and from their history; the posts
    stay.
    """
    Contact.objects.filter(pk__in=keys).update(**NOTHING)
    history.erase(Contact, keys, **NOTHING)
    for contact in Contact.objects.filter(pk__in=keys).select_related("commitment__plan"):
        journal.record(
            "forget_contact",
            contact.commitment,
            role="portal",
            plan_slug=contact.commitment.plan.slug,
            is_public=False,
        )


def forget_with(commitments: Iterable[int]) -> None:
    """Erase who answers for commitments, by their keys, that are about to be deleted: the history
    outlives them.
    """
    contacts = Contact.objects.filter(commitment__in=commitments)
    keys = list(contacts.values_list("pk", flat=True))
    contacts.update(**NOTHING)
    history.erase(Contact, keys, **NOTHING)


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
