"""`manage.py sbom`: what the portal is made of, as CycloneDX 1.6.

The list comes from the lock file, which decides what is installed; licences and who needs whom from
the packages as they are installed here. The same lock file gives the same bytes.
"""

import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ogp_portal.management import lock_files
from ogp_portal.management.lock_files import Package

LONGEST_LICENCE = 100  # characters; beyond it is the text of a licence and not its name


class Command(BaseCommand):
    """Write the bill of materials."""

    help = (
        "Escribe en formato CycloneDX 1.6 (JSON) todos los paquetes de que está hecho el portal, "
        "con versión, resúmenes y licencia."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask where to."""
        parser.add_argument("--output", help="Archivo donde escribirlo; sin él, a la consola.")

    def handle(self, *_args: object, **options: Any) -> None:
        """Write it."""
        text = bill_of_materials(lock_files.read())
        if options["output"]:
            Path(options["output"]).write_text(f"{text}\n", encoding="utf-8")
        else:
            self.stdout.write(text)


def bill_of_materials(packages: list[Package]) -> str:
    """Return the bill of materials of the packages as CycloneDX JSON."""
    portal = Component(
        name="ogp-portal",
        version=_version(),
        type=ComponentType.APPLICATION,
        bom_ref="ogp-portal",
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    components = [_component(package) for package in packages]
    bom = Bom(components=components, serial_number=_serial_number(packages))
    bom.metadata.component = portal
    bom.register_dependency(portal, components)
    for component in components:
        needed = _needed_by(component.name)
        bom.register_dependency(component, [other for other in components if other.name in needed])
    return JsonV1Dot6(_without_the_time(bom)).output_as_string(indent=2)


def _component(package: Package) -> Component:
    purl = PackageURL("pypi", name=package.name, version=package.version)
    licence = _licence(package.name)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=str(purl),
        licenses=[LicenseFactory().make_from_string(licence)] if licence else None,
        external_references=[
            ExternalReference(
                type=ExternalReferenceType.DISTRIBUTION,
                url=XsUri(str(purl)),
                hashes=[
                    HashType(alg=HashAlgorithm.SHA_256, content=digest)
                    for digest in package.digests
                ],
            )
        ],
    )


def _licence(name: str) -> str:
    """Return the licence that the installed package declares, or nothing."""
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    named = [*(facts.get_all("License-Expression") or []), *(facts.get_all("License") or [])]
    declared = next(filter(None, named), "")
    classified = [
        line.rpartition(" :: ")[2]
        for line in facts.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    is_name = declared and len(declared) <= LONGEST_LICENCE and "\n" not in declared
    return declared if is_name else ", ".join(classified)


def _needed_by(name: str) -> set[str]:
    """Return the names of what the package asks for, here and without extras."""
    try:
        asked = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return set()
    wanted = [Requirement(line) for line in asked]
    return {
        canonicalize_name(requirement.name)
        for requirement in wanted
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }


def _version() -> str:
    for line in Path(settings.BASE_DIR, "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("version = "):
            return line.partition('"')[2].rstrip('"')
    message = "pyproject.toml names no version"
    raise ValueError(message)


def _serial_number(packages: list[Package]) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, repr(packages))


def _without_the_time(bom: Bom) -> Bom:
    bom.metadata.timestamp = None  # type: ignore[assignment] # the lock file has the date
    return bom
