"""The languages of a portal: its own, in which its data and documents are written, and the others
its texts are translated to (`LANGUAGES` in the settings). No language is named in the code: another
one is a catalogue in `locale/`.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, get_language_info, pgettext, to_locale

SOURCE = "es"  # the texts and headings in the code are Spanish; every other is a translation


def own() -> str:
    """Return the code of the portal's own language, as Django writes it (`es-cl`)."""
    return str(settings.LANGUAGE_CODE)


def codes() -> list[str]:
    """Return the codes of every language, the portal's own first."""
    others = [code for code, _name in settings.LANGUAGES if code != own()]
    return [own(), *others]


def choices() -> list[tuple[str, object]]:
    """Return the languages as the pairs that a Django field wants, named in the reader's."""
    return [(code, get_language_info(code)["name_translated"]) for code in codes()]


def current() -> str:
    """Return the language in force: the reader's, or the portal's own."""
    return get_language() or own()


def tag(code: str = "") -> str:
    """Return the BCP 47 tag of a language ("es-CL"), by default of the one in force."""
    return to_locale(code or current()).replace("_", "-")


def short(code: str = "") -> str:
    """Return the first part of a language's tag ("es"), by default of the one in force."""
    return (code or current()).partition("-")[0]


def shorts() -> tuple[str, ...]:
    """Return the first part of every language's tag, the portal's own first."""
    return tuple(short(code) for code in codes())


def translated(text: str, *, context: str, language: str) -> str:
    """Return a text of the code in the language that begins so, "" where it has no translation."""
    with translation.override(find(language) or own()):
        translated_text = pgettext(context, text)
    return "" if translated_text == text else translated_text


def find(short_code: str) -> str | None:
    """Return the code of the portal's language that begins so (`es` → `es-cl`), if there is one."""
    return next((code for code in codes() if short(code) == short_code.lower()), None)


def in_own() -> "translation.override":
    """Return the context in which the portal's own language is in force."""
    return translation.override(own())
