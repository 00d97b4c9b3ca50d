"""Static files as they are served: hashed, compressed, and each style sheet in one piece.

The style sheet is written as one file for each component and an index of `@import` rules. A
development server serves them as they are; `collectstatic` puts the imported files in their place,
so that a page asks for one file.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import url\("(?P<address>[^":]+)"\)(?: layer\((?P<layer>\w+)\))?;$', re.M)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
ADDRESS = re.compile(r'url\("(?P<address>\.[^":]+)"\)')
Paths = dict[str, tuple[Storage, str]]


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, whose style sheets contain what they import."""

    def post_process(self, paths: Paths, *args: Any, **options: Any) -> Iterator[Any]:
        """Put the imported files into each style sheet, then hash and compress everything."""
        if not options.get("dry_run"):
            sheets = [name for name in paths if name.endswith(".css")]
            sources = {
                name: source for name in sheets if IMPORT.search(source := _read(paths, name))
            }
            for name, source in sources.items():
                self.delete(name)
                self._save(name, ContentFile(bundle(source, name, paths).encode()))
            paths = {**paths, **{name: (self, name) for name in sources}}
        yield from super().post_process(paths, *args, **options)


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
        return file.read().decode()
