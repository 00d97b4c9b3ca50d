"""Static files as they are served: hashed, compressed, and each style sheet in one piece.

The style sheet is written as one file for each component and an index of `@import` rules. A
development server serves them as they are; `collectstatic` puts the imported files in their place,
so that a page asks for one file.
"""

import posixpath
import re
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from ogp_portal.foundation import branding

IMPORT = re.compile(r'^@import url\("(?P<address>[^":]+)"\)(?: layer\((?P<layer>\w+)\))?;$', re.M)
LOGO = "img/logo.svg"
ICON = "img/icon-{size}.png"
COMMENT = re.compile(r"/\*.*?\*/", re.S)
ADDRESS = re.compile(r'url\("(?P<address>\.[^":]+)"\)')
Paths = dict[str, tuple[Storage, str]]


class BundledStaticFilesStorage(
    CompressedManifestStaticFilesStorage  # type: ignore[misc,unused-ignore] # WhiteNoise has no types
):
    """WhiteNoise's storage, whose style sheets contain what they import, in the institution's
    colours and with its logo (`PORTAL_COLOR`, `PORTAL_COLOR_DEEP`, `PORTAL_LOGO`).
    """

    def post_process(self, paths: Paths, *args: object, **options: object) -> Iterator[object]:
        """Write what is put together here, then hash and compress everything."""
        if not options.get("dry_run"):
            made = dict(self._made(paths))
            for name, content in made.items():
                self.delete(name)
                self._save(name, ContentFile(content))
            paths = {**paths, **{name: (self, name) for name in made}}
        yield from super().post_process(paths, *args, **options)

    def _made(self, paths: Paths) -> Iterator[tuple[str, bytes]]:
        """Yield the files whose content is not their source's, with what they hold."""
        for name in paths:
            if name.endswith(".css") and "/" in name and not name.startswith("admin/"):
                source = _read(paths, name)
                whole = bundle(source, name, paths) if IMPORT.search(source) else source
                if (own := branding.in_own_colours(whole)) != source:
                    yield name, own.encode()
        if LOGO in paths and (logo := branding.logo_file()):
            yield LOGO, logo.encode()
            for size in branding.ICON_SIZES:
                yield ICON.format(size=size), branding.icon(size)


def bundle(source: str, name: str, paths: Paths) -> str:
    """Return the style sheet `name` with each `@import` of `source` replaced by the file it names,
    without comments and indentation.

    Relative addresses inside an imported file are rewritten to be right from where `name` stands.
    Raises KeyError for an import that names no collected file.
    """
    folder = posixpath.dirname(name)

    def imported(match: re.Match[str]) -> str:
        other = posixpath.normpath(posixpath.join(folder, match["address"]))
        text = _moved(_read(paths, other), other, folder).strip()
        return f"@layer {match['layer']} {{\n{text}\n}}" if match["layer"] else text

    whole = COMMENT.sub("", IMPORT.sub(imported, source))
    return "".join(f"{line.strip()}\n" for line in whole.splitlines() if line.strip())


def _moved(text: str, name: str, folder: str) -> str:
    """Return a style sheet's text with its relative addresses seen from `folder`."""

    def moved(match: re.Match[str]) -> str:
        target = posixpath.join(posixpath.dirname(name), match["address"])
        return f'url("{posixpath.relpath(posixpath.normpath(target), folder or ".")}")'

    return ADDRESS.sub(moved, text)


def _read(paths: Paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text
