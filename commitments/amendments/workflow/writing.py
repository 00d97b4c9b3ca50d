"""Writing an amendment: one act for everything that changes, saved with the versions seen, sent to
review or given up.
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.amendments import reading
from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.reading import NEW_MILESTONE, Change
from commitments.amendments.states import OPEN, AmendmentState
from commitments.organizations.access import role_of
from commitments.plans.models import Commitment, PromiseText
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

NEEDED = {"title", "summary", "problem", "responsible", "starts_on", "ends_on"}
WORDS = {*PromiseText.text_fields(), "ogp_id", "number", "deliverable", reading.ACTORS}


@transaction.atomic
def save_amendment(
    commitment: Commitment,
    *,
    by: User,
    version: int,
    seen: int,
    kind: str,
    reason: str,
    agreement: str,
    changes: Sequence[Change],
) -> Amendment:
    """Keep what is to change of a published commitment, in the open amendment or a new one.

    `version` is that of the amendment the person saw (0 for none) and `seen` that of the
    commitment. Raises NotAllowed, ChangedMeanwhile, Refusal.
    """
    commitment = rights.fetch("amend", commitment, by=by)
    amendment = Amendment.objects.filter(commitment=commitment, state__in=OPEN).first()
    if amendment:
        amendment = rights.fetch("edit", amendment, by=by)
    if (amendment.version if amendment else 0) != version or commitment.version != seen:
        raise ChangedMeanwhile(
            _(
                "Otra persona guardó cambios mientras usted editaba. Compare ambos textos y "
                "guarde de nuevo."
            )
        )
    if not changes:
        raise Refusal(_("Todo es igual a lo vigente: no hay nada que modificar."))
    _check_kind(kind, changes)
    check_changes(commitment, changes)
    if amendment is None:
        amendment = Amendment(commitment=commitment, version=0)
    amendment.kind, amendment.reason, amendment.agreement = kind, reason.strip(), agreement
    amendment.author = by
    amendment.reviewer = None  # of what was given back
    amendment.version += 1
    amendment.full_clean(exclude=["state"])
    amendment.save()
    keep_changes(amendment, changes)
    four_eyes.wrote(amendment, by=by)
    record_amendment("edit", amendment, by=by)
    return amendment


def keep_changes(amendment: Amendment, changes: Sequence[Change]) -> None:
    """Keep the changes of an amendment in place of those it had."""
    amendment.fields.all().delete()
    AmendedField.objects.bulk_create(
        AmendedField(
            amendment=amendment,
            position=position,
            name=change.name,
            value=change.value,
            stood=change.stood,
            before=change.before,
            after=change.after,
            milestone=change.milestone,
        )
        for position, change in enumerate(changes, start=1)
    )


def _check_kind(kind: str, changes: Sequence[Change]) -> None:
    """Refuse as a correction of form what changes the promise itself."""
    if kind != Amendment.Kind.CORRECTION:
        return
    others = [reading.label_of(change) for change in changes if change.name not in WORDS]
    if others:
        raise Refusal(
            _(
                "Una corrección de forma cambia palabras mal escritas. Esto es una modificación: "
                "%(fields)s."
            )
            % {"fields": ", ".join(others)},
            field="kind",
        )


def check_changes(commitment: Commitment, changes: Sequence[Change]) -> None:
    """Refuse what would leave a published commitment without what it was published with, with
    dates beyond its own end or its plan's, or judged by who answers for it. Raises Refusal.
    """
    for change in changes:
        if change.name in NEEDED and not change.milestone and not change.value:
            raise Refusal(
                _("«%(field)s»: un compromiso publicado no queda sin esto.")
                % {"field": reading.label_of(change)},
                field=change.name,
            )
        if change.name in ("responsible", "implementer") and not change.milestone:
            _refuse_counterpart(commitment, change)
        if change.name == reading.ACTORS:
            _refuse_repeated(change)
    _check_dates(commitment, changes)


def _refuse_repeated(change: Change) -> None:
    names = [name for _kind, name in change.value]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise Refusal(_("«%(name)s» está dos veces entre los otros actores.") % {"name": twice})


def _refuse_counterpart(commitment: Commitment, change: Change) -> None:
    if commitment.counterparts.filter(organization=change.value).exists():
        raise Refusal(
            _("«%(name)s» es contraparte de este compromiso: nadie responde por lo que evalúa.")
            % {"name": change.after},
            field=change.name,
        )


def _check_dates(commitment: Commitment, changes: Sequence[Change]) -> None:
    by_name = {change.name: change for change in changes if change.milestone is None}
    plan_ends_on = commitment.plan.ends_on
    ends_on = commitment.ends_on
    if "ends_on" in by_name:
        ends_on = datetime.date.fromisoformat(by_name["ends_on"].value)
        if plan_ends_on and ends_on > plan_ends_on:
            raise Refusal(
                _("El plan termina el %(day)s: cambie primero el período del plan.")
                % {"day": dates.say(plan_ends_on)},
                field="ends_on",
            )
    last = min((day for day in (ends_on, plan_ends_on) if day), default=None)
    due = [
        (datetime.date.fromisoformat(change.value["due_on"]), str(change.value["title"]), "")
        for change in changes
        if change.name == NEW_MILESTONE
    ]
    if "ends_on" in by_name:
        due += [(row.due_on, row.title, "ends_on") for row in commitment.milestones.open()]
    for day, title, field in due:
        if last and day > last:
            raise Refusal(
                _(
                    "El hito «%(title)s» vence el %(day)s, después del término del compromiso: "
                    "cambie uno de los dos."
                )
                % {"title": title, "day": dates.say(day)},
                field=field,
            )


@transaction.atomic
def submit_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Send an amendment to review, with its public reason. Raises NotAllowed, Refusal."""
    amendment = rights.fetch_for_move("submit_amendment", amendment, by=by)
    if not amendment.reason.strip():
        raise Refusal(_("Escriba por qué cambia lo publicado: se publica."), field="reason")
    amendment.state = AmendmentState.SUBMITTED
    amendment.state_reason = ""
    amendment.submitted_at = timezone.now()
    amendment.version += 1
    amendment.save(update_fields=["state", "state_reason", "submitted_at", "version"])
    record_amendment("submit_amendment", amendment, by=by)
    return amendment


@transaction.atomic
def discard_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Give up an amendment that is not in force: what is published stays as it is."""
    amendment = rights.fetch_for_move("discard_amendment", amendment, by=by)
    amendment.state = AmendmentState.DISCARDED
    amendment.version += 1
    amendment.save(update_fields=["state", "version"])
    record_amendment("discard_amendment", amendment, by=by)
    return amendment


def record_amendment(act: str, amendment: Amendment, *, by: User, reason: str = "") -> None:
    """Write in the journal, for the team, what was done to an amendment before it is in force."""
    journal.record(
        act,
        amendment,
        role=role_of(by),
        reason=reason,
        plan_slug=amendment.commitment.plan.slug,
        is_public=False,
    )
