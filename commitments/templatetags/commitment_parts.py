"""Pieces of pages: the rail of milestones, the mark of a level, dates at their precision, and the
panels of upper subjects.
"""

import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.db.models import F, Max, Prefetch
from django.forms import BaseForm
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commitments.amendments import queries as amendments
from commitments.amendments import reading
from commitments.amendments.models import AmendedField, Amendment
from commitments.assessments import queries as assessments
from commitments.assessments.models import Assessment, Counterpart
from commitments.organizations.models import Organization
from commitments.plans import definitions, reporting
from commitments.plans.models import Axis, Commitment, Contact, Milestone, Plan
from commitments.plans.punctuality import Delay
from commitments.plans.states import Level, MilestoneState, Precision
from commitments.progress import queries as progress
from commitments.progress.models import Evidence, ProgressUpdate
from commitments.progress.states import PUBLIC_UPDATE, UpdateState
from commitments.timeline import queries as timeline
from ogp_portal.foundation import dates, languages
from ogp_portal.foundation.documents import passage_html, text, timelines
from ogp_portal.foundation.documents.timelines import TimelineChart
from ogp_portal.foundation.permissions.rights import Person

register = template.Library()
WIDTH = 320
MARGIN = 10
MOST_KNOTS = 12
LATEST = 12


@register.filter
def period(row: Any) -> str:
    """Return the period of a plan or commitment at the precision its source states."""
    return dates.span(row.starts_on, row.ends_on, row.precision)


@register.filter
def months(update: ProgressUpdate) -> str:
    """Return the months an update covers: "marzo de 2026", or from the first to the last."""
    return dates.span(update.period_starts_on, update.period_ends_on, Precision.MONTH)


@register.filter
def stage_dates(stage: Any) -> str:
    """Return the dates of a stage, "" when its source states none."""
    return (
        dates.span(stage.opens_on, stage.closes_on, stage.precision)
        if stage.closes_on
        else dates.say(stage.opens_on, stage.precision)
    )


@register.filter
def passages(value: str, heading: int = 4) -> str:
    """Return people's text as HTML, in the one way in which all of it is read (`passages`);
    `heading` is the level of the first headings inside it.
    """
    return passage_html.to_html(str(value), heading=heading)


@register.filter
def due_words(commitment: Commitment, today: datetime.date) -> str:
    """Return the date of a commitment's next open milestone in the words of its state: next or past
    while it is owed (the due day itself is on time), proposed before it is promised; "" for what is
    closed, withdrawn or has none.
    """
    state, due_on = commitment.state, commitment.open_due_on
    if definitions.is_late(state, open_due_on=due_on, on=today):
        words = _("Plazo vencido: %(date)s")
    elif definitions.is_on_time(state, open_due_on=due_on, on=today):
        words = _("Próximo plazo: %(date)s")
    elif due_on and definitions.is_proposal(state, is_proposed=commitment.is_proposed):
        words = _("Plazo propuesto: %(date)s")
    else:
        return ""
    return words % {"date": dates.say(due_on)}


@register.inclusion_tag("components/level.html")
def level(value: str, size: int = 20) -> dict[str, object]:
    """Draw the mark of a level, which differs in shape as well as colour, with its word
    beside it.
    """
    return {
        "value": value or "none",
        "label": str(Level(value).label) if value else _("Sin hitos registrados"),
        "size": size,
        "icon": f"components/icons/level_{value or 'none'}.svg",
    }


@register.simple_tag
def level_word(value: str) -> str:
    """Return the word of a level, in small letters, as part of a sentence."""
    return str(Level(value).label).lower() if value else _("sin hitos registrados")


@register.inclusion_tag("components/rail.html")
def rail(milestones: Any, today: datetime.date) -> dict[str, object]:
    """Draw a promise as a line with knots, one a milestone; above a dozen, as a line filled in
    proportion.
    """
    rows: list[Milestone] = [
        milestone for milestone in milestones if definitions.is_counted_milestone(milestone.state)
    ]
    complete = sum(row.state == MilestoneState.COMPLETE for row in rows)
    label = _("%(complete)s de %(all)s hitos cumplidos") % {"complete": complete, "all": len(rows)}
    if not rows:
        return {"knots": [], "label": label}
    if len(rows) > MOST_KNOTS:
        return {
            "knots": [],
            "label": label,
            "filled": MARGIN + (WIDTH - 2 * MARGIN) * complete // len(rows),
            "many": len(rows),
        }
    step = (WIDTH - 2 * MARGIN) / max(1, len(rows) - 1)
    knots = [
        {
            "x": round(MARGIN + step * place) if len(rows) > 1 else WIDTH // 2,
            "state": "late" if row.is_late(on=today) else row.state,
            "title": row.title,
        }
        for place, row in enumerate(rows)
    ]
    return {
        "knots": knots,
        "label": label,
        "reach": max(
            (int(str(knot["x"])) for knot in knots if knot["state"] == MilestoneState.COMPLETE),
            default=0,
        ),
    }


@register.simple_tag
def why_late(moves_of_late: list[list[dict[str, Any]]], updates: list[ProgressUpdate]) -> str:
    """Return why a commitment is late, as was said, "" where nothing was: by the last move of its
    earliest late milestone's date, else by its latest report (`progress.why_late` says it of many).
    No query.
    """
    for move in (moves[-1] for moves in moves_of_late if moves):
        return f"{move['cause']}: {move['reason']}"
    latest = next((row for row in updates if row.state == UpdateState.APPROVED), None)
    return progress.why(latest.delay_cause) if latest and latest.delay_cause else ""


@register.simple_tag
def latest_updates(commitment: Commitment) -> list[ProgressUpdate]:
    """Return the public updates of a commitment, the latest period first, each replaced one under
    the one that stands: one query.
    """
    updates = ProgressUpdate.objects.filter(
        commitment=commitment, state__in=PUBLIC_UPDATE
    ).select_related("source")
    newest = ("-period_ends_on", F("approved_at").desc(nulls_last=True), "-pk")
    return list(updates.order_by(*newest)[:LATEST])


@register.inclusion_tag("commitments/amendments/_amendments.html")
def amendments_of(row: Commitment | Plan) -> dict[str, object]:
    """Show what changed of a commitment since it was published, or of a plan while in force, newest
    first: one query.
    """
    words = (
        _("Modificaciones del plan")
        if isinstance(row, Plan)
        else _("Modificaciones desde que se publicó")
    )
    return {"amendments": amendments.in_force(row), "title": words}


@register.simple_tag
def amended_address(amendment: Amendment) -> str:
    """Return the address of what an amendment changes."""
    return reverse("plan" if amendment.plan_id else "commitment", args=[amendment.amended.slug])


@register.simple_tag
def review_address(amendment: Amendment) -> str:
    """Return the address where an amendment is reviewed."""
    page = "review_plan_amendment" if amendment.plan_id else "review_amendment"
    return reverse(page, args=[amendment.amended.slug])


@register.filter
def amended_label(change: reading.Change | AmendedField) -> str:
    """Return the name of what an amendment changes."""
    return reading.label_of(change)


@register.filter
def said_before(change: reading.Change | AmendedField) -> str:
    """Return what stood before an amendment, in the reader's language."""
    return reading.shown(change, change.before)


@register.filter
def says_now(change: reading.Change | AmendedField) -> str:
    """Return what an amendment says instead, in the reader's language."""
    return reading.shown(change, change.after)


@register.inclusion_tag("commitments/progress/_evidence.html")
def evidence_of(commitment: Commitment, user: Person) -> dict[str, object]:
    """Show all public evidence of a commitment; a milestone that was reopened after a piece of
    evidence came says that it did not suffice.
    """
    proved = Milestone.objects.annotate(reopened_at=Max("reopenings__at"))
    rows = (
        Evidence.objects.allowing("view", user)
        .filter(commitment=commitment)
        .select_related("commitment")
        .prefetch_related(Prefetch("milestones", proved))
        .order_by("-added_at")
    )
    return {"evidence": list(rows[:50])}


@register.inclusion_tag("commitments/assessments/_accounts.html")
def accounts_of(commitment: Commitment) -> dict[str, object]:
    """Show the accounts side by side: claimed, computed, counterpart's, independent.

    Never merged or averaged.
    """
    judgements = assessments.published_judgements(commitment)
    return {
        "commitment": commitment,
        "counterparts": Counterpart.objects.filter(commitment=commitment).select_related(
            "organization"
        ),  # asked for only where none has judged
        "judged": [each for each in judgements if each.row.kind == Assessment.Kind.COUNTERPART],
        "independent": [
            each for each in judgements if each.row.kind == Assessment.Kind.INDEPENDENT
        ],
    }


@register.simple_tag
def contact_of(commitment: Commitment, user: Person) -> Contact | None:
    """Return the contact with name and e-mail if `user` needs them for her work, None otherwise."""
    if not user.is_authenticated:
        return None
    return Contact.objects.allowing("view", user).filter(commitment=commitment).first()


@register.simple_tag
def unreported(commitment: Commitment, today: datetime.date) -> list[datetime.date]:
    """Return the months owed whose period of reporting has closed and that no approved report
    tells, the latest first: silence is shown as "no informado", never as progress. Two queries at
    most.
    """
    if commitment.plan.is_historical:
        return []
    closed = reporting.latest_closed(today, days=settings.REPORTING_DAYS)
    if commitment.published_on and commitment.published_on > closed:
        return []
    running = timeline.runnings([commitment], progress.clocks_now())[commitment.pk]
    owed = running.owed(until=closed)
    if not owed:
        return []
    told = ProgressUpdate.objects.filter(commitment=commitment, state=UpdateState.APPROVED)
    months = set(told.values_list("period_starts_on", flat=True))
    return [month for month in owed if month not in months]


@register.simple_tag
def sorted_address(question: Any, order: str) -> str:
    """Return the address of the list in another order."""
    return str(question.address(orden=order))


@register.inclusion_tag("components/rail.html")
def rail_rows(rows: list[tuple[Milestone, Any, object]], today: datetime.date) -> dict[str, object]:
    """Draw the rail of milestones that come with their delay."""
    return rail([milestone for milestone, _delay, _moves in rows], today)


@register.simple_tag
def schema_of(commitment: Commitment) -> SafeString:
    """Return the commitment as schema.org data;

    "<" is escaped so that no text can close the script.
    """
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": commitment.title,
        "abstract": commitment.sentence,
        "inLanguage": languages.tag(languages.own()),
        "url": f"{settings.PORTAL_URL}/compromisos/{commitment.slug}/",
        "isPartOf": {
            "@type": "CreativeWork",
            "name": commitment.plan.title,
            "url": f"{settings.PORTAL_URL}/planes/{commitment.plan.slug}/",
        },
    }
    if commitment.responsible:
        data["accountablePerson"] = {
            "@type": "GovernmentOrganization",
            "name": commitment.responsible.name,
        }
    return text.json_for_page(data)


@register.filter
def words(value: str) -> list[str]:
    """Return the words of a text, to loop over."""
    return value.split()


@register.simple_tag
def field_of(form: BaseForm, name: str) -> SafeString:
    """Return one field of a form with its label, hint and errors."""
    return SafeString(form[name].as_field_group())


@register.simple_tag
def update_address(name: str, update: ProgressUpdate) -> str:
    """Return the address `name` of the report of an update's commitment and month."""
    month = update.period_starts_on
    return reverse(name, args=[update.commitment.slug, month.year, month.month])


@register.filter
def organizations(plan: Plan) -> list[Organization]:
    """Return the organizations that have a place in a plan."""
    return [place.organization for place in plan.places.all()]


@register.inclusion_tag("components/follow.html")
def follow_links(kind: str, slug: str, card_title: str = "") -> dict[str, object]:
    """Show how to follow a commitment, plan or institution, and its card for another site.

    There is a card for what is given the title of one. No query.
    """
    card = reverse(f"{kind}_card", args=[slug]) if card_title else ""
    return {
        "by_mail": f"{reverse('follow')}?{urlencode({'que': kind, 'cual': slug})}",
        "atom": reverse(f"{kind}_atom", args=[slug]),
        "calendar": reverse(f"{kind}_calendar", args=[slug]),
        "data": reverse(f"{kind}_json", args=[slug]),
        "card": card,
        "card_code": (
            f'<iframe src="{settings.PORTAL_URL}{card}" width="480" height="320" '
            f'title="{card_title}" loading="lazy"></iframe>'
        ),
    }


@register.filter
def knot_state(milestone: Milestone, delay: Delay) -> str:
    """Return what a milestone's knot shows: "late" while it is open and late, else its state."""
    return "late" if milestone.is_open and delay.is_late else str(milestone.state)


@register.simple_tag
def timeline_of(chart: TimelineChart) -> SafeString:
    """Return the drawing of a timeline."""
    return timelines.timeline(chart)


@register.simple_tag
def timeline_height(groups: list[tuple[Axis | None, list[Commitment]]]) -> int:
    """Return how high the timeline of commitments is, by axis, their milestones fetched: so that
    what stands below it keeps its place.
    """
    drawn = [
        (axis, sum(bool(commitment.milestones.all()) for commitment in commitments))
        for axis, commitments in groups
    ]
    named = sum(axis is not None and rows > 0 for axis, rows in drawn)
    return timelines.height(sum(rows for _axis, rows in drawn), named_groups=named)
