"""The kit of a plan: every picture in both forms with its words, and what they may be used for, in
one zip.
"""

import io
import json
import zipfile
from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from ogp_portal.foundation.api.datasets import LICENCE
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.events.kept_documents import DocumentKind, Facts
from transparency.infographics import wording
from transparency.infographics.cards import Card
from transparency.infographics.documents import pictures

MOST = 200
EPOCH = (1980, 1, 1, 0, 0, 0)
NAMES = {"": "1200x630", "alta": "1080x1350"}


def pack(plan: Card, members: Sequence[Card]) -> bytes:
    """Return the zip of a plan's pictures in the language in force. The same cards, the
    same bytes.
    """
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as packed:
        for number, card in enumerate([plan, *members]):
            name = f"{number:03}-{card.slug[:80]}"
            for form, size in NAMES.items():
                picture = pictures.svg(card, form=form)
                _add(packed, f"png-{size}/{name}.png", _png(picture, form=form))
            _add(packed, f"svg/{name}.svg", pictures.svg(card, for_anybody=True).encode())
            _add(packed, f"texto/{name}.txt", wording.plain_text(card).encode())
        context = {
            "plan": plan,
            "count": len(members),
            "licence": LICENCE,
            "portal_name": settings.PORTAL_NAME,
            "portal_owner": settings.PORTAL_OWNER,
            "portal_url": settings.PORTAL_URL,
        }
        _add(
            packed,
            "LEEME.txt",
            render_to_string("transparency/infographics/kit.txt", context).encode(),
        )
        _add(
            packed,
            "datos.json",
            json.dumps(
                [json.loads(card.as_json()) for card in [plan, *members]],
                ensure_ascii=False,
                indent=1,
            ).encode(),
        )
    return output.getvalue()


def _png(picture: str, *, form: str) -> bytes:
    """Return a picture as it is kept, or drawn now."""
    kept = kept_documents.read(pictures.PICTURE, pictures.facts(picture, form=form))
    return kept if kept is not None else pictures.png(picture, form=form)


def facts(plan: Card, members: Sequence[Card]) -> dict[str, object]:
    """Return what a kit is made from: the facts of all its cards, and the language in force."""
    return {
        "cards": [card.as_json() for card in [plan, *members]],
        "language": translation.get_language(),
        "portal": [settings.PORTAL_NAME, settings.PORTAL_OWNER, settings.PORTAL_URL],
    }


def _make(of: Facts) -> bytes:
    plan, *members = map(Card.from_json, of["cards"])
    with translation.override(of["language"]):
        return pack(plan, members)


KIT = DocumentKind(
    "transparency.kit", _make, "application/zip", a_minute=6, refusal=pictures.TOO_MANY
)


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, date_time=EPOCH), content)
