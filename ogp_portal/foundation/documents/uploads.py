"""Files from outside: told by their content, bounded, asked of the antivirus where there is one,
hashed; pictures and documents written anew in a child process, without metadata and without what
acts by itself.
"""

import csv
import datetime
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents import antivirus, cells, sandbox, sheets, storage
from ogp_portal.foundation.refusals import Refusal

LARGEST = 10 * 1024 * 1024  # bytes a file
ALLOWED = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "text/csv": ".csv",
}
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
KEPT_AS = {"image/webp": "image/jpeg"}  # what everybody opens
OFFICE = {".xlsx", ".docx", ".odt", ".ods"}
REASONS = {  # what the child says of a document that it refuses
    "kind": _("El archivo no es lo que su nombre dice: ábralo, guárdelo de nuevo y súbalo."),
    "damaged": _("El documento está dañado y no se pudo leer: guárdelo de nuevo y súbalo."),
    "large": _("El documento es demasiado grande por dentro: redúzcalo o publíquelo aparte."),
    "password": _("El documento tiene contraseña: guárdelo sin ella y súbalo de nuevo."),
    "macros": _("El documento tiene macros: guárdelo sin ellas y súbalo de nuevo."),
    "objects": _("El documento lleva otros archivos dentro: quítelos o súbalo como PDF."),
    "outside": _(
        "El documento trae datos o imágenes de otros lugares al abrirse: rompa esos vínculos o "
        "súbalo como PDF."
    ),
    "comments": _(
        "El documento tiene comentarios o cambios sin aceptar, con el nombre de quien los hizo: "
        "acéptelos o bórrelos, o súbalo como PDF."
    ),
    "signed": _(
        "El PDF está firmado y además ejecuta algo al abrirse: no se puede quitar sin romper la "
        "firma. Súbalo sin scripts, formularios que envían ni archivos adjuntos."
    ),
}
HEIC = re.compile(rb"ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis)")
TAKEN = ",".join((*ALLOWED.values(), ".jpeg", ".webp"))  # of a field: its `accept`
REFUSED = re.compile(r"refused: (\w+)")


@dataclass(frozen=True)
class Accepted:
    """A file as it is kept: its safe name, the type its content shows, its bytes and their sha256,
    and when an antivirus found nothing in it (None: none looked).
    """

    file_name: str
    media_type: str
    content: bytes
    sha256: str
    scanned_at: datetime.datetime | None = None


def accept(content: bytes, *, file_name: str) -> Accepted:
    """Return what is kept of an uploaded file. Raises Refusal with what to do."""
    if not content:
        raise Refusal(_("El archivo está vacío."), field="file")
    if len(content) > LARGEST:
        raise Refusal(
            _("El archivo pesa más de 10 MB: redúzcalo o publíquelo y escriba el enlace."),
            field="file",
        )
    if HEIC.match(content[4:16]):
        raise Refusal(
            _(
                "La foto está en HEIC, que muchos no pueden abrir. En el teléfono, elija el "
                "formato «más compatible» en los ajustes de la cámara, o envíesela por mensaje y "
                "suba la copia JPG."
            ),
            field="file",
        )
    media_type = _type_of(content, file_name)
    if media_type not in (ALLOWED | KEPT_AS):
        raise Refusal(
            _(
                "Ese tipo de archivo no se acepta. Use PDF, JPG, PNG, WEBP, XLSX, DOCX, ODT, ODS o "
                "CSV."
            ),
            field="file",
        )
    is_scanned = antivirus.scan(content)
    content = _cleaned(content, media_type)
    media_type = KEPT_AS.get(media_type, media_type)
    return Accepted(
        _safe_name(file_name, ALLOWED[media_type]),
        media_type,
        content,
        hashlib.sha256(content).hexdigest(),
        timezone.now() if is_scanned else None,
    )


def _cleaned(content: bytes, media_type: str) -> bytes:
    """Return what is kept of a file of that type. Raises Refusal."""
    if media_type in PICTURES:
        try:
            return sandbox.run("picture", content, {"format": PICTURES[media_type]})
        except sandbox.Failed as failure:
            raise Refusal(
                _(
                    "La imagen no se pudo leer o es demasiado grande (hasta 30 megapíxeles; una "
                    "fotografía JPG, hasta 120)."
                ),
                field="file",
            ) from failure
    if media_type == "text/csv":
        _refuse_formulas(content)
        return content
    try:
        return sandbox.run("document", content, {"kind": media_type})
    except sandbox.Failed as failure:
        reason = REFUSED.search(str(failure))
        raise Refusal(REASONS[reason[1] if reason else "damaged"], field="file") from failure


def _refuse_formulas(content: bytes) -> None:
    """Raise Refusal for a CSV with a cell that a spreadsheet would work out."""
    text = content.decode("utf-8-sig", errors="replace")
    separator, text = sheets.separator_of(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(cells.is_formula(cell) for cell in row):
                raise Refusal(
                    _(
                        "La planilla tiene celdas que empiezan como una fórmula (=, +, - o @): "
                        "escriba delante un apóstrofo o quítelas."
                    ),
                    field="file",
                )
    except csv.Error as error:
        raise Refusal(REASONS["damaged"], field="file") from error


def _type_of(content: bytes, file_name: str) -> str:
    """Return the type the content shows, as the programs that read it tell; "" for none of those
    taken. Of the name only an ending of a document of an office counts, which its content is then
    held against, and that of plain text.
    """
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    if content[:4] == b"PK\x03\x04":
        named = {end: kind for kind, end in ALLOWED.items() if end in OFFICE}
        return named.get(PurePosixPath(file_name).suffix.lower()) or _type_of_package(content)
    for media_type, begins in (
        ("image/jpeg", rb"\xff\xd8\xff"),
        ("image/png", rb"\x89PNG\r\n\x1a\n"),
        ("image/webp", rb"RIFF....WEBP"),
    ):
        if re.match(begins, content, re.DOTALL):
            return media_type
    is_csv = PurePosixPath(file_name).suffix.lower() == ".csv"
    return "text/csv" if is_csv and _is_text(content) else ""


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content and content.lstrip()[:1] != b"<"


def _type_of_package(content: bytes) -> str:
    """Return the type of a document of an office: what an OpenDocument says first, or the part
    that an OOXML cannot be without. The names of a package's parts stand in it as they are.
    """
    if content[30:38] == b"mimetype":
        named = content[38:120]
        kinds = [kind for kind in ALLOWED if "opendocument" in kind]
        return next((kind for kind in kinds if named.startswith(f"{kind}PK".encode())), "")
    if b"[Content_Types].xml" not in content:
        return ""
    by_ending = {ending: kind for kind, ending in ALLOWED.items()}
    parts = ((b"word/", ".docx"), (b"xl/", ".xlsx"))
    return next((by_ending[ending] for part, ending in parts if part in content), "")


def _safe_name(file_name: str, ending: str) -> str:
    stem = PurePosixPath(file_name.replace("\\", "/")).stem
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return (re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:60] or "archivo") + ending


def give(file: FieldFile, *, sha256: str, media_type: str, name: str = "") -> FileResponse:
    """Return a kept file (of a model's field) as an attachment under `name`, or its own.

    Raises storage.Damaged if it is not the one with that digest.
    """
    kept = file.name or ""
    response = FileResponse(
        storage.open_whole(kept, sha256),
        as_attachment=True,
        filename=name or kept.rsplit("/", 1)[-1],
        content_type=media_type,
    )
    response["ETag"] = f'"{sha256}"'
    return response


def numbered(number: int, upload: Accepted) -> tuple[str, str]:
    """Return title and file name of a file that a citizen sent: its number, and never the name it
    had, which may say who somebody is.
    """
    title = str(_("Documento %(n)s") % {"n": number})
    return title, f"documento-{number}{ALLOWED[upload.media_type]}"


def kind_of(media_type: str) -> str:
    """Return the kind of a kept file as people know it: PDF, PNG…"""
    return ALLOWED.get(media_type, "").lstrip(".").upper()


def attachment(file: FieldFile, *, sha256: str, media_type: str, title: str = "") -> FileResponse:
    """Return a file that came from outside as an attachment that no browser runs or shows inside a
    page, named by its title if it has one. Raises storage.Damaged.
    """
    name = _safe_name(f"{title}.", ALLOWED.get(media_type, "")) if title else ""
    response = give(file, sha256=sha256, media_type=media_type, name=name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-cache"  # asked for each time: what is withdrawn is gone at once
    return response
