"""One act on many rows of a list: what will happen to each is shown first, and then happens to all
that it was said of, or to none.

Each row goes through the same workflow function as alone. What it would answer is found by doing it
and taking it back.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ogp_portal.foundation.permissions import choices, four_eyes, rights, stale_edits
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST = 100  # rows of one act
ACTION = "bulk_"  # what the names of Django's actions for many rows begin with


class _TakenBack(Exception):
    """What was tried is undone."""


class ChangedSinceShown(Exception):
    """What stands there is not what the page showed; nothing was done."""


@dataclass(frozen=True)
class Prospect:
    """What an act would do to a row: nothing stands in its way, or `refusal` says what does.

    `text` is what is read before approving it.
    """

    row: models.Model
    refusal: str = ""
    text: dict[str, str] = field(default_factory=dict)


def prospects(
    act: str,
    run: Callable[..., object],
    rows: Iterable[models.Model],
    *,
    by: User,
    facts: dict[str, object] | None,
) -> list[Prospect]:
    """Return what `run` would do to each row with the `facts` of its form; None where these are
    still to be asked, and only who may is told.
    """
    return [_prospect(act, run, row, by=by, facts=facts) for row in rows]


def _prospect(
    act: str,
    run: Callable[..., object],
    row: models.Model,
    *,
    by: User,
    facts: dict[str, object] | None,
) -> Prospect:
    text = four_eyes.text_of(act, row) if four_eyes.is_read_before(act, row) else {}
    if not rights.may(by, act, row):
        return Prospect(row, _why_not(row, by=by), text)
    if facts is None:
        return Prospect(row, text=text)
    return Prospect(row, _refusal(act, run, row, by=by, facts=facts, text=text), text)


def _why_not(row: models.Model, *, by: User) -> str:
    if getattr(type(row), "machine", None) is not None and four_eyes.is_own(row, by=by):
        return _("Usted escribió parte: lo hace otra persona. O su estado no lo permite.")
    return _("Su estado no lo permite, o no le corresponde hacerlo.")


def _refusal(
    act: str,
    run: Callable[..., object],
    row: models.Model,
    *,
    by: User,
    facts: dict[str, object],
    text: four_eyes.Text,
) -> str:
    """Do it, take it back, and return the sentence of its refusal, "" where there was none."""
    attempt = Attempt()
    try:
        with transaction.atomic():
            with attempt:
                do(act, run, row, by=by, facts=facts, text=text)
            raise _TakenBack
    except _TakenBack:
        return attempt.sentence
    except four_eyes.ChangedSinceRead:
        return _("Cambió en este momento: revise de nuevo.")
    except NotAllowed:
        return _why_not(row, by=by)


def do(
    act: str,
    run: Callable[..., object],
    row: models.Model,
    *,
    by: User,
    facts: dict[str, object],
    text: four_eyes.Text,
) -> None:
    """Do the act to a row of which `text` was read."""
    read = {"read": four_eyes.signed(text)} if four_eyes.is_read_before(act, row) else {}
    run(row, by=by, **read, **facts)


def shown(act: str, found: Iterable[Prospect], facts: dict[str, object] | None) -> str:
    """Return a digest of what a page shows: each row, what is read of it, its refusal, the form."""
    total = hashlib.sha256(repr((act, sorted((facts or {}).items()))).encode())
    for prospect in found:
        names = [column.name for column in prospect.row._meta.concrete_fields]
        now = stale_edits.digest(
            type(prospect.row)._base_manager.get(pk=prospect.row.pk), names, []
        )
        total.update(repr((now, prospect.refusal, sorted(prospect.text.items()))).encode())
    return total.hexdigest()


def do_all(
    act: str,
    run: Callable[..., object],
    rows: list[Any],
    *,
    by: User,
    facts: dict[str, object],
    seen: str,
    holds: str = "",
) -> int:
    """Do the act to every row of which nothing stood in its way, and return how many they are.

    What the foreign key `holds` names is locked before the rows. Raises ChangedSinceShown, with
    nothing done, where the page showed something else.
    """
    with transaction.atomic():
        model = type(rows[0])
        if holds:
            above: Any = model._meta.get_field(holds)
            _lock(above.related_model, {getattr(row, above.attname) for row in rows})
        _lock(model, {row.pk for row in rows})
        found = prospects(act, run, rows, by=by, facts=facts)
        if shown(act, found, facts) != seen:
            raise ChangedSinceShown
        able = [prospect for prospect in found if not prospect.refusal]
        for prospect in able:
            do(act, run, prospect.row, by=by, facts=facts, text=prospect.text)
    return len(able)


def _lock(model: type[models.Model], keys: Iterable[int]) -> None:
    """Hold rows until the end of the transaction, always in the same order."""
    locked = model._base_manager.order_by("pk").select_for_update(of=("self",))
    list(locked.filter(pk__in=keys).values_list("pk"))


def page_of(
    page: Any, act: Any, request: HttpRequest, rows: models.QuerySet[Any]
) -> HttpResponse | None:
    """Show what an act (of `StaffAdmin.acts`) would do to each of `rows`, do it once that was read,
    and return the page; None once it is done.
    """
    by = signed_in_user(request)
    chosen = list(rows.order_by("pk")[: MOST + 1])
    if len(chosen) > MOST:
        messages.error(request, _("Elija hasta %(most)s de una vez.") % {"most": MOST})
        return None
    if not chosen:  # what was chosen is no longer in this list, or never was
        messages.error(request, _("Nada de lo elegido está en esta lista. Nada se hizo."))
        return None
    if act.of_many:
        picked = [("c", row.pk) for row in chosen]
        return redirect(f"{reverse(act.of_many)}?{urlencode(picked)}")
    is_sent = "look" in request.POST or "confirm" in request.POST
    form = act.form(request.POST if is_sent else None)
    choices.restrict(form, by)
    is_known = not form.fields or (is_sent and form.is_valid())
    facts = (form.cleaned_data if form.fields else {}) if is_known else None
    is_changed = False
    if is_known and "confirm" in request.POST and facts is not None:
        try:
            seen = request.POST.get("shown", "")
            done = do_all(act.name, act.run, chosen, by=by, facts=facts, seen=seen, holds=act.holds)
        except (ChangedSinceShown, Refusal, NotAllowed, four_eyes.ChangedSinceRead):
            is_changed = True
        else:
            told = {"act": act.label, "count": done}
            messages.success(request, _("Hecho: %(act)s (%(count)s).") % told)
            return None
    found = prospects(act.name, act.run, chosen, by=by, facts=facts)
    context = {
        **page.admin_site.each_context(request),
        "title": act.label,
        "opts": page.opts,
        "act": act,
        "action": f"{ACTION}{act.name}",
        "form": form,
        "prospects": found,
        "is_known": is_known,
        "is_changed": is_changed,
        "able": sum(not prospect.refusal for prospect in found),
        "shown": shown(act.name, found, facts) if is_known else "",
        "list": request.get_full_path(),
    }
    status = 409 if is_changed else 200
    return TemplateResponse(request, "admin/bulk.html", context, status=status)


def actions(page: Any, user: User) -> dict[str, Any]:
    """Return, as Django's lists take them, the acts of a page that are done to many rows, for
    whoever may do them to some.
    """
    return {
        f"{ACTION}{act.name}": (
            lambda page, request, rows, act=act: page_of(page, act, request, rows),
            f"{ACTION}{act.name}",
            act.label,
        )
        for act in page.acts
        if act.is_for_many and rights.may_at_all(page.model, act.name, user)
    }
