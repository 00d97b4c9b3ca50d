"""Loading what documents state: idempotent, and never touching what people changed since.

Used by the loader and the sample.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction

from commitments.organizations.access import role_of
from commitments.organizations.models import Organization
from commitments.plans.models import (
    Actor,
    Axis,
    Commitment,
    CommitmentVersion,
    Contact,
    Plan,
    PlanMember,
    PromiseText,
    PublishedTotal,
)
from commitments.plans.models.text import SHORT
from commitments.plans.models.vocabulary import Term
from commitments.plans.states import CommitmentState
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import User


@transaction.atomic
def register_term(model: type[Term], slug: str, **facts: str) -> Term:
    """Return the word `slug` of a vocabulary, made if it is new."""
    term, is_new = model._default_manager.get_or_create(slug=slug, defaults=facts)
    if is_new:
        journal.record("register", term, role="carga")
    return term


@transaction.atomic
def register_plan(
    slug: str,
    *,
    role: str,
    places: Iterable[tuple[Organization, str]],
    axes: Iterable[Mapping[str, str]],
    **facts: object,
) -> Plan:
    """Return the plan `slug`, made with its consortium and axes if it is new."""
    plan, is_new = Plan.objects.get_or_create(slug=slug, defaults=facts)
    if is_new:
        for organization, part in places:
            PlanMember.objects.create(plan=plan, organization=organization, part=part)
        for position, axis in enumerate(axes, start=1):
            Axis.objects.create(plan=plan, position=position, **axis)
        journal.record("register", plan, role=role, plan_slug=slug)
    return plan


@transaction.atomic
def register_total(
    plan: Plan,
    *,
    counts: str,
    value: int,
    source: SourceDocument,
    axis: Axis | None = None,
    **facts: object,
) -> PublishedTotal:
    """Return what `source` states about a plan, made if it is new.

    Another value in the same source is refused by the database.
    """
    total, is_new = PublishedTotal.objects.get_or_create(
        plan=plan, axis=axis, counts=counts, source=source, defaults={"value": value, **facts}
    )
    if is_new:
        journal.record(
            "register_total",
            plan,
            role="carga",
            plan_slug=plan.slug,
            after={"counts": counts, "value": value, "source": source.title},
        )
    return total


@transaction.atomic
def register_commitment(
    slug: str,
    *,
    plan: Plan,
    role: str,
    facts: Mapping[str, object],
    many: Mapping[str, Iterable[object]],
    actors: Iterable[Mapping[str, object]] = (),
    contact: Mapping[str, str] | None = None,
) -> tuple[Commitment, bool]:
    """Return the commitment `slug` and whether it is new, made as its document states it.

    A text over the limit is kept, flagged, and never cut.
    """
    registered = Commitment.objects.filter(slug=slug).first()
    if registered:
        return registered, False
    commitment = Commitment(slug=slug, plan=plan, **facts)
    commitment.keeps_long_summary = len(commitment.summary) > SHORT
    commitment.save()
    for name, rows in many.items():
        getattr(commitment, name).set(rows)
    Actor.objects.bulk_create(Actor(commitment=commitment, **actor) for actor in actors)
    if contact:
        Contact.objects.create(commitment=commitment, **contact)
    if commitment.state == CommitmentState.PUBLISHED:
        text = {name: getattr(commitment, name) for name in PromiseText.text_fields()}
        CommitmentVersion.objects.create(commitment=commitment, number=1, **text)
    journal.record(
        "register",
        commitment,
        role=role,
        plan_slug=plan.slug,
        after={"source": str(commitment.source or "")},
    )
    return commitment, True


@transaction.atomic
def save_term(term: Term | SourceDocument, *, by: User) -> Term | SourceDocument:
    """Add or change a word of a vocabulary, or a source document. Raises NotAllowed."""
    act = "edit" if term.pk else "create"
    if not rights.may_at_all(type(term), act, by):
        raise rights.NotAllowed(act)
    term.save()
    journal.record(act, term, role=role_of(by))
    return term
