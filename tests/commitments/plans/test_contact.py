"""Who answers for a commitment is known while she does: replaced, or erased by hand at any time."""

import pytest
from django.urls import reverse

from commitments.plans import workflow
from commitments.plans.models import Commitment, Contact, Plan
from ogp_portal.foundation.events import history
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.commitments.plans.test_admin import change, form_of
from tests.factories.commitments import commitment

FIRST = {"post": "Directora", "name": "Ana", "email": "ana@prueba.example", "phone": "1"}
SECOND = {"post": "Director", "name": "Luis", "email": "luis@prueba.example", "phone": "2"}


def versions() -> str:
    return str(list(history.versions(Contact).values()))


def test_who_was_replaced_is_in_no_version_of_the_history(cast):
    draft = commitment(cast, "draft")
    workflow.save_contact(draft, by=cast.editor, **FIRST)
    workflow.save_contact(draft, by=cast.editor, **SECOND)
    assert Contact.objects.get().name == "Luis"
    assert "Ana" not in versions()
    assert "ana@" not in versions()
    assert "Directora" in versions()


@pytest.mark.parametrize("is_historical", [False, True])
def test_the_institution_erases_the_person_of_a_published_commitment(cast, is_historical):
    published = commitment(cast, "published")
    Contact.objects.create(commitment=published, **FIRST)
    Plan.objects.update(is_historical=is_historical)
    workflow.forget_contact(published, by=cast.editor)
    contact = Contact.objects.get()
    assert (contact.post, contact.name, contact.email, contact.phone) == ("Directora", "", "", "")
    assert "Ana" not in versions()
    assert "ana@" not in versions()
    entry = JournalEntry.objects.latest("id")
    assert (entry.act, entry.is_public) == ("forget_contact", False)
    with pytest.raises(Refusal, match="No hay datos"):
        workflow.forget_contact(published, by=cast.editor)


def test_nobody_else_erases_it(cast):
    published = commitment(cast, "published")
    Contact.objects.create(commitment=published, **FIRST)
    for stranger in (cast.citizen, cast.other_editor, cast.monitor, cast.administrator):
        with pytest.raises(NotAllowed):
            workflow.forget_contact(Commitment.objects.get(pk=published.pk), by=stranger)
    assert Contact.objects.get().name == "Ana"


def test_who_answers_for_what_is_published_changes_without_an_amendment(client, cast):
    published = commitment(cast)
    Contact.objects.create(commitment=published, **FIRST)
    client.force_login(cast.editor)
    page = reverse("admin:commitments_commitment_act", args=[published.pk, "change_contact"])
    assert client.get(page).context["form"]["post"].value() == "Directora"
    refused = client.post(page, {**SECOND, "post": " "})
    assert (refused.status_code, Contact.objects.get().name) == (200, "Ana")
    assert client.post(page, SECOND).status_code == 302
    contact = Contact.objects.get()
    assert {name: getattr(contact, name) for name in SECOND} == SECOND
    assert "Ana" not in versions()
    entry = JournalEntry.objects.latest("id")
    assert (entry.act, entry.before, entry.after) == (
        "change_contact",
        {"post": "Directora"},
        {"post": "Director"},
    )
    assert "Luis" not in str(entry.__dict__)
    workflow.change_contact(published, by=cast.coordinator, **SECOND)
    assert JournalEntry.objects.latest("id") == entry


@pytest.mark.parametrize("state", ["draft", "closed", "withdrawn"])
def test_who_answers_changes_only_while_it_is_carried_out(cast, state):
    with pytest.raises(NotAllowed):
        workflow.change_contact(commitment(cast, state), by=cast.editor, **SECOND)


def test_nobody_else_changes_who_answers(cast):
    published = commitment(cast)
    for stranger in (cast.citizen, cast.other_editor, cast.monitor, cast.administrator):
        with pytest.raises(NotAllowed):
            workflow.change_contact(published, by=stranger, **SECOND)
    with pytest.raises(Refusal, match="es lo que ve el público"):
        workflow.change_contact(published, by=cast.editor, **{**SECOND, "post": " "})


def test_of_two_who_change_who_answers_the_second_meets_what_the_first_saved(client, cast):
    published = commitment(cast)
    Contact.objects.create(commitment=published, **FIRST)
    client.force_login(cast.editor)
    page = reverse("admin:commitments_commitment_act", args=[published.pk, "change_contact"])
    seen = client.get(page).context["seen"]
    workflow.change_contact(published, by=cast.coordinator, **SECOND)
    third = {**FIRST, "phone": "3"}
    refused = client.post(page, {**third, "_seen": seen})
    assert Contact.objects.get().name == "Luis"
    assert "«Nombre (solo el equipo)» guardado: Luis — el suyo: Ana" in refused.content.decode()
    assert client.post(page, {**third, "_seen": refused.context["seen"]}).status_code == 302
    assert Contact.objects.get().phone == "3"


def test_saving_a_draft_does_not_write_over_who_answers_as_another_said_meanwhile(client, cast):
    draft = commitment(cast, "draft")
    workflow.save_contact(draft, by=cast.editor, **FIRST)
    client.force_login(cast.editor)
    page = change(draft)
    typed = form_of(client, draft, title="Otro título", _seen=client.get(page).context["seen"])
    workflow.save_contact(draft, by=cast.coordinator, **SECOND)
    refused = client.post(page, typed)
    assert Contact.objects.get().name == "Luis"
    assert "guardado: luis@prueba.example — el suyo: ana@prueba" in refused.content.decode()
    again = form_of(client, draft, title="Otro título", _seen=refused.context["seen"])
    assert client.post(page, again).status_code == 302
    assert (Contact.objects.get().name, Commitment.objects.get().title) == ("Luis", "Otro título")


def test_who_answered_for_a_text_begun_by_mistake_is_in_no_version_of_the_history(cast):
    draft = commitment(cast, "draft")
    workflow.save_contact(draft, by=cast.editor, **FIRST)
    workflow.discard_commitment(draft, by=cast.editor, reason="Estaba dos veces.")
    assert not Contact.objects.exists()
    assert "Ana" not in versions()
    assert "ana@" not in versions()
    assert "Directora" in versions()
