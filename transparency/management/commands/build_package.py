"""`manage.py build_package`: the data package of the whole portal, now."""

from django.core.management.base import BaseCommand, CommandError

from transparency.catalogue import workflow


class Command(BaseCommand):
    """Build a version of the data package."""

    help = "Hace una versión nueva del paquete de datos abiertos, si algo cambió desde la última."

    def handle(self, *_args: object, **_options: object) -> None:
        """Build it and say which."""
        package = workflow.build_package()
        if package is None:
            message = "Otro proceso lo está haciendo: espere a que termine."
            raise CommandError(message)
        self.stdout.write(f"{package.version} · {package.size} bytes · sha256 {package.sha256}")
