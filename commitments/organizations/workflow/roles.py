"""Writing memberships: roles are given by two people, ended by one, handed over by two."""

import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.organizations import emails
from commitments.organizations.access import acted_for, role_of
from commitments.organizations.models import Membership, Organization, RoleProposal
from commitments.organizations.workflow.institution import refuse_closed
from ogp_portal.foundation.events import history, journal
from ogp_portal.foundation.permissions import accounts, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, User

ANSWERS = (  # for what is promised
    Membership.Role.EDITOR,
    Membership.Role.COORDINATOR,
    Membership.Role.OVERSEER,
)
JUDGES = (Membership.Role.COUNTERPART, Membership.Role.MONITOR)  # of it


@transaction.atomic
def invite_editor(organization: Organization, *, email: str, name: str, by: User) -> RoleProposal:
    """Invite somebody, by her address, to edit for an organization: her account is made unless she
    has one, and the role waits until another person confirms it.

    Raises NotAllowed, and Refusal for an account of one's own, a closed one, or a role that does
    not go with those of the person.
    """
    organization = rights.fetch("invite_editor", organization, by=by)
    address = email.lower()
    person = User.objects.filter(email=address).first()
    if person is not None and not person.is_active:
        raise Refusal(
            _("Esa cuenta está cerrada: la abre quien administra las cuentas."), field="email"
        )
    if person is None:
        person = User.objects.create_user(address, name=name)
    proposal = RoleProposal(
        user=person,
        organization=organization,
        role=Membership.Role.EDITOR,
        starts_on=timezone.localdate(),
    )
    return _propose(proposal, by=by)


@transaction.atomic
def propose_role(proposal: RoleProposal, *, by: User) -> RoleProposal:
    """Propose a role for somebody else: it gives nothing until another administrator confirms it.

    Raises NotAllowed, and Refusal for an account of the administrator's own or a role that does not
    go with those of the person.
    """
    if not rights.may_at_all(RoleProposal, "create", by):
        raise rights.NotAllowed("create")
    return _propose(proposal, by=by)


def _propose(proposal: RoleProposal, *, by: User) -> RoleProposal:
    accounts.refuse_own(by, proposal.user)
    _refuse_conflicts(proposal, by=by)
    proposal.proposed_by = by
    proposal.save()
    _record("propose_role", proposal, by=by)
    emails.tell_role_proposed(proposal)
    return proposal


@transaction.atomic
def confirm_role(proposal: RoleProposal, *, by: User) -> Membership:
    """Give the role that another person proposed, or undo the one that an administrator found given
    by error; its holder enters anew.

    Raises NotAllowed, and Refusal for whoever proposed it or gets it, with whichever account, and
    for undoing a role in which something was done in public.
    """
    proposal = rights.fetch("confirm", proposal, by=by)
    accounts.refuse_own(by, proposal.user)
    accounts.refuse_who_proposed(by, proposal.proposed_by)
    if proposal.undoes:
        return _undo_role(proposal, proposal.undoes, by=by)
    _refuse_conflicts(proposal, by=by)
    _refuse_beyond(proposal)
    if proposal.delegated_from and (proposal.ends_on or datetime.date.max) <= timezone.localdate():
        raise Refusal(_("Esa delegación ya terminó."))
    membership = Membership.objects.create(
        user=proposal.user,
        organization=proposal.organization,
        role=proposal.role,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        delegated_from=proposal.delegated_from,
    )
    proposal.delete()
    accounts.end_sessions(membership.user)
    _record("create", membership, by=by)
    emails.tell_role_given(membership)
    return membership


@transaction.atomic
def propose_delegation(proposal: RoleProposal, *, by: User) -> RoleProposal:
    """Propose that somebody acts in a role of `by` (`delegated_from`), fetched with the right to
    `delegate` it: it gives nothing until an administrator confirms it. Raises Refusal for days
    beyond that role, and what `propose_role` refuses.
    """
    _refuse_beyond(proposal)
    return _propose(proposal, by=by)


def _refuse_beyond(proposal: RoleProposal) -> None:
    """Refuse to lend a role for days in which its holder has it not. Raises Refusal."""
    role = proposal.delegated_from
    if role is None:
        return
    ends = role.ends_on or datetime.date.max
    if proposal.starts_on < role.starts_on or (proposal.ends_on or datetime.date.max) > ends:
        raise Refusal(
            _("Se delega por días en que se tiene el rol: del %(first)s al %(last)s.")
            % {
                "first": date_format(role.starts_on, "DATE_FORMAT"),
                "last": date_format(role.ends_on, "DATE_FORMAT") if role.ends_on else "…",
            },
            field="ends_on",
        )


def end_role(membership: Membership, *, day: datetime.date, by: User) -> Membership:
    """Have a role end on a day, for whoever may decide it, with what was delegated of it; those who
    have them enter anew.
    """
    membership.ends_on = day
    membership.save(update_fields=["ends_on"])
    accounts.end_sessions(membership.user)
    _record("edit", membership, by=by)
    end_delegations(membership, day=day, by=by)
    return membership


def end_delegations(membership: Membership, *, day: datetime.date, by: User) -> None:
    """End what was delegated of a role beyond a day, and drop what was proposed."""
    _end_lent(membership.delegations.all(), day=day, by=by)
    for proposal in RoleProposal.objects.filter(delegated_from=membership, ends_on__gt=day):
        _record("withdraw_role", proposal, by=by)
        proposal.delete()


def end_delegations_to(person: User, *, day: datetime.date, by: User) -> None:
    """End on a day what was delegated to somebody who leaves: it passes to no successor."""
    _end_lent(Membership.objects.filter(user=person), day=day, by=by)


def _end_lent(rows: QuerySet[Membership], *, day: datetime.date, by: User) -> None:
    """End delegations that go beyond a day; one that somebody else ends at once stays ended."""
    for delegation in rows.exclude(delegated_from=None).order_by("pk"):
        end = max(day, delegation.starts_on)
        going_on = Membership.objects.filter(pk=delegation.pk, ends_on__gt=end)
        if going_on.update(ends_on=end):
            delegation.ends_on = end
            accounts.end_sessions(delegation.user)
            _record("edit", delegation, by=by)


def lock_roles(leaving: User, *, beyond: datetime.date, to: User) -> list[Membership]:
    """Return the roles of who leaves that go on from a day, but not those that others delegated to
    her, locked with what she delegated, and lock both accounts: roles before people and each by
    number, as every act on a role takes them.
    """
    roles = Membership.objects.going_on(leaving, day=beyond).values("pk")
    with_lent = Membership.objects.filter(Q(pk__in=roles) | Q(delegated_from__in=roles))
    locked = list(with_lent.select_for_update(of=("self",)).order_by("pk"))
    people = User.objects.filter(pk__in=(leaving.pk, to.pk))
    list(people.select_for_update(no_key=True).order_by("pk"))  # what names them need not wait
    return [row for row in locked if row.user_id == leaving.pk and row.delegated_from_id is None]


def hand_over_role(membership: Membership, *, to: User, day: datetime.date, by: User) -> None:
    """Have a role of `lock_roles` end on a day and begin for somebody else, until when it was
    given, for the two administrators who decided a succession; both enter anew. One that has not
    begun passes whole, and nothing begins for who has that role already.

    Raises Refusal for a role that does not go with those she has, and for one that would have been
    in force on no day though something was done in it.
    """
    day = max(day, membership.starts_on)
    if day == membership.starts_on:
        _refuse_what_was_done(membership)
    facts = {"organization": membership.organization, "role": membership.role}
    ends_on = membership.ends_on
    end_role(membership, day=day, by=by)  # first: who follows may be who acted in it until then
    goes_on = Membership.objects.going_on(to, day=day).filter(starts_on__lte=day, **facts)
    if not goes_on.filter(delegated_from=None).exists():
        facts |= {"user": to, "starts_on": day, "ends_on": ends_on}
        _refuse_conflicts(RoleProposal(**facts), by=by)
        given = Membership.objects.create(**facts)
        accounts.end_sessions(to)
        _record("create", given, by=by)
        emails.tell_role_given(given)


def roles_going_on(organization: Organization, *, day: datetime.date) -> QuerySet[Membership]:
    """Return the roles in an organization that are in force on a day or will be after it."""
    last = Greatest(F("starts_on"), Value(day))
    rows: QuerySet[Membership] = organization.memberships.filter(
        Q(ends_on=None) | Q(ends_on__gt=last)
    )
    return rows.select_related("user", "organization").order_by("role", "pk")


def end_roles(organization: Organization, *, day: datetime.date, by: User) -> None:
    """Have every role in an organization that closes end on a day, for the two people who decided
    it; those that hold them enter anew. One that has not begun was never in force, and what was
    proposed is dropped.
    """
    going_on = roles_going_on(organization, day=day).order_by("pk")
    for membership in going_on.select_for_update(of=("self",)):
        end_role(membership, day=max(day, membership.starts_on), by=by)
    for proposal in RoleProposal.objects.filter(organization=organization):
        _record("withdraw_role", proposal, by=by)
        proposal.delete()


@transaction.atomic
def propose_undoing(membership: Membership, *, by: User, reason: str) -> RoleProposal:
    """Propose to undo a role that was given by error, as if it had never begun: it stays until
    another administrator confirms it. Raises NotAllowed, and Refusal without a reason, for one's
    own role and for one in which something was done in public, which can only end.
    """
    membership = rights.fetch("undo", membership, by=by)
    if not reason.strip():
        raise Refusal(_("Escriba por qué se dio por error."), field="reason")
    accounts.refuse_own(by, membership.user)
    _refuse_what_was_done(membership)
    proposal = RoleProposal.objects.create(
        user=membership.user,
        organization=membership.organization,
        role=membership.role,
        starts_on=membership.starts_on,
        ends_on=membership.ends_on,
        proposed_by=by,
        undoes=membership,
        reason=reason.strip(),
    )
    _record("propose_undoing", proposal, by=by, reason=reason.strip())
    emails.tell_role_proposed(proposal)
    return proposal


def _undo_role(proposal: RoleProposal, undoes: Membership, *, by: User) -> Membership:
    """Have a role end on the day it began: it was never in force."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=undoes.pk)
    _refuse_what_was_done(membership)
    membership.ends_on = membership.starts_on
    membership.save(update_fields=["ends_on"])
    accounts.end_sessions(membership.user)
    _record("undo_role", membership, by=by, reason=proposal.reason)
    end_delegations(membership, day=membership.starts_on, by=by)
    proposal.delete()
    return membership


def _refuse_what_was_done(membership: Membership) -> None:
    """Refuse to undo a role that is over before it began, or in which its holder, or who acted in
    it by delegation, did something that is public. Raises Refusal.
    """
    if membership.ends_on == membership.starts_on:
        raise Refusal(_("Ese rol ya está anulado: no rigió ningún día."))
    first = next(filter(None, map(_first_act, [membership, *membership.delegations.all()])), None)
    if first:
        raise Refusal(
            _(
                "No se anula: con ese rol ya se hizo algo público el %(day)s. Termínelo con su "
                "fecha."
            )
            % {"day": date_format(timezone.localdate(first), "DATE_FORMAT")}
        )


def _first_act(membership: Membership) -> datetime.datetime | None:
    """Return when its holder first did something public in a role, None for never."""
    acts = history.versions(JournalEntry).filter(
        acted_for(membership.organization),
        pgh_context__metadata__user=membership.user_id,
        is_public=True,
        at__date__gte=membership.starts_on,
    )
    if membership.ends_on:
        acts = acts.filter(at__date__lt=membership.ends_on)
    at: datetime.datetime | None = acts.order_by("at").values_list("at", flat=True).first()
    return at


def _refuse_conflicts(proposal: RoleProposal, *, by: User) -> None:
    """Refuse a role in an organization that closed, one that the person already has in those days,
    or who would judge what she answers for, which is named to whom may see it; of two who confirm
    at once the second waits. Raises Refusal.
    """
    refuse_closed(proposal.organization, field="organization")
    User.objects.select_for_update(no_key=True).get(pk=proposal.user_id)
    meanwhile = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=Greatest(F("starts_on"), proposal.starts_on)),
        user=proposal.user,
        starts_on__lt=proposal.ends_on or datetime.date.max,
    )
    if meanwhile.filter(organization=proposal.organization, role=proposal.role).exists():
        raise Refusal(_("Ya tiene ese rol en esa institución en esos días."), field="role")
    opposite = JUDGES if proposal.role in ANSWERS else ANSWERS
    other = meanwhile.filter(role__in=opposite).select_related("organization").first()
    if other and not rights.may(by, "view", other):
        raise Refusal(
            _(
                "Esa persona tiene en esos días un rol que no va con este: pídalo a quien "
                "administra el portal."
            ),
            field="role",
        )
    if other:
        raise Refusal(
            _(
                "Nadie evalúa aquello por lo que responde: esta persona es «%(role)s» en esos "
                "días. Termine antes ese rol."
            )
            % {"role": other},
            field="role",
        )


@transaction.atomic
def withdraw_role(proposal: RoleProposal, *, by: User) -> None:
    """Drop a proposed role. Raises NotAllowed."""
    proposal = rights.fetch("withdraw", proposal, by=by)
    _record("withdraw_role", proposal, by=by)
    proposal.delete()


@transaction.atomic
def save_membership(membership: Membership, *, by: User) -> Membership:
    """End a role, or have it end sooner; whoever holds it enters anew.

    Raises NotAllowed, and Refusal for any other change: a longer role is another one, that two
    people give.
    """
    before = rights.fetch("edit", membership, by=by)
    fixed = ("user_id", "organization_id", "role", "starts_on")
    is_same = all(getattr(before, name) == getattr(membership, name) for name in fixed)
    ends, ended = (row.ends_on or datetime.date.max for row in (membership, before))
    if not is_same or ends > ended:
        raise Refusal(
            _(
                "Un rol solo se termina o se acorta: para otro, o por más tiempo, proponga uno "
                "nuevo."
            ),
            field="ends_on",
        )
    membership.save()
    accounts.end_sessions(membership.user)
    _record("edit", membership, by=by)
    if membership.ends_on:
        end_delegations(membership, day=membership.ends_on, by=by)
    return membership


def forget_proposals(*, before: datetime.datetime) -> int:
    """Delete the roles that nobody confirmed, and return how many."""
    return RoleProposal.objects.filter(proposed_at__lt=before).delete()[0]


def erase_proposals(keys: list[int]) -> None:
    """Delete what was proposed for somebody, or by them."""
    RoleProposal.objects.filter(pk__in=keys).delete()


def _record(act: str, role: Membership | RoleProposal, *, by: User, reason: str = "") -> None:
    """Write in the journal, not for the public, what was done to a role. It is an entry of the role
    and not of its organization: who may read it is who may see the role.
    """
    journal.record(
        act,
        role,
        role=role_of(by),
        reason=reason,
        after={
            "role": role.role,
            "starts_on": str(role.starts_on),
            "ends_on": str(role.ends_on or ""),
        },
        is_public=False,
    )
