"""`manage.py migrate`: Django's own, that builds an empty database from the models instead of
replaying its history.
"""

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from ogp_portal.foundation.runtime import schema


class Command(migrate.Command):
    """Bring the tables up to date."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's words, and one of ours."""
        super().add_arguments(parser)
        parser.add_argument(
            "--replay",
            action="store_true",
            help="Recorre todas las migraciones también en una base vacía.",
        )

    def handle(self, *args: object, **options: object) -> None:
        """Build what is empty; then let Django do what is left."""
        everything = (
            not options["app_label"]
            and not options["plan"]
            and not options["check_unapplied"]
            and not options["fake"]
        )
        if everything and not options["replay"] and schema.is_empty():
            schema.build()
        super().handle(*args, **options)
