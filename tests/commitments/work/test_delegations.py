"""A role lent for some days: proposed by whoever has it, confirmed by an administrator, ended by
itself or before; the two count as one person where two are needed.
"""

import datetime

import pghistory
import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.amendments import reading
from commitments.amendments import workflow as amendments
from commitments.amendments.models import Amendment
from commitments.institutions import workflow as institutions
from commitments.organizations import workflow as organizations
from commitments.organizations.access import role_of
from commitments.organizations.models import Membership, RoleProposal
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Plan
from commitments.work import workflow
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from tests.factories.commitments import commitment
from tests.people import administrator

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


def proposed(cast, *, to=None, of="coordinator", **days):
    today = timezone.localdate()
    person = getattr(cast, of)
    return workflow.propose_delegation(
        person.memberships.get(),
        to=to or cast.member,
        by=person,
        **{"starts_on": today, "ends_on": today + WEEK, **days},
    )


def lent(cast, **more):
    return organizations.confirm_role(proposed(cast, **more), by=cast.administrator)


def runs(cast, person):
    return Plan.objects.allowing("run", person).filter(pk=cast.plan.pk).exists()


def test_somebody_acts_in_the_role_of_another_until_the_day_it_ends_and_the_journal_says_so(cast):
    assert not runs(cast, cast.member)
    delegation = lent(cast)
    member = User.objects.get(pk=cast.member.pk)
    assert runs(cast, member)
    assert role_of(member).startswith("por delegación de coordinación")
    assert role_of(member).endswith(f"· {cast.city}")
    Membership.objects.filter(pk=delegation.pk).update(
        starts_on=timezone.localdate() - WEEK, ends_on=timezone.localdate()
    )
    assert not runs(cast, member)  # on its last day it is over
    assert runs(cast, cast.coordinator)


def test_nothing_is_lent_until_an_administrator_confirms_it(cast):
    proposal = proposed(cast)
    assert not runs(cast, cast.member)
    for who in (cast.coordinator, cast.second_coordinator, cast.member, cast.monitor):
        with pytest.raises(NotAllowed):
            organizations.confirm_role(proposal, by=who)
    assert organizations.confirm_role(proposal, by=cast.administrator).user == cast.member
    with pytest.raises(NotAllowed):  # an authority or a coordinator lends hers, nobody another's
        workflow.propose_delegation(
            cast.coordinator.memberships.get(),
            to=cast.chair,
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate() + WEEK,
            by=cast.second_coordinator,
        )
    with pytest.raises(NotAllowed):  # nor one that was lent to her
        workflow.propose_delegation(
            cast.member.memberships.get(),
            to=cast.chair,
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate() + WEEK,
            by=cast.member,
        )


def test_the_delegate_approves_neither_what_she_wrote_nor_what_the_other_did_and_the_reverse(cast):
    lent(cast)
    for writer, reader in ((cast.coordinator, cast.member), (cast.member, cast.coordinator)):
        row = plans.submit_for_review(commitment(cast, "draft"), by=writer)
        asked = Commitment.objects.filter(pk=row.pk)
        plans.edit_commitment(
            row, by=writer, version=row.version, changes={"summary": "Otra promesa."}
        )
        assert not asked.allowing("publish", reader).exists()
        assert asked.allowing("publish", cast.second_coordinator).exists()
    row = commitment(cast)
    amendment = amendments.amend_field(
        row,
        by=cast.coordinator,
        seen=row.version,
        name="precision",
        value="month",
        kind="modification",
        reason="Solo se sabe el mes.",
        agreement="",
    )
    assert reading.standing_changes(amendment)
    waiting = Amendment.objects.filter(pk=amendment.pk)
    assert not waiting.allowing("approve_amendment", cast.member).exists()
    Membership.objects.filter(user=cast.member).update(delegated_from=None)
    assert waiting.allowing("approve_amendment", cast.member).exists()  # in a role of her own


def test_two_who_act_in_the_role_of_one_do_not_approve_what_the_other_wrote(cast):
    lent(cast)
    lent(cast, to=cast.chair)
    row = plans.submit_for_review(commitment(cast, "draft"), by=cast.member)
    plans.edit_commitment(row, by=cast.member, version=row.version, changes={"summary": "Otra."})
    waiting = Commitment.objects.filter(pk=row.pk)
    assert not waiting.allowing("publish", cast.chair).exists()
    assert waiting.allowing("publish", cast.second_coordinator).exists()
    Membership.objects.filter(user=cast.chair).update(delegated_from=None)
    assert waiting.allowing("publish", cast.chair).exists()


def test_an_administrator_does_not_confirm_what_those_proposed_in_whose_role_she_acts(cast):
    deputy = administrator("suplencia@prueba.example")
    User.objects.filter(pk=cast.coordinator.pk).update(is_administrator=True)
    rename = institutions.propose_rename(
        cast.city,
        by=cast.coordinator,
        name="Metrópoli",
        short_name="",
        effective_on=timezone.localdate(),
        norm="Ley 1",
        reason="La ley.",
    )
    role = organizations.propose_role(
        RoleProposal(
            user=cast.chair,
            organization=cast.stranger,
            role="editor",
            starts_on=timezone.localdate(),
        ),
        by=User.objects.get(pk=cast.coordinator.pk),
    )

    def confirms(row):
        return type(row).objects.filter(pk=row.pk).allowing("confirm", deputy).exists()

    assert (confirms(rename), confirms(role)) == (True, True)
    lent(cast, to=deputy)
    assert (confirms(rename), confirms(role)) == (False, False)


def test_a_delegation_is_not_confirmed_once_its_days_are_over(cast):
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    proposal = proposed(cast)
    RoleProposal.objects.update(starts_on=today - WEEK, ends_on=today)
    with pytest.raises(Refusal, match="ya terminó"):
        organizations.confirm_role(proposal, by=cast.administrator)
    RoleProposal.objects.update(ends_on=today + day)
    assert organizations.confirm_role(proposal, by=cast.administrator).ends_on == today + day


def test_a_role_is_not_undone_once_who_acted_in_it_did_something_public(cast):
    delegation = lent(cast)
    role = cast.coordinator.memberships.get()
    with pghistory.context(user=cast.member.pk):
        journal.record("edit", cast.plan, role=role_of(cast.member), plan_slug=cast.plan.slug)
    with pytest.raises(Refusal, match="ya se hizo algo público"):
        organizations.propose_undoing(role, by=cast.administrator, reason="Por error.")
    other = cast.second_coordinator.memberships.get()
    assert organizations.propose_undoing(other, by=cast.administrator, reason="Por error.").pk
    assert delegation.delegated_from == role


@pytest.mark.parametrize("days", [0, 3])
def test_who_acted_in_a_role_may_be_who_follows_in_it(cast, days):
    delegation = lent(cast)
    day = timezone.localdate() + datetime.timedelta(days=days)
    succession = workflow.propose_succession(
        leaving=cast.coordinator.email,
        successor=cast.member.email,
        starts_on=day,
        by=cast.administrator,
    )
    workflow.confirm_succession(
        succession,
        by=administrator("segunda@prueba.example"),
        read=four_eyes.as_read("confirm", succession),
    )
    hers = cast.member.memberships.get(delegated_from=None)
    assert (hers.role, hers.organization, hers.starts_on, hers.ends_on) == (
        "coordinator",
        cast.city,
        day,
        None,
    )
    assert Membership.objects.get(pk=delegation.pk).ends_on == day
    assert cast.coordinator.memberships.get().ends_on == day


def test_roles_that_do_not_go_together_and_days_outside_the_role_are_refused(cast):
    for judge in (cast.counterpart, cast.monitor):
        with pytest.raises(Refusal, match="no va con este"):
            proposed(cast, to=judge)
    with pytest.raises(Refusal, match="Nadie decide sobre una cuenta suya"):
        proposed(cast, to=cast.coordinator)
    today = timezone.localdate()
    with pytest.raises(Refusal, match="ya pasó"):
        proposed(cast, starts_on=today - datetime.timedelta(days=1))
    with pytest.raises(Refusal, match="posterior al inicio"):
        proposed(cast, ends_on=today)
    role = cast.coordinator.memberships.get()
    role.ends_on = today + WEEK
    role.save()
    with pytest.raises(Refusal, match="Se delega por días en que se tiene el rol"):
        proposed(cast, ends_on=today + WEEK + datetime.timedelta(days=1))
    assert proposed(cast, ends_on=today + WEEK).ends_on == today + WEEK


@pytest.mark.parametrize("who", ["coordinator", "member", "administrator"])
def test_it_is_ended_before_its_day_by_either_of_them_or_an_administrator(cast, who):
    delegation = lent(cast)
    with pytest.raises(NotAllowed):
        workflow.revoke_delegation(delegation, by=cast.second_coordinator)
    workflow.revoke_delegation(delegation, by=getattr(cast, who))
    assert not runs(cast, cast.member)
    assert Membership.objects.get(pk=delegation.pk).ends_on == timezone.localdate()
    with pytest.raises(Refusal, match="ya terminó"):
        workflow.revoke_delegation(delegation, by=getattr(cast, who))


def test_what_was_lent_ends_with_the_role_and_passes_to_no_successor(cast):
    delegation = lent(cast)
    later = proposed(cast, to=cast.chair, ends_on=timezone.localdate() + 2 * WEEK)
    role = cast.coordinator.memberships.get()
    role.ends_on = timezone.localdate()
    organizations.save_membership(role, by=cast.administrator)
    assert Membership.objects.get(pk=delegation.pk).ends_on == timezone.localdate()
    assert not RoleProposal.objects.filter(pk=later.pk).exists()
    other = lent(cast, of="second_coordinator", to=cast.chair)
    organizations.end_delegations_to(cast.chair, day=timezone.localdate(), by=cast.administrator)
    assert Membership.objects.get(pk=other.pk).ends_on == timezone.localdate()


def test_the_page_proposes_takes_back_and_ends(client, cast):
    today = timezone.localdate()
    client.force_login(cast.coordinator)
    address = reverse("delegations")
    assert address in client.get(reverse("my_work")).content.decode()
    days = {"starts_on": today.isoformat(), "ends_on": (today + WEEK).isoformat()}
    role = cast.coordinator.memberships.get()
    facts = {"membership": role.pk, "to": cast.member.email, "propose": "", **days}
    client.post(address, facts)
    assert cast.member.email in client.get(address).content.decode()
    client.post(address, {"withdraw": RoleProposal.objects.get().pk})
    assert not RoleProposal.objects.exists()
    wrong = client.post(address, {**facts, "to": cast.monitor.email})
    assert wrong.status_code == 422
    assert cast.monitor.email in wrong.content.decode()
    delegation = lent(cast)
    client.post(address, {"revoke": delegation.pk})
    assert Membership.objects.get(pk=delegation.pk).ends_on == today
    client.force_login(cast.editor)
    assert client.get(address).status_code == 404
