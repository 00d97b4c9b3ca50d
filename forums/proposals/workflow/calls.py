"""Calls for proposals: prepared, announced with their rules, their window moved only with a public
reason.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from forums.proposals.models import Call
from ogp_portal.foundation.events import journal, undoing
from ogp_portal.foundation.permissions import readiness, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def save_call(call: Call, *, by: User) -> Call:
    """Make or edit a call; once announced, neither its rules nor its window change here.

    Raises NotAllowed, Refusal.
    """
    rights.fetch("run", call.plan, by=by)
    if call.pk:
        saved = rights.fetch("edit", call, by=by)
        if saved.announced_at and (saved.rules, saved.opens_at, saved.closes_at) != (
            call.rules,
            call.opens_at,
            call.closes_at,
        ):
            raise Refusal(
                _("Ya se anunció: las reglas no cambian, y el plazo se mueve con su motivo.")
            )
    if call.closes_at <= call.opens_at:
        raise Refusal(_("El cierre debe ser posterior a la apertura."), field="closes_at")
    call.save()
    journal.record(
        "edit_call",
        call,
        role=role_of(by),
        plan_slug=call.plan.slug,
        is_public=call.announced_at is not None,
    )
    return call


@transaction.atomic
def discard_call(call: Call, *, by: User, reason: str) -> None:
    """Delete a call begun by mistake. Raises NotAllowed, and Refusal for one with groups."""
    call = rights.fetch("discard", call, by=by)
    undoing.discard(call, role=role_of(by), reason=reason, plan_slug=call.plan.slug)


@readiness.waits("forums.call", "announce")
def _wait_to_announce(call: Call) -> None:
    if call.announced_at:
        raise Refusal(_("Ya está anunciada."))
    if not call.rules.strip():
        raise Refusal(
            _(
                "Escriba las reglas con que se revisarán las propuestas: se publican antes "
                "de recibir."
            ),
            field="rules",
        )
    if call.closes_at <= timezone.now():
        raise Refusal(_("Su plazo ya terminó: cambie las fechas."))


@transaction.atomic
def announce_call(call: Call, *, by: User) -> Call:
    """Make it public, with its rules, before it closes. Raises Refusal."""
    call = rights.fetch("announce", call, by=by)
    _wait_to_announce(call)
    call.announced_at = timezone.now()
    call.save(update_fields=["announced_at"])
    after = {"opens_at": call.opens_at.isoformat(), "closes_at": call.closes_at.isoformat()}
    journal.record("announce_call", call, role=role_of(by), plan_slug=call.plan.slug, after=after)
    return call


@transaction.atomic
def move_call_window(
    call: Call, *, by: User, opens_at: datetime.datetime, closes_at: datetime.datetime, reason: str
) -> Call:
    """Change the window of an announced call, with its public reason; who is sending at that
    instant is decided one by one. Raises Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Escriba por qué cambia el plazo: se publica."), field="reason")
    if closes_at <= opens_at:
        raise Refusal(_("El cierre debe ser posterior a la apertura."), field="closes_at")
    call = rights.fetch("edit", call, by=by)
    before = {"opens_at": call.opens_at.isoformat(), "closes_at": call.closes_at.isoformat()}
    call.opens_at = opens_at
    call.closes_at = closes_at
    call.save(update_fields=["opens_at", "closes_at"])
    after = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    journal.record(
        "move_call_window",
        call,
        role=role_of(by),
        reason=reason,
        plan_slug=call.plan.slug,
        before=before,
        after=after,
        is_public=call.announced_at is not None,
    )
    return call
