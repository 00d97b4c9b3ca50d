"""A text that comes from a file: shown before anything is saved, and taken in when confirmed.

Between the two it travels in the page, signed: nothing is kept of a file that nobody confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forums.drafts import reading, workflow
from forums.drafts.forms import ConfirmImportForm, ImportForm
from forums.drafts.models import Draft
from forums.drafts.reading import LARGEST, Part
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.refusals import Refusal

SALT = "forums.drafts.import"
A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Arriving:
    """What becomes of a part: in words, and whether its words are shown."""

    part: Part
    outcome: str
    is_shown: bool


def preview(request: HttpRequest, draft: Draft, upload: ImportForm) -> HttpResponse:
    """Show what a file gives and what it does not, part by part. Raises Refusal."""
    if not upload.is_valid():
        raise Refusal(_("Elige un archivo DOCX o Markdown (.md)."))
    file = upload.cleaned_data["file"]
    if file.size > LARGEST:
        raise Refusal(_("El archivo pesa más de 5 MB: quite sus imágenes y súbalo de nuevo."))
    imported = reading.read(
        file.read(), file_name=file.name, of_commitment=draft.commitment_id is not None
    )
    standing = workflow.standing_parts(draft)
    facts = {
        "draft": draft.pk,
        "seen": workflow.digest_of(standing),
        "parts": [[part.key, part.heading, part.text] for part in imported.parts],
    }
    context = {
        "draft": draft,
        "file_name": file.name,
        "imported": imported,
        "arriving": _arriving(draft, imported.parts, standing),
        "form": ConfirmImportForm(
            initial={"missing": "keep", "arriving": signing.dumps(facts, salt=SALT, compress=True)}
        ),
    }
    return render(request, "forums/drafts/import_preview.html", context)


def _arriving(draft: Draft, parts: Sequence[Part], standing: Sequence[Part]) -> list[Arriving]:
    """Return what becomes of each part of the text, in its order."""
    stood = {part.key: part for part in standing}
    from_file = {part.key for part in parts}
    is_of_commitment = draft.commitment_id is not None
    rows = []
    for part in reading.merged(parts, standing, of_commitment=is_of_commitment, clears=False):
        before = stood.get(part.key)
        has_words = before is not None and bool(before.text.strip())
        if part.key not in from_file:
            if has_words:
                rows.append(Arriving(part, _("no está en el archivo"), is_shown=False))
        elif reading.is_same(part, before):
            rows.append(Arriving(part, _("igual a lo que hay"), is_shown=False))
        else:
            outcome = _("reemplaza lo que hay") if has_words else _("nueva")
            rows.append(Arriving(part, outcome, is_shown=True))
    return rows


def confirm(request: HttpRequest, draft: Draft) -> str:
    """Take in the text that was shown and return what to say. Raises Refusal."""
    form = ConfirmImportForm(request.POST)
    if not form.is_valid():
        raise Refusal(
            _("Elija qué pasa con las partes que el archivo no trae, y vuelva a subirlo.")
        )
    try:
        facts = signing.loads(form.cleaned_data["arriving"], salt=SALT, max_age=A_DAY)
    except signing.BadSignature as error:
        raise Refusal(_("La revisión caducó: suba de nuevo el archivo.")) from error
    if facts["draft"] != draft.pk:
        raise Refusal(_("La revisión caducó: suba de nuevo el archivo."))
    workflow.import_version(
        draft,
        by=signed_in_user(request),
        parts=[Part(*row) for row in facts["parts"]],
        seen=facts["seen"],
        clears=form.cleaned_data["missing"] == "clear",
    )
    return _("Texto importado: revísalo antes de publicarlo.")
