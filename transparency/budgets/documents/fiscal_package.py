"""A year of an institution's accounts as a Fiscal Data Package: expenses and income as tables, with
what each column means fiscally.

The descriptor carries the `model` of the published profile (measures with currency, direction and
phase; dimensions) and, on each field, the `columnType` of the later specification, so that readers
of either find their way (https://specs.frictionlessdata.io/fiscal-data-package/).
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from commitments.organizations.models import Organization
from ogp_portal.foundation.api import querying, streaming
from ogp_portal.foundation.api.datasets import LICENCE
from ogp_portal.foundation.events.kept_documents import DocumentKind, Facts, Outdated
from transparency.budgets.datasets import LINES
from transparency.budgets.models import BudgetPeriod, Side

PROFILE = "fiscal-data-package"
EPOCH = (1980, 1, 1, 0, 0, 0)
PHASES = {
    "presupuesto_inicial": "approved",
    "presupuesto_vigente": "adjusted",
    "devengado": "executed",
}
COLUMN_TYPES = {
    "anio": "date:fiscal-year",
    "institucion": "administrative-classification:generic:level1:code",
    "cuenta": "economic-classification:generic:level1:code",
    "nombre": "economic-classification:generic:level1:label",
    "lado": "direction",
    "presupuesto_inicial": "value",
    "presupuesto_vigente": "value",
    "devengado": "value",
}
TABLES = {Side.EXPENSE: ("gastos", "expenditure"), Side.INCOME: ("ingresos", "revenue")}


@dataclass(frozen=True)
class Package:
    """What a package is made of: the periods that stand, and a digest of them."""

    periods: Sequence[BudgetPeriod]
    digest: str


def describe(organization: Organization, year: int) -> Package | None:
    """Return what the package of a year would hold, None without accounts: one query.

    Closes are cumulative, so each programme's last one is the year.
    """
    rows = BudgetPeriod.objects.current().filter(program__organization=organization, year=year)
    periods = list(rows.order_by("program_id", "side", "-month").distinct("program_id", "side"))
    if not periods:
        return None
    sources = "\n".join(f"{period.slug} {period.sha256}" for period in periods)
    return Package(periods, hashlib.sha256(sources.encode()).hexdigest())


def pack(organization: Organization, year: int, package: Package) -> bytes:
    """Return the package as a zip: datapackage.json and a CSV for each side."""
    tables = {
        name: _table(chosen)
        for side, (name, _direction) in TABLES.items()
        if (chosen := [period.pk for period in package.periods if period.side == side])
    }
    descriptor = _descriptor(organization, year, package, tables)
    files = {
        "datapackage.json": json.dumps(descriptor, ensure_ascii=False, indent=1).encode(),
        **{f"{name}.csv": table for name, table in tables.items()},
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return output.getvalue()


def package_facts(organization: Organization, year: int, package: Package) -> dict[str, object]:
    """Return what a package is made from."""
    return {
        "organization": organization.pk,
        "year": year,
        "accounts": package.digest,
        "portal": settings.PORTAL_URL,
    }


def _make(facts: Facts) -> bytes:
    """Return the zip that was asked for. Raises Outdated if the accounts are others by now."""
    organization = Organization.objects.get(pk=facts["organization"])
    package = describe(organization, facts["year"])
    if package is None or package.digest != facts["accounts"]:
        raise Outdated
    return pack(organization, facts["year"], package)


FISCAL_PACKAGE = DocumentKind("transparency.fiscal_package", _make, "application/zip")


def _table(periods: list[int]) -> bytes:
    """Return the lines of some periods, by their keys, as CSV."""
    target = io.BytesIO()
    rows = querying.rows(LINES).filter(period__in=periods)
    streaming.write(LINES, rows, target, form="csv", language="es")
    return target.getvalue()


def _descriptor(
    organization: Organization, year: int, package: Package, tables: dict[str, bytes]
) -> dict[str, object]:
    """Return datapackage.json."""
    return {
        "profile": PROFILE,
        "name": f"presupuesto-{organization.slug}-{year}"[:100],
        "title": f"{organization.name} · {year}",
        "description": f"{LINES.sentence} {'; '.join(str(period) for period in package.periods)}.",
        "homepage": f"{settings.PORTAL_URL}/presupuesto/{organization.slug}/",
        "version": package.digest[:16],
        "countryCode": "CL",
        "granularity": "aggregated",
        "fiscalPeriod": {"start": f"{year}-01-01", "end": f"{year}-12-31"},
        "licenses": [
            {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": LICENCE}
        ],
        "sources": [
            {
                "title": period.file_name or str(period.source),
                "path": f"{settings.PORTAL_URL}/fichas/{period.slug}/",
            }
            for period in package.periods
        ],
        "model": {"measures": _measures(tables), "dimensions": _dimensions(next(iter(tables)))},
        "resources": _resources(tables),
    }


def _measures(tables: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return each amount of each table with its currency, direction and phase."""
    directions = dict(TABLES.values())
    return {
        f"{name}_{measure}": {
            "source": measure,
            "resource": name,
            "currency": "CLP",
            "factor": 1,
            "direction": directions[name],
            "phase": phase,
        }
        for name in tables
        for measure, phase in PHASES.items()
    }


def _dimensions(resource: str) -> dict[str, dict[str, object]]:
    """Return what the amounts are told apart by, out of the columns of a table."""
    return {
        "date": _dimension(
            "datetime", resource, {"year": "anio", "month": "mes"}, ["year", "month"]
        ),
        "institution": _dimension("entity", resource, {"code": "institucion"}, ["code"]),
        "account": {
            **_dimension(
                "classification", resource, {"code": "cuenta", "label": "nombre"}, ["code"]
            ),
            "classificationType": "economic",
        },
    }


def _dimension(
    kind: str, resource: str, sources: dict[str, str], keys: list[str]
) -> dict[str, object]:
    attributes = {
        name: {"source": source, "resource": resource} for name, source in sources.items()
    }
    if "label" in attributes:
        attributes["label"]["labelfor"] = "code"
    return {"dimensionType": kind, "primaryKey": keys, "attributes": attributes}


def _resources(tables: dict[str, bytes]) -> list[dict[str, object]]:
    """Return the tables with their size, digest and schema."""
    schema = streaming.table_schema(LINES)
    for column in schema["fields"]:
        if column["name"] in COLUMN_TYPES:
            column["columnType"] = COLUMN_TYPES[column["name"]]
    return [
        {
            "profile": "tabular-data-resource",
            "name": name,
            "path": f"{name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(table),
            "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
            "schema": schema,
        }
        for name, table in tables.items()
    ]
