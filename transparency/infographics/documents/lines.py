"""The timeline of a plan as a card: a picture for phones, and sheets of A4.

No query and, but for quiet periods, no clock: the same facts give the same bytes.
"""

import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ogp_portal.foundation import branding, languages
from ogp_portal.foundation.documents import charts, pdf, timelines
from ogp_portal.foundation.documents.timelines import TimelineChart
from transparency.infographics import layout

WIDTH, LEFT, INNER = 1080, 72, 936
ROWS_OF_A_SHEET = 32
STYLE = Path("static", "css", "timeline_sheet.css")


def picture(title: str, chart: TimelineChart, *, address: str, is_quiet: bool) -> str:
    """Return the picture for phones, 1080 wide and as high as its rows ask, as SVG."""
    inner = timelines.timeline(chart)
    rows = sum(len(group.rows) for group in chart.groups)
    named = sum(bool(group.name) for group in chart.groups)
    high = round(timelines.height(rows, named_groups=named) * INNER / timelines.WIDTH)
    card = layout.Drawing(WIDTH, 0, title, chart.sentence)
    y = card.write(
        settings.PORTAL_OWNER,
        box=(LEFT, 56, INNER, 50),
        sizes=(31, 28),
        colour=branding.SOFT,
    )
    y = card.write(title, box=(LEFT, y + 16, INNER, 260), sizes=(64, 56, 48), font="title", most=4)
    y = card.write(chart.sentence, box=(LEFT, y + 16, INNER, 160), sizes=(34, 31), most=4)
    top = y + 28
    y = card.write(chart.key, box=(LEFT, top + high + 24, INNER, 260), sizes=(28, 26), most=7)
    y = card.write(
        address, box=(LEFT, y + 24, INNER, 100), sizes=(28, 24, 21), colour=branding.SOFT, most=2
    )
    sheet = layout.Drawing(WIDTH, round(y + 48), title, chart.sentence)
    sheet.rectangle(0, 0, WIDTH, sheet.height, fill=branding.PAPER)
    band = branding.SOFT if is_quiet else settings.PORTAL_COLOR_DEEP
    sheet.rectangle(0, 0, WIDTH, 14, fill=band)
    sheet.lines.extend(card.lines)
    drawn = charts.draw("svg/card.svg", {"drawing": sheet, "for_anybody": False})
    placed = f'<svg x="{LEFT}" y="{top:.0f}" width="{INNER}" height="{high}"'
    return drawn.removesuffix("</svg>") + inner.replace("<svg", placed, 1) + "</svg>"


def sheet_facts(
    title: str, chart: TimelineChart, *, address: str, is_quiet: bool
) -> dict[str, object]:
    """Return what the PDF/UA of a timeline is made from, on as many sheets of A4 as it takes."""
    context = {
        "title": title,
        "chart": chart,
        "made_on": str(chart.today),
        "drawings": timelines.sheets(chart, most=ROWS_OF_A_SHEET),
        "address": address,
        "owner": settings.PORTAL_OWNER,
        "deep": branding.SOFT if is_quiet else settings.PORTAL_COLOR_DEEP,
        "language": languages.tag(),
        "css": SafeString((settings.BASE_DIR / STYLE).read_text(encoding="utf-8")),
    }
    return pdf.order(
        render_to_string("transparency/infographics/timeline_sheet.html", context),
        title=title,
        language=languages.tag(),
        at=datetime.datetime.combine(chart.today, datetime.time.min, tzinfo=datetime.UTC),
    )
