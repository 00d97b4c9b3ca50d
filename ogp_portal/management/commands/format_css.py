"""`manage.py format_css`: one declaration a line in every style sheet.

With --check it says which are not so, and changes nothing.
"""

import re
from pathlib import Path

import cssbeautifier  # type: ignore[import-untyped]
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


def sheets() -> list[Path]:
    """Return every style sheet of the project."""
    return sorted(Path(settings.BASE_DIR, "static", "css").rglob("*.css"))


def formatted(text: str) -> str:
    """Return a style sheet with one declaration a line, two spaces deep, rules apart."""
    options = cssbeautifier.default_options()
    options.indent_size = 2
    options.newline_between_rules = True
    options.space_around_combinator = True
    lines = cssbeautifier.beautify(text, options)
    lines = re.sub(r"\{\n\n", "{\n", lines)
    lines = re.sub(r"(?m)^(@import .*;)\n\n(?=@import )", r"\1\n", lines)
    return re.sub(r"\n{3,}", "\n\n", lines).rstrip("\n") + "\n"


class Command(BaseCommand):
    """Format the style sheets."""

    help = (
        "Da a cada hoja de estilos una declaración por línea; con --check solo dice cuáles no la "
        "tienen."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="Solo revisa.")

    def handle(self, *_args: object, **options: object) -> None:
        """Write what is not formatted, or tell it."""
        wrong = [path for path in sheets() if formatted(path.read_text()) != path.read_text()]
        if options["check"] and wrong:
            names = ", ".join(str(path.relative_to(settings.BASE_DIR)) for path in wrong)
            message = f"Sin formato: {names}. Corra `manage.py format_css`."
            raise CommandError(message)
        for path in wrong:
            path.write_text(formatted(path.read_text()))
