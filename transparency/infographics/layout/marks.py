"""The marks of levels and the rail of milestones, which differ in shape and not only in colour."""

from commitments.plans.states import Level, MilestoneState
from ogp_portal.foundation import branding
from transparency.infographics.cards import MOST_KNOTS, Card, Layout
from transparency.infographics.layout.drawing import Box, Drawing, Shape
from transparency.infographics.wording import LEVEL_COLOURS

KNOTS = {
    MilestoneState.COMPLETE: LEVEL_COLOURS[Level.COMPLETE.value],
    MilestoneState.IN_PROGRESS: LEVEL_COLOURS[Level.SUBSTANTIAL.value],
    Layout.LATE: branding.CORAL,
    MilestoneState.NOT_STARTED: "#8b8674",
}


def draw_mark(
    drawing: Drawing, level: str, *, x: float, y: float, size: float, colour: str
) -> None:
    """Draw the mark of a level, which differs in shape: empty ring, quarter, three quarters, disc
    with a tick, broken ring for none.
    """
    unit, radius = size / 20, size * 0.43
    middle_x, middle_y = x + size / 2, y + size / 2
    ring: dict[str, float | str] = {"cx": middle_x, "cy": middle_y, "r": radius}
    if level == Level.COMPLETE:
        drawing.shapes.append(Shape("circle", {**ring, "r": size * 0.48}, fill=colour))
        drawing.path(
            f"M{x + 5.4 * unit:.1f} {y + 10.4 * unit:.1f}l{3.2 * unit:.1f} "
            f"{3.2 * unit:.1f} {6.2 * unit:.1f} {-6.6 * unit:.1f}",
            stroke=branding.PAPER,
            thick=size * 0.12,
        )
        return
    if not level:
        ring["dash"] = f"{3 * unit:.1f} {3 * unit:.1f}"
    drawing.shapes.append(Shape("circle", ring, stroke=colour, thick=size * 0.12))
    if level in {Level.LIMITED, Level.SUBSTANTIAL}:
        far = 1 if level == Level.SUBSTANTIAL else 0
        ends = (middle_x - radius, middle_y) if far else (middle_x + radius, middle_y)
        drawing.path(
            f"M{middle_x:.1f} {middle_y:.1f}V{middle_y - radius:.1f}A{radius:.1f} "
            f"{radius:.1f} 0 {far} 1 {ends[0]:.1f} {ends[1]:.1f}Z",
            fill=colour,
        )


def draw_rail(drawing: Drawing, card: Card, *, box: Box, size: float) -> float:
    """Draw the milestones of a commitment as knots on a rail, or how far it is where they are too
    many, and return where they end.
    """
    x, y, width, _height = box
    states = [state for _title, state, _day in card.steps]
    middle, radius = y + size * 1.1, size * 0.62
    left, right = x + radius + 3, x + width - radius - 3
    top, thick = middle - size * 0.12, size * 0.24
    drawing.rectangle(left, top, right - left, thick, fill=branding.LINE)
    if len(states) > MOST_KNOTS:
        reach = left + (right - left) * card.done / max(1, card.total)
        if reach > left:
            drawing.rectangle(left, top, reach - left, thick, fill=KNOTS[MilestoneState.COMPLETE])
        return y + size * 2.2
    for number, state in enumerate(states):
        at = (
            left + (right - left) * number / max(1, len(states) - 1)
            if len(states) > 1
            else (left + right) / 2
        )
        _draw_knot(drawing, state, x=at, y=middle, radius=radius, size=size)
    return y + size * 2.2


def _draw_knot(
    drawing: Drawing, state: str, *, x: float, y: float, radius: float, size: float
) -> None:
    """Draw a milestone: a disc with a tick, a ring with an exclamation mark where late, a ring."""
    is_complete = state == MilestoneState.COMPLETE
    drawing.shapes.append(
        Shape(
            "circle",
            {"cx": x, "cy": y, "r": radius},
            fill=KNOTS[state] if is_complete else branding.PAPER,
            stroke=KNOTS[state],
            thick=size * 0.2,
        )
    )
    if is_complete:
        drawing.path(
            f"M{x - radius * 0.45:.1f} {y + radius * 0.05:.1f}l{radius * 0.32:.1f} "
            f"{radius * 0.34:.1f} {radius * 0.58:.1f} {-radius * 0.68:.1f}",
            stroke=branding.PAPER,
            thick=size * 0.16,
        )
    elif state == Layout.LATE:
        drawing.path(
            f"M{x:.1f} {y - radius * 0.42:.1f}v{radius * 0.55:.1f}M{x:.1f} "
            f"{y + radius * 0.36:.1f}v{radius * 0.1:.1f}",
            stroke=KNOTS[Layout.LATE],
            thick=size * 0.17,
        )
