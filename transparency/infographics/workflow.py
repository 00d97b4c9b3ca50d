"""Issuing editions, and drawing pictures before anybody asks: after each change, and every night
because the clock makes things late.
"""

from django.db import connection, transaction
from django.utils import timezone, translation

from commitments.plans.models import Commitment, Plan
from ogp_portal.foundation import branding, languages
from ogp_portal.foundation.events import journal, kept_documents, outbox
from transparency.infographics import queries
from transparency.infographics.cards import Card
from transparency.infographics.documents import pictures
from transparency.infographics.models import Infographic

DRAW = "transparency.draw_infographic"


@transaction.atomic
def issue(card: Card) -> Infographic | None:
    """Keep a card's facts as a new edition if they differ from the last one's; return it, or None
    where nothing changed.

    The day of the data alone is no change: an edition is news.
    """
    _lock(card)
    last = Infographic.objects.filter(kind=card.kind, slug=card.slug).order_by("-edition").first()
    if last and _news(Card.from_json(last.facts)) == _news(card):
        return None
    edition = Infographic.objects.create(
        kind=card.kind,
        slug=card.slug,
        edition=last.edition + 1 if last else 1,
        layout=card.layout,
        title=card.title,
        facts=card.as_json(),
        cut_off_on=card.cut_off_on,
    )
    journal.record(
        "issue_infographic",
        edition,
        role="portal",
        after={"layout": card.layout, "edition": edition.edition},
        is_public=False,
    )
    return edition


def _lock(card: Card) -> None:
    """Let one worker at a time issue a thing's edition: two must not give one number twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", (f"infographic {card.kind} {card.slug}",)
        )


def _news(card: Card) -> tuple[object, ...]:
    """Return the facts that make an edition: all but the day of the data."""
    return tuple(value for name, value in vars(card).items() if name != "cut_off_on")


def draw(card: Card) -> int:
    """Draw the pictures of a card in every form and language, those that are not kept yet; return
    how many were drawn.
    """
    is_quiet = branding.quiet_period(timezone.localdate()) is not None
    count = 0
    for language in languages.codes():
        with translation.override(language):
            for form in pictures.FORMS:
                picture = pictures.svg(card, form=form, is_quiet=is_quiet)
                facts = pictures.facts(picture, form=form)
                count += kept_documents.make_now(pictures.PICTURE, facts)
    return count


@outbox.handler(DRAW, is_atomic=False)
def draw_commitment(payload: outbox.Payload) -> None:
    """Issue and draw a commitment's infographic, and its plan's, no transaction open while they are
    drawn. Twice changes nothing.
    """
    row = queries.commitment_rows().filter(pk=payload["commitment"]).first()
    if row is None:
        return
    today = timezone.localdate()
    for card in (
        queries.commitment_card(row, on=today),
        queries.plan_card(Plan.objects.select_related("source").get(pk=row.plan_id), on=today),
    ):
        issue(card)
        draw(card)


def draw_everything() -> int:
    """Issue and draw whatever changed or became late in the plans under way; return how many
    pictures were drawn (every night).
    """
    today = timezone.localdate()
    drawn = 0
    for row in (
        queries.commitment_rows()
        .filter(plan__is_historical=False)
        .order_by("pk")
        .iterator(chunk_size=200)
    ):
        card = queries.commitment_card(row, on=today)
        issue(card)
        drawn += draw(card)
    for plan in (
        Plan.objects.allowing("view", queries.EVERYBODY)
        .filter(is_historical=False)
        .select_related("source")
        .order_by("pk")
    ):
        card = queries.plan_card(plan, on=today)
        issue(card)
        drawn += draw(card)
    return drawn


def order_all() -> int:
    """Enqueue the drawing of every public commitment and return how many there are (after a first
    load).
    """
    commitments = list(
        Commitment.objects.allowing("view", queries.EVERYBODY)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for pk in commitments:
        outbox.enqueue(DRAW, {"commitment": pk})
    return len(commitments)
