"""`manage.py export SUBJECT --format csv|jsonl|xlsx|parquet [--output FILE]`: published data as a
file, with its table schema beside it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict
from django.utils import translation

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import past, querying, streaming
from ogp_portal.foundation.api.datasets import PUBLISHED, Dataset, find
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.api.filters import narrowed
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import User


class Command(BaseCommand):
    """Export a dataset."""

    help = (
        "Exporta datos publicados como CSV, JSON Lines, XLSX o Parquet, con su Table Schema al "
        "lado. «export list» muestra qué hay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask what, how and where to."""
        parser.add_argument(
            "subject",
            help=(
                "Nombre del conjunto, en inglés o español (commitments, compromisos); «list» los "
                "muestra."
            ),
        )
        parser.add_argument("--format", choices=tuple(streaming.FORMATS), default="csv")
        parser.add_argument(
            "--output", type=Path, help="Archivo; sin él sale por la salida estándar."
        )
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="Los mismos filtros de la API; se puede repetir.",
        )
        parser.add_argument("--as-of", help="Cómo estaba ese día (2026-11-30); solo en CSV.")
        parser.add_argument(
            "--known-at",
            help="Con lo que se sabía en ese instante, con su zona (2026-12-12T09:00:00-03:00).",
        )
        parser.add_argument(
            "--language",
            choices=languages.shorts(),
            default=languages.shorts()[0],
            help="Idioma de los títulos y de las palabras.",
        )
        parser.add_argument(
            "--bom",
            action="store_true",
            help="Con la marca que Excel necesita para leer los acentos.",
        )
        parser.add_argument(
            "--as",
            dest="email",
            help="Con lo que ve esa cuenta, borradores incluidos, en vez de solo lo público.",
        )

    def handle(self, *_args: object, **options: Any) -> None:
        """Write the file and its schema."""
        if options["subject"] == "list":
            for published in PUBLISHED.values():
                self.stdout.write(f"{published.name} · {published.heading} · {published.title}")
            return
        dataset = find(options["subject"])
        if dataset is None:
            message = (
                f"No hay un conjunto «{options['subject']}»: «manage.py export list» los muestra."
            )
            raise CommandError(message)
        with translation.override(languages.find(options["language"])):
            if options["as_of"] or options["known_at"]:
                self._write_past(dataset, options)
            else:
                self._write(dataset, options)

    def _write_past(self, dataset: Dataset, options: dict[str, Any]) -> None:
        """Write the dataset as it was on a day. Raises CommandError."""
        how = past.PAST.get(dataset.name)
        if how is None or options["format"] != "csv":
            message = f"A una fecha se exportan, en CSV: {', '.join(past.PAST)}."
            raise CommandError(message)
        query = QueryDict("&".join(options["filter"]), mutable=True)
        for name in (past.AS_OF, past.KNOWN_AT):
            if options[name]:
                query[name] = options[name]
        try:
            content = past.answer(how, query, is_table=True).content
        except BadParameter as error:
            message = f"{error.parameter}: {error.detail} {' '.join(error.valid)}"
            raise CommandError(message) from error
        if options["output"] is None:
            sys.stdout.buffer.write(content)
        else:
            options["output"].write_bytes(content)

    def _write(self, dataset: Dataset, options: dict[str, Any]) -> None:
        try:
            rows = narrowed(
                dataset,
                querying.rows(dataset, _person(options["email"])),
                QueryDict("&".join(options["filter"])),
            )
            output: Path | None = options["output"]
            how = {
                "form": options["format"],
                "language": options["language"],
                "has_bom": options["bom"],
            }
            if output is None:
                streaming.write(dataset, rows, sys.stdout.buffer, **how)
                return
            partial = output.with_name(f"{output.name}.partial")
            with partial.open("wb") as target:
                streaming.write(dataset, rows, target, **how)
            partial.replace(output)  # whoever finds the file finds all of it
        except BadParameter as error:
            raise CommandError(
                f"{error.parameter}: {error.detail} {' '.join(error.valid)}"
            ) from error
        except streaming.TooManyRows as error:
            message = "Un XLSX lleva hasta 1.048.575 filas: filtre, o pida CSV."
            raise CommandError(message) from error
        schema = streaming.table_schema(
            dataset, language="en" if options["format"] == "parquet" else options["language"]
        )
        output.with_name(f"{output.name}.schema.json").write_text(
            json.dumps(schema, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        self.stderr.write(f"{output}")


def _person(email: str | None) -> Person:
    if not email:
        return querying.EVERYBODY
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        message = f"No hay una cuenta activa «{email}»."
        raise CommandError(message)
    return user
