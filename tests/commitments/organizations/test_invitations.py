"""What a coordinator does without an administrator: institutions, territories, words, and inviting
editors by e-mail, whom another person confirms.
"""

import pytest
from django.urls import reverse

from commitments.organizations import workflow
from commitments.organizations.forms import InvitationForm
from commitments.organizations.models import Membership, Organization, RoleProposal, Territory
from commitments.plans import workflow as plans
from commitments.plans.models import PolicyArea, Theme
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, User

pytestmark = pytest.mark.django_db
ADDRESS = "nueva@prueba.example"


def invite(cast, **facts):
    return workflow.invite_editor(
        **{
            "organization": cast.city,
            "email": ADDRESS,
            "name": "Persona nueva",
            "by": cast.coordinator,
            **facts,
        }
    )


def test_an_editor_invited_by_one_coordinator_edits_once_another_confirms(cast):
    proposal = invite(cast)
    person = User.objects.get(email=ADDRESS)
    assert not person.has_usable_password()
    assert not person.memberships.exists()
    with pytest.raises(NotAllowed):
        workflow.confirm_role(proposal, by=cast.coordinator)
    for stranger in (cast.other_coordinator, cast.editor, person):
        with pytest.raises(NotAllowed):
            workflow.confirm_role(proposal, by=stranger)
    membership = workflow.confirm_role(proposal, by=cast.second_coordinator)
    assert (membership.user, membership.organization, membership.role) == (
        person,
        cast.city,
        Membership.Role.EDITOR,
    )
    entry = JournalEntry.objects.filter(act="propose_role").latest("pk")
    assert "Ciudad" in entry.actor_role
    assert ADDRESS not in str([entry.before, entry.after, entry.reason])


def test_who_has_an_account_keeps_it_and_her_name(cast):
    proposal = invite(cast, email=cast.member.email.upper(), name="Otra")
    assert proposal.user == cast.member
    assert User.objects.get(pk=cast.member.pk).name == cast.member.name


def test_nobody_invites_herself_nor_a_closed_account_nor_for_another_plan(cast):
    for address in (cast.coordinator.email, "coordinadora+otra@prueba.example"):
        with pytest.raises(Refusal):
            invite(cast, email=address)
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    with pytest.raises(Refusal, match="cerrada"):
        invite(cast, email=cast.member.email)
    for by in (cast.other_coordinator, cast.editor, cast.citizen):
        with pytest.raises(NotAllowed):
            invite(cast, by=by)
    with pytest.raises(NotAllowed):
        invite(cast, organization=cast.stranger)
    assert not RoleProposal.objects.exists()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_role_elsewhere_is_named_to_who_may_see_it_and_to_no_coordinator(cast):
    watcher = str(Membership.objects.get(user=cast.monitor))
    with pytest.raises(Refusal) as told:
        invite(cast, email=cast.monitor.email)
    assert watcher not in str(told.value)
    assert str(cast.watcher) not in str(told.value)
    with pytest.raises(Refusal) as told:
        invite(cast, email=cast.monitor.email, by=cast.administrator)
    assert watcher in str(told.value)


def test_a_name_as_long_as_an_account_takes_is_invited_and_a_longer_one_refused():
    facts = {"email": ADDRESS}
    assert InvitationForm({**facts, "name": "N" * 120}).is_valid()
    assert list(InvitationForm({**facts, "name": "N" * 121}).errors) == ["name"]


def test_an_invitation_of_who_no_longer_coordinates_is_not_confirmed(cast):
    proposal = invite(cast)
    Membership.objects.filter(user=cast.coordinator).delete()
    for by in (cast.second_coordinator, cast.administrator):
        with pytest.raises(NotAllowed):
            workflow.confirm_role(proposal, by=by)


def test_the_invitation_is_a_button_on_the_page_of_the_institution(client, cast):
    client.force_login(cast.coordinator)
    page = reverse("admin:commitments_organization_act", args=[cast.city.pk, "invite_editor"])
    assert client.post(page, {"email": ADDRESS, "name": "Persona nueva"}).status_code == 302
    proposal = RoleProposal.objects.get()
    assert (proposal.role, proposal.user.email) == ("editor", ADDRESS)
    client.force_login(cast.second_coordinator)
    confirm = reverse("admin:commitments_roleproposal_act", args=[proposal.pk, "confirm"])
    assert client.post(confirm, {"confirm": "1"}).status_code == 302
    assert Membership.objects.filter(user__email=ADDRESS, role="editor").exists()
    client.force_login(cast.other_coordinator)
    assert client.get(page).status_code == 404


def test_a_coordinator_adds_words_territories_and_institutions(cast):
    plans.save_term(Theme(slug="agua", name="Agua"), by=cast.coordinator)
    plans.save_term(PolicyArea(slug="riego", name="Riego"), by=cast.coordinator)
    region = Territory(slug="valle", name="Valle", kind="region", code="99")
    workflow.save_territory(region, by=cast.coordinator)
    made = Organization(slug="junta", name="Junta de Aguas", sector="civil_society")
    workflow.save_organization(made, by=cast.coordinator)
    assert "coordinación" in JournalEntry.objects.latest("pk").actor_role
    for by in (cast.editor, cast.former_editor):
        with pytest.raises(NotAllowed):
            workflow.save_territory(Territory(slug="x", name="X", kind="region", code="98"), by=by)
        with pytest.raises(NotAllowed):
            plans.save_term(Theme(slug="otro", name="Otro"), by=by)
        with pytest.raises(NotAllowed):
            workflow.save_organization(Organization(slug="y", name="Y", sector="academia"), by=by)


def test_she_corrects_the_institutions_of_her_plans_but_not_whom_they_speak_for(cast):
    cast.partner.kind = "municipalidad"
    workflow.save_organization(cast.partner, by=cast.coordinator)
    cast.partner.sector = "civil_society"
    with pytest.raises(Refusal, match="Por quién habla"):
        workflow.save_organization(cast.partner, by=cast.coordinator)
    workflow.save_organization(cast.partner, by=cast.administrator)
    with pytest.raises(NotAllowed):
        workflow.save_organization(cast.stranger, by=cast.coordinator)
