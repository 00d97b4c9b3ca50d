"""A role is given by two people, to a third: told apart as people, not as accounts."""

import datetime

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from commitments.organizations import tasks, workflow
from commitments.organizations.models import Membership, RoleProposal
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, User
from tests.people import administrator

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def second(cast) -> User:
    return administrator("segunda@prueba.example")


def proposed(cast, who: User, *, role: str = "coordinator") -> RoleProposal:
    proposal = RoleProposal(user=who, organization=cast.city, role=role, starts_on=MARCH)
    return workflow.propose_role(proposal, by=cast.administrator)


def test_a_proposed_role_gives_nothing_until_another_administrator_confirms_it(cast, second):
    proposal = proposed(cast, cast.member)
    assert not cast.member.memberships.exists()
    given = workflow.confirm_role(proposal, by=second)
    assert (given.user, given.role, given.starts_on) == (cast.member, "coordinator", MARCH)
    assert not RoleProposal.objects.exists()
    entries = JournalEntry.objects.filter(act__in=("propose_role", "create")).order_by("pk")
    assert [(entry.act, entry.is_public) for entry in entries] == [
        ("propose_role", False),
        ("create", False),
    ]
    assert entries.last().after["role"] == "coordinator"


def test_whoever_proposed_a_role_does_not_confirm_it(cast, second):
    proposal = proposed(cast, cast.member)
    with pytest.raises(NotAllowed):
        workflow.confirm_role(proposal, by=cast.administrator)
    other = administrator("Administradora+dos@prueba.example")
    with pytest.raises(Refusal, match="no lo confirma"):
        workflow.confirm_role(proposal, by=other)
    assert not cast.member.memberships.exists()


@pytest.mark.parametrize(
    "address", ["administradora+roles@prueba.example", "ADMINISTRADORA+x+y@Prueba.example"]
)
def test_nobody_proposes_a_role_for_an_account_of_her_own(cast, address):
    for own in (cast.administrator, User.objects.create_user(address)):
        with pytest.raises(Refusal, match="cuenta suya"):
            proposed(cast, own)
    assert not RoleProposal.objects.exists()


def test_whoever_gets_a_role_does_not_confirm_it_with_any_account(cast, second):
    proposal = proposed(cast, User.objects.create_user("segunda+editora@prueba.example"))
    with pytest.raises(Refusal, match="cuenta suya"):
        workflow.confirm_role(proposal, by=second)
    with pytest.raises(NotAllowed):
        workflow.confirm_role(proposed(cast, second), by=second)
    assert Membership.objects.filter(role="coordinator", starts_on=MARCH).count() == 0


@pytest.mark.parametrize("column", ["is_active", "is_administrator"])
def test_what_a_former_administrator_proposed_is_not_confirmed(cast, second, column):
    proposal = proposed(cast, cast.member)
    User.objects.filter(pk=cast.administrator.pk).update(**{column: False})
    with pytest.raises(NotAllowed):
        workflow.confirm_role(proposal, by=second)


@pytest.mark.parametrize("who", ["editor", "coordinator", "monitor"])
def test_nobody_else_proposes_confirms_or_withdraws(cast, who):
    person = getattr(cast, who)
    proposal = proposed(cast, cast.member)
    with pytest.raises(NotAllowed):
        workflow.propose_role(
            RoleProposal(user=cast.member, organization=cast.city, role="editor", starts_on=MARCH),
            by=person,
        )
    for act in (workflow.confirm_role, workflow.withdraw_role):
        with pytest.raises(NotAllowed):
            act(proposal, by=person)


def test_a_proposal_is_withdrawn_by_whoever_made_it_or_another(cast, second):
    for person in (cast.administrator, second):
        workflow.withdraw_role(proposed(cast, cast.member), by=person)
    assert not RoleProposal.objects.exists()
    assert JournalEntry.objects.filter(act="withdraw_role", is_public=False).count() == 2


def test_one_person_ends_or_shortens_a_role_and_never_lengthens_or_changes_it(cast):
    membership = cast.editor.memberships.get()
    membership.ends_on = timezone.localdate() + 9 * DAY
    workflow.save_membership(membership, by=cast.administrator)
    for column, value in (
        ("ends_on", membership.ends_on + DAY),
        ("ends_on", None),
        ("role", "coordinator"),
        ("organization", cast.stranger),
        ("user", cast.member),
        ("starts_on", membership.starts_on - DAY),
    ):
        changed = Membership.objects.get(pk=membership.pk)
        setattr(changed, column, value)
        with pytest.raises(Refusal, match="proponga uno nuevo"):
            workflow.save_membership(changed, by=cast.administrator)
    with pytest.raises(NotAllowed):
        workflow.save_membership(membership, by=cast.coordinator)
    membership.ends_on -= DAY
    workflow.save_membership(membership, by=cast.administrator)
    assert Membership.objects.get(pk=membership.pk).ends_on == membership.ends_on


def test_a_role_given_by_mistake_ends_on_its_first_day_and_was_never_in_force(cast):
    membership = cast.editor.memberships.get()
    today = timezone.localdate()
    Membership.objects.filter(pk=membership.pk).update(starts_on=today)
    assert Membership.objects.current().filter(pk=membership.pk).exists()
    membership.refresh_from_db()
    membership.ends_on = today
    membership.full_clean()
    workflow.save_membership(membership, by=cast.administrator)
    assert not Membership.objects.current().filter(pk=membership.pk).exists()
    again = RoleProposal(user=cast.editor, organization=cast.city, role="editor", starts_on=today)
    given = workflow.confirm_role(
        workflow.propose_role(again, by=cast.administrator), by=administrator("otra@prueba.example")
    )
    assert Membership.objects.current().filter(pk=given.pk).exists()
    membership.ends_on = today - DAY
    with pytest.raises(ValidationError, match="anterior al inicio"):
        membership.full_clean()


@pytest.mark.parametrize(
    ("who", "role", "is_given"),
    [
        ("monitor", "editor", False),
        ("monitor", "coordinator", False),
        ("counterpart", "editor", False),
        ("editor", "monitor", False),
        ("coordinator", "counterpart", False),
        ("monitor", "counterpart", True),
        ("editor", "coordinator", True),
        ("former_editor", "monitor", True),
    ],
)
def test_nobody_judges_what_they_answer_for(cast, who, role, is_given):
    if is_given:
        assert proposed(cast, getattr(cast, who), role=role).pk
        return
    with pytest.raises(Refusal, match="Nadie evalúa aquello por lo que responde") as refused:
        proposed(cast, getattr(cast, who), role=role)
    assert refused.value.field == "role"


def test_what_became_a_conflict_since_it_was_proposed_is_not_confirmed(cast, second):
    proposal = proposed(cast, cast.member, role="monitor")
    Membership.objects.create(
        user=cast.member, organization=cast.city, role="editor", starts_on=MARCH
    )
    with pytest.raises(Refusal, match="Nadie evalúa"):
        workflow.confirm_role(proposal, by=second)


def test_the_same_role_is_not_given_twice_for_the_same_days(cast):
    facts = {"user": cast.editor, "organization": cast.city, "role": "editor"}
    with pytest.raises(Refusal, match="Ya tiene ese rol"):
        workflow.propose_role(RoleProposal(**facts, starts_on=MARCH), by=cast.administrator)
    standing = cast.editor.memberships.get()
    Membership.objects.filter(pk=standing.pk).update(ends_on=MARCH)
    with pytest.raises(Refusal, match="Ya tiene ese rol"):
        workflow.propose_role(RoleProposal(**facts, starts_on=MARCH - DAY), by=cast.administrator)
    after = workflow.propose_role(RoleProposal(**facts, starts_on=MARCH), by=cast.administrator)
    assert after.pk


def test_in_the_admin_one_proposes_and_another_confirms(client, cast, second):
    client.force_login(cast.administrator)
    typed = {
        "user": cast.member.email,
        "organization": cast.city.pk,
        "role": "editor",
        "starts_on": "2026-03-01",
    }
    added = client.post(reverse("admin:commitments_roleproposal_add"), typed)
    assert added.status_code == 302
    proposal = RoleProposal.objects.get()
    confirm = reverse("admin:commitments_roleproposal_act", args=[proposal.pk, "confirm"])
    assert client.post(confirm, {"sure": "1"}).status_code == 404
    client.force_login(second)
    assert client.post(confirm, {"sure": "1"}).status_code == 302
    assert cast.member.memberships.get().role == "editor"
    assert client.get(reverse("admin:commitments_membership_add")).status_code == 403


def test_what_nobody_confirms_is_forgotten_after_thirty_days(cast):
    proposal = proposed(cast, cast.member)
    for days, is_kept in ((29, True), (31, False)):
        RoleProposal.objects.filter(pk=proposal.pk).update(proposed_at=timezone.now() - days * DAY)
        tasks.forget_who_served()
        assert RoleProposal.objects.filter(pk=proposal.pk).exists() == is_kept


def role(cast, who: User) -> Membership:
    return Membership.objects.get(user=who, organization=cast.city)


def test_a_role_given_by_error_is_undone_by_two_people_as_if_it_had_never_begun(cast, second):
    given = role(cast, cast.colleague)
    proposal = workflow.propose_undoing(given, by=cast.administrator, reason="Era otra persona.")
    assert Membership.objects.current().filter(pk=given.pk).exists()  # until it is confirmed
    with pytest.raises(NotAllowed):
        workflow.confirm_role(proposal, by=cast.administrator)
    workflow.confirm_role(proposal, by=second)
    given.refresh_from_db()
    assert given.ends_on == given.starts_on
    assert not Membership.objects.current().filter(pk=given.pk).exists()
    assert not RoleProposal.objects.exists()
    entries = JournalEntry.objects.filter(act__in=("propose_undoing", "undo_role")).order_by("pk")
    assert [(entry.act, entry.reason, entry.is_public) for entry in entries] == [
        ("propose_undoing", "Era otra persona.", False),
        ("undo_role", "Era otra persona.", False),
    ]
    with pytest.raises(Refusal, match="ya está anulado"):
        workflow.propose_undoing(given, by=cast.administrator, reason="Otra vez.")


@pytest.mark.parametrize("is_public", [True, False])
def test_a_role_in_which_something_was_done_in_public_is_not_undone(cast, second, is_public):
    given = role(cast, cast.colleague)
    with pghistory.context(user=cast.colleague.pk):
        journal.record("edit", cast.plan, role=str(given), is_public=is_public)
    if is_public:
        with pytest.raises(Refusal, match="ya se hizo algo público"):
            workflow.propose_undoing(given, by=cast.administrator, reason="Error.")
        return
    proposal = workflow.propose_undoing(given, by=cast.administrator, reason="Error.")
    with pghistory.context(user=cast.colleague.pk):
        journal.record("edit", cast.plan, role=str(given))  # meanwhile
    with pytest.raises(Refusal, match="Termínelo con su fecha"):
        workflow.confirm_role(proposal, by=second)
    given.refresh_from_db()
    assert given.ends_on is None


def test_what_was_done_in_a_role_is_found_by_the_name_its_institution_had_then(cast):
    given = role(cast, cast.colleague)
    with pghistory.context(user=cast.colleague.pk):
        journal.record("edit", cast.plan, role=str(given))
    given.organization.name = "Ilustre Ciudad"
    workflow.save_organization(given.organization, by=cast.administrator)
    with pytest.raises(Refusal, match="ya se hizo algo público"):
        workflow.propose_undoing(given, by=cast.administrator, reason="Error.")


def test_what_others_did_in_public_holds_no_role_of_hers(cast):
    given = role(cast, cast.colleague)
    with pghistory.context(user=cast.editor.pk):
        journal.record("edit", cast.plan, role=str(given))
    with pghistory.context(user=cast.colleague.pk):
        journal.record("edit", cast.plan, role="coordinación · Otra")
    assert workflow.propose_undoing(given, by=cast.administrator, reason="Error.").undoes == given


def test_nobody_else_proposes_to_undo_a_role_nor_without_saying_why(cast, second):
    given = role(cast, cast.colleague)
    for who in ("editor", "coordinator", "monitor"):
        with pytest.raises(NotAllowed):
            workflow.propose_undoing(given, by=getattr(cast, who), reason="Error.")
    with pytest.raises(Refusal, match="por qué"):
        workflow.propose_undoing(given, by=second, reason=" ")


def test_the_admin_undoes_a_role_by_its_two_buttons(cast, second, client):
    given = role(cast, cast.colleague)
    client.force_login(cast.administrator)
    address = reverse("admin:commitments_membership_act", args=[given.pk, "undo"])
    page = reverse("admin:commitments_membership_change", args=[given.pk])
    assert address in client.get(page).content.decode()
    assert client.post(address, {"reason": "Era otra persona."}).status_code == 302
    proposal = RoleProposal.objects.get(undoes=given)
    client.force_login(second)
    shown = client.get(reverse("admin:commitments_roleproposal_change", args=[proposal.pk]))
    assert "Era otra persona." in shown.content.decode()
    address = reverse("admin:commitments_roleproposal_act", args=[proposal.pk, "confirm"])
    assert client.post(address, {"confirm": ""}).status_code == 302
    assert not Membership.objects.current().filter(pk=given.pk).exists()
