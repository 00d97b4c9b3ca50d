"""A PDF from outside, without what acts by itself and what it says of who made it.

Runs in the sandbox's child alone. What is seen of each page does not change.
"""

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from ogp_portal.foundation.documents import pictures

HARMLESS_ACTIONS = {"/GoTo", "/URI", "/Named"}
WEB = ("http://", "https://", "mailto:")
# annotations that play, run or carry a file
ACTING = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
CARRYING = {"/EmbeddedFile"}  # streams
SAYING = ("/Metadata", "/PieceInfo", "/LastModified")
SAYING_OF_NOTES = ("/T", "/M", "/CreationDate")
MOST_OBJECTS = 500_000


def clean(content: bytes) -> bytes:
    """Return the PDF cleaned; one that is signed as it came, if nothing in it acts.

    The same file gives the same bytes. Raises ValueError with "refused: " and a word of
    `uploads.REASONS`.
    """
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise ValueError("refused: password") from error
    except pikepdf.PdfError as error:
        raise ValueError("refused: damaged") from error
    with pdf:
        if len(pdf.pages) == 0:
            raise ValueError("refused: damaged")
        if len(pdf.objects) > MOST_OBJECTS:
            raise ValueError("refused: large")
        is_signed = _is_signed(pdf)
        acts = _take_out_what_acts(pdf)
        if is_signed:
            if acts:
                raise ValueError("refused: signed")
            return content
        _take_out_what_is_said(pdf)
        pdf.remove_unreferenced_resources()
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True, encryption=False, fix_metadata_version=False)
    return made.getvalue()


def _dictionaries(pdf: Any) -> Any:
    """Yield every dictionary of a PDF, whatever it is inside of."""
    for thing in pdf.objects:
        yield from _inside(thing)


def _inside(thing: Object) -> Any:
    """Yield the dictionaries that stand inside an object, without following what it refers to."""
    waiting = [thing]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Dictionary | Stream):
            yield thing
            waiting += [value for value in _values(thing) if not _is_apart(value)]
        elif isinstance(thing, Array):
            waiting += [value for value in thing if not _is_apart(value)]


def _values(thing: Object) -> list[Any]:
    holder = thing.stream_dict if isinstance(thing, Stream) else thing
    return [value for _key, value in holder.items()]


def _is_apart(value: Any) -> bool:
    return not isinstance(value, Object) or value.is_indirect


def _is_signed(pdf: Any) -> bool:
    return any("/ByteRange" in thing and "/Contents" in thing for thing in _dictionaries(pdf))


def _take_out_what_acts(pdf: Any) -> bool:
    """Take scripts, actions, carried files and forms of Adobe out; say whether there were any."""
    found = False
    for key in ("/OpenAction", "/AA", "/AF", "/Collection", "/Requirements"):
        if key in pdf.Root and not _is_a_place(key, pdf.Root[key]):
            del pdf.Root[key]
            found = True
    names = pdf.Root.get("/Names", Dictionary())
    for key in ("/JavaScript", "/EmbeddedFiles", "/Renditions"):
        if key in names:
            del names[key]
            found = True
    form = pdf.Root.get("/AcroForm", Dictionary())
    if isinstance(form, Dictionary) and "/XFA" in form:
        del form["/XFA"]
        found = True
    for page in pdf.pages:
        found |= _take_out_acting_annotations(page.obj)
    for thing in _dictionaries(pdf):
        found |= _disarm(thing)
    return found


def _is_a_place(key: str, action: Object) -> bool:
    """Say whether what happens on opening is that a page is shown."""
    if key != "/OpenAction":
        return False
    return isinstance(action, Array) or (
        isinstance(action, Dictionary) and str(action.get("/S", "")) == "/GoTo"
    )


def _take_out_acting_annotations(page: Object) -> bool:
    notes = page.get("/Annots")
    if not isinstance(notes, Array):
        return False
    kept = [note for note in notes if _subtype(note) not in ACTING]
    if len(kept) == len(notes):
        return False
    page["/Annots"] = Array(kept)
    return True


def _subtype(note: Any) -> str:
    return str(note.get("/Subtype", "")) if isinstance(note, Dictionary | Stream) else ""


def _disarm(thing: Object) -> bool:
    """Take what acts out of a dictionary; say whether there was any."""
    found = False
    for key in ("/AA", "/JS", "/EF", "/AF", "/RF"):
        if key in thing:
            del thing[key]
            found = True
    for key in ("/A", "/PA", "/Next"):
        if key in thing and not _is_harmless(thing[key]):
            del thing[key]
            found = True
    if isinstance(thing, Stream) and str(thing.get("/Type", "")) in CARRYING:
        thing.write(b"")
        found = True
    return found


def _is_harmless(action: Any) -> bool:
    """Say whether an action only goes to a place of this document or to an address of the web."""
    if isinstance(action, Array):
        return all(_is_harmless(thing) for thing in action)
    if not isinstance(action, Dictionary) or "/S" not in action:
        return True  # the attributes of a structure have the same key and are no action
    kind = str(action["/S"])
    if kind == "/URI":
        return str(action.get("/URI", "")).strip().lower().startswith(WEB)
    return kind in HARMLESS_ACTIONS


def _take_out_what_is_said(pdf: Any) -> None:
    """Take author, programs, dates, comments' names and the cameras of pictures out."""
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for thing in _dictionaries(pdf):
        is_note = "/Rect" in thing and _subtype(thing) not in {"", "/Widget"}
        for key in (*SAYING, *(SAYING_OF_NOTES if is_note else ())):
            if key in thing:
                del thing[key]
        if isinstance(thing, Stream) and thing.get("/Filter") == Name.DCTDecode:
            _forget_camera(thing)


def _forget_camera(picture: Stream) -> None:
    raw = picture.read_raw_bytes()
    plain = pictures.without_metadata(raw)
    if plain != raw:
        parameters: Any = picture.get("/DecodeParms")
        picture.write(plain, filter=Name.DCTDecode, decode_parms=parameters)
