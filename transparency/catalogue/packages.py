"""The whole portal as one package of open data: a Frictionless Data Package, with each table in
every form, from one moment of the database.
"""

import datetime
import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import querying, streaming
from ogp_portal.foundation.api.datasets import LICENCE, PUBLISHED, Dataset

CC_BY = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": LICENCE}
MOST_SHEET_ROWS = 200_000  # beyond that a spreadsheet is no form to read it in
PROFILE = "data-package"
DESCRIPTOR = "datapackage.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
BLOCK = 2**20


@dataclass(frozen=True)
class Built:
    """A package in a folder: its descriptor, the zip beside the files, and the digest of what it
    says.
    """

    descriptor: dict[str, object]
    archive: Path
    content_sha256: str


def write_tables(folder: Path) -> dict[str, int]:
    """Write every dataset as CSV and return how many rows each has."""
    return {name: _write_table(dataset, folder) for name, dataset in PUBLISHED.items()}


def _write_table(dataset: Dataset, folder: Path) -> int:
    with (folder / f"{dataset.heading}.csv").open("wb") as target:
        streaming.write(
            dataset, querying.rows(dataset), target, form="csv", language=languages.shorts()[0]
        )
    return querying.rows(dataset).order_by().count()


def digest_of(folder: Path) -> str:
    """Return the digest of what the tables say, whatever the day they are written on."""
    lines = [
        f"{dataset.heading} {sha256(folder / f'{dataset.heading}.csv')}"
        for dataset in PUBLISHED.values()
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def finish(folder: Path, counts: dict[str, int], *, version: str, at: datetime.datetime) -> Built:
    """Write the other forms, the descriptor and the zip beside the tables of `folder`."""
    jobs = []
    for name, dataset in PUBLISHED.items():
        rows = querying.rows(dataset)
        for form in ("jsonl", "xlsx") if counts[name] <= MOST_SHEET_ROWS else ("jsonl",):
            with (folder / f"{dataset.heading}.{form}").open("wb") as target:
                streaming.write(dataset, rows, target, form=form, language=languages.shorts()[0])
        jobs.append(streaming.parquet_job(dataset, rows, folder / f"{dataset.heading}.parquet"))
    streaming.make_parquet(jobs)
    descriptor = describe(folder, counts, version=version, at=at)
    (folder / DESCRIPTOR).write_text(
        json.dumps(descriptor, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    archive = folder / "datapackage.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name in (
            DESCRIPTOR,
            *sorted(resource["path"] for resource in descriptor["resources"]),
        ):
            place = zipfile.ZipInfo(name, EPOCH)
            place.compress_type = zipfile.ZIP_DEFLATED
            with (
                packed.open(place, "w", force_zip64=True) as target,
                (folder / name).open("rb") as source,
            ):
                while block := source.read(BLOCK):
                    target.write(block)
    return Built(descriptor, archive, digest_of(folder))


def describe(
    folder: Path, counts: dict[str, int], *, version: str, at: datetime.datetime
) -> dict[str, Any]:
    """Return the descriptor (datapackage.json) of the tables in `folder`."""
    return {
        "profile": PROFILE,
        "name": "portal-de-gobierno-abierto",
        "title": settings.PORTAL_NAME,
        "description": f"{settings.PORTAL_NAME}. {settings.PORTAL_OWNER}.",
        "homepage": f"{settings.PORTAL_URL}/datos/",
        "version": version,
        "created": at.replace(microsecond=0).isoformat(),
        "licenses": [CC_BY],
        "contributors": [{"title": settings.PORTAL_OWNER, "role": "publisher"}],
        "resources": [
            _resource(dataset, folder, counts[name]) for name, dataset in PUBLISHED.items()
        ],
    }


def _resource(dataset: Dataset, folder: Path, count: int) -> dict[str, object]:
    table = folder / f"{dataset.heading}.csv"
    others = [folder / f"{dataset.heading}.{form}" for form in ("jsonl", "xlsx", "parquet")]
    return {
        "profile": "tabular-data-resource",
        "name": dataset.heading,
        "title": str(dataset.title),
        "description": str(dataset.sentence),
        "path": table.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.stat().st_size,
        "hash": f"sha256:{sha256(table)}",
        "rows": count,
        "licenses": [CC_BY],
        "schema": streaming.table_schema(dataset),
        "alternates": [
            {
                "path": other.name,
                "format": other.suffix[1:],
                "bytes": other.stat().st_size,
                "hash": f"sha256:{sha256(other)}",
            }
            for other in others
            if other.exists()
        ],
    }


def parsed(content: bytes) -> object:
    """Return what a descriptor says, None if it cannot be read."""
    try:
        return json.loads(content)
    except ValueError:
        return None


def sha256(file: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def place_of(version: str, name: str) -> str:
    """Return where a file of a version stands in the storage."""
    return f"datos/{version}/{name}"
