"""The drawn text itself is measured: inside its box, with contrast, the code leads to the page, the
same facts the same bytes.
"""

import datetime
import io

import pytest
import segno
from django.utils import timezone, translation
from PIL import Image, ImageChops

from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Plan
from forums.sessions.models import Session
from ogp_portal.foundation import branding
from ogp_portal.foundation.documents import charts
from tests.factories import forums as made
from tests.factories.commitments import commitment, complete
from transparency.budgets.models import BudgetPeriod
from transparency.infographics import layout, queries, wording
from transparency.infographics.cards import Card
from transparency.infographics.documents import pictures

TODAY = datetime.date(2026, 5, 1)
SLACK = 3  # pixels: overhang of a letter beyond its advance, and antialiasing


def every_card() -> list[Card]:
    rows = [
        queries.commitment_card(row, on=timezone.localdate())
        for row in queries.commitment_rows().order_by("pk")
    ]
    rows += [
        queries.plan_card(plan, on=timezone.localdate()) for plan in Plan.objects.order_by("pk")
    ]
    rows += [
        queries.session_card(row)
        for row in Session.objects.select_related("forum__convener", "source")
    ]
    return rows + [
        queries.sheet_card(row)
        for row in BudgetPeriod.objects.select_related(
            "program__organization", "program__source", "source"
        )
    ]


def drawn(drawing: layout.Drawing, *, lines: list[layout.Line] | None = None) -> Image.Image:
    kept = drawing.lines
    drawing.lines = kept if lines is None else lines
    svg = charts.draw("svg/card.svg", {"drawing": drawing})
    drawing.lines = kept
    return Image.open(io.BytesIO(charts.to_png(svg, width=drawing.width))).convert("RGB")


def overflowing(drawing: layout.Drawing) -> list[str]:
    """Return the lines whose ink, as drawn, leaves their box or the picture."""
    bare, found = drawn(drawing, lines=[]), []
    for line in drawing.lines:
        ink = ImageChops.difference(drawn(drawing, lines=[line]), bare).getbbox()
        x, y, width, _height = line.box
        if ink is None:
            found.append(f"nothing drawn: {line.text!r}")
        elif (
            ink[0] < x - SLACK
            or ink[2] > x + width + SLACK
            or ink[3] > drawing.height
            or ink[1] < y - SLACK
        ):
            found.append(f"{line.text!r} {ink} outside {line.box}")
    return found


def pale(drawing: layout.Drawing) -> list[str]:
    return [
        line.text
        for line in drawing.lines
        if branding.contrast(line.colour, line.on) < branding.LEAST_CONTRAST
    ]


@pytest.mark.parametrize(
    ("form", "language"),
    [
        ("alta", "es-cl"),
        pytest.param("", "en", marks=pytest.mark.nightly),
        pytest.param("", "es-cl", marks=pytest.mark.nightly),
        pytest.param("alta", "en", marks=pytest.mark.nightly),
    ],
)
def test_no_line_of_any_real_picture_leaves_its_box_or_lacks_contrast(santiago, form, language):
    with translation.override(language):
        found = every_card()
        shortest, longest = (
            min(found, key=lambda card: len(card.title + card.sentence)),
            max(found, key=lambda card: len(card.title + card.sentence)),
        )
        assert len(longest.title + longest.sentence) > 10 * len(shortest.title + shortest.sentence)
        for card in found:
            drawing = pictures.draw(card, form=form)
            assert pale(drawing) == [], card.slug
            assert [line.text for line in drawing.lines if line.width > line.box[2] + 1] == [], (
                card.slug
            )
        for kind in {card.kind for card in found}:
            of_kind = sorted(
                (card for card in found if card.kind == kind),
                key=lambda card: len(card.title + card.sentence),
            )
            for card in (of_kind[0], of_kind[-1]):
                assert overflowing(pictures.draw(card, form=form)) == [], card.slug


def test_text_that_is_too_wide_or_too_pale_would_be_found(db):
    drawing = layout.Drawing(400, 100, "", "")
    line = layout.Line(
        "Una línea demasiado larga",
        10,
        40,
        30,
        "text",
        "#cccccc",
        branding.PAPER,
        (10, 10, 100, 40),
        300,
    )
    drawing.shapes.append(
        layout.Shape("rect", {"x": 0, "y": 0, "width": 400, "height": 100}, fill=branding.PAPER)
    )
    drawing.lines.append(line)
    assert len(overflowing(drawing)) == 1
    assert pale(drawing) == [line.text]


def texts_of(card: Card) -> str:
    return " ".join(
        line.text for form in ("", "alta") for line in pictures.draw(card, form=form).lines
    )


def test_the_same_card_for_the_fulfilled_and_the_unfulfilled(cast):
    row = commitment(cast, title="Abrir las actas")
    complete(cast, row)
    states = {}
    for layout_name, changes in {
        "promised": {
            "has_begun": False,
            "complete_count": 0,
            "computed_progress": 0,
            "open_due_on": datetime.date(2026, 12, 1),
        },
        "under_way": {
            "has_begun": True,
            "complete_count": 1,
            "computed_progress": 50,
            "open_due_on": datetime.date(2026, 12, 1),
        },
        "late": {"open_due_on": datetime.date(2026, 4, 30)},
        "complete": {"computed_progress": 100, "complete_count": 2, "open_due_on": None},
        "unfulfilled": {
            "computed_progress": 50,
            "complete_count": 1,
            "state": "closed",
            "state_reason": "No alcanzó el plazo.",
        },
    }.items():
        Commitment.objects.filter(pk=row.pk).update(**changes)
        card = queries.commitment_card(queries.commitment_rows().get(pk=row.pk), on=TODAY)
        assert card.layout == layout_name
        states[layout_name] = pictures.draw(card)
    shapes = {
        name: sorted((line.font, line.y) for line in drawing.lines if line.font == "title")
        for name, drawing in states.items()
    }
    assert len({tuple(shape) for shape in shapes.values()}) == 1
    assert (
        len({drawing.lines[1].colour for drawing in states.values()}) == 4
    )  # late and unfulfilled share theirs


def test_a_commitment_is_late_from_the_day_after_its_date(cast):
    row = commitment(cast)
    due = Commitment.objects.get(pk=row.pk).open_due_on
    told = [
        queries.commitment_card(
            queries.commitment_rows().get(pk=row.pk), on=due + datetime.timedelta(days=n)
        ).layout
        for n in (0, 1)
    ]
    assert told == ["promised", "late"]


def test_every_picture_says_its_source_and_the_day_of_its_data(santiago):
    for card in every_card():
        texts = texts_of(card)
        assert "Fuente:" in texts
        assert "Datos al" in texts


def test_the_code_leads_to_the_page(cast, settings):
    row = commitment(cast)
    card = queries.commitment_card(queries.commitment_rows().get(pk=row.pk), on=TODAY)
    address = f"{settings.PORTAL_URL}{card.path}"
    modules, path = layout.code(address)
    dark = set()
    for part in path.split("M")[1:]:
        place, _h, rest = part.partition("h")
        column, row_number = (int(number) for number in place.split())
        dark |= {(row_number, column + step) for step in range(int(rest.split("v")[0]))}
    wanted = segno.make(address, error="m", micro=False).matrix
    assert modules == len(wanted)
    assert dark == {
        (y, x) for y, cells in enumerate(wanted) for x, is_dark in enumerate(cells) if is_dark
    }


def test_the_same_facts_give_the_same_bytes_and_other_facts_others(cast):
    row = commitment(cast)
    card = queries.commitment_card(queries.commitment_rows().get(pk=row.pk), on=TODAY)
    assert pictures.png(pictures.svg(card)) == pictures.png(
        pictures.svg(Card.from_json(card.as_json()))
    )
    Commitment.objects.filter(pk=row.pk).update(complete_count=1)
    other = queries.commitment_card(queries.commitment_rows().get(pk=row.pk), on=TODAY)
    keys = {pictures.PICTURE.key(pictures.facts(pictures.svg(of))) for of in (card, other)}
    assert len(keys) == 2


@pytest.mark.parametrize(("form", "size"), [("", (1200, 630)), ("alta", (1080, 1350))])
def test_pictures_have_the_sizes_that_networks_want(cast, form, size):
    card = queries.commitment_card(queries.commitment_rows().get(pk=commitment(cast).pk), on=TODAY)
    assert (
        Image.open(io.BytesIO(pictures.png(pictures.svg(card, form=form), form=form))).size == size
    )


def test_words_and_plain_text_say_what_the_picture_shows_in_both_languages(cast):
    row = commitment(cast, title="Abrir las actas", summary="Todas las actas en línea.")
    plans.reschedule(
        row.milestones.first(),
        to_on=datetime.date(2026, 10, 1),
        cause="approvals",
        reason="Falta firma.",
        by=cast.coordinator,
    )
    card = queries.commitment_card(queries.commitment_rows().get(pk=row.pk), on=TODAY)
    spanish = wording.plain_text(card)
    for part in (
        "Abrir las actas",
        "Todas las actas en línea.",
        "Prometido",
        "0 de 2 hitos cumplidos",
        "Responde: Ciudad",
        "se movieron 1 vez",
        "Hito 1",
        "Datos al",
        card.path,
    ):
        assert part in spanish
    with translation.override("en"):
        english = wording.plain_text(card)
    assert "Promised" in english
    assert "Prometido" not in english


def test_a_hostile_title_is_only_text(cast):
    row = commitment(
        cast,
        title='</title><script>alert(1)</script> & "comillas" <image href="http://x.example/">',
    )
    svg = pictures.svg(queries.commitment_card(queries.commitment_rows().get(pk=row.pk), on=TODAY))
    assert "<script" not in svg
    assert '<image href="http' not in svg
    assert pictures.png(svg)


def test_a_month_a_plan_and_a_session_have_their_pictures(cast):
    row = commitment(cast)
    meeting = made.session(cast, "held")
    for kind, slug in (
        ("plan", cast.plan.slug),
        ("session", meeting.slug),
        ("commitment", row.slug),
    ):
        card = queries.find_card(kind, slug, on=TODAY)
        assert card is not None
        assert pictures.png(pictures.svg(card))
    for kind, slug in (
        ("plan", "no"),
        ("session", "no"),
        ("month", "no"),
        ("month", "plan-2026-13"),
        ("sheet", "no"),
        ("commitment", "no"),
    ):
        assert queries.find_card(kind, slug, on=TODAY) is None
