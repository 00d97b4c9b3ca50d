"""Building a version of the data package, at night or by hand."""

import datetime
import tempfile
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from ogp_portal.foundation import languages
from ogp_portal.foundation.events import journal
from transparency.catalogue import packages
from transparency.catalogue.models import DataPackage

LOCK = 7_302_026
NEWEST_KEPT = 30


def build_package() -> DataPackage | None:
    """Build today's version, if anything has changed since the latest, and return the latest;

    None while another process is building.

    Everything is read in one snapshot of the database (REPEATABLE READ), so the tables agree with
    one another.
    """
    if connection.in_atomic_block:
        return _build()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return _build()


def _build() -> DataPackage | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
    at = timezone.now()
    latest = DataPackage.objects.order_by("-built_at").first()
    with languages.in_own(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counts = packages.write_tables(folder)
        if latest is not None and latest.content_sha256 == packages.digest_of(folder):
            return latest
        version = _version(at)
        built = packages.finish(folder, counts, version=version, at=at)
        for file in sorted(folder.iterdir()):
            if file != built.archive:
                with file.open("rb") as content:
                    default_storage.delete(
                        packages.place_of(version, file.name)
                    )  # left by a build that was killed
                    default_storage.save(packages.place_of(version, file.name), File(content))
        package = DataPackage(
            version=version,
            built_at=at,
            descriptor=built.descriptor,
            size=built.archive.stat().st_size,
            sha256=packages.sha256(built.archive),
            content_sha256=built.content_sha256,
        )
        default_storage.delete(packages.place_of(version, built.archive.name))
        with built.archive.open("rb") as content:
            package.file.save(f"{version}/{built.archive.name}", File(content))
    journal.record(
        "build_package",
        package,
        role="portal",
        after={"version": version, "sha256": package.sha256},
        is_public=False,
    )
    _forget_old()
    return package


def _version(at: datetime.datetime) -> str:
    day = timezone.localdate(at).isoformat()
    taken = DataPackage.objects.filter(version__startswith=day).count()
    return f"{day}.{taken + 1}" if taken else day


def _forget_old() -> None:
    """Keep the newest versions and the first of each month; the others leave the storage and the
    list.
    """
    versions = list(DataPackage.objects.order_by("built_at"))
    first_of_month = {
        timezone.localdate(version.built_at).replace(day=1): version.pk
        for version in reversed(versions)
    }
    for old in versions[:-NEWEST_KEPT]:
        if old.pk in first_of_month.values():
            continue
        for name in default_storage.listdir(packages.place_of(old.version, ""))[1]:
            default_storage.delete(packages.place_of(old.version, name))
        old.delete()
