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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from commitments.organizations.models import Organization
from ogp_portal.foundation.api import querying, streaming
from ogp_portal.foundation.api.datasets import LICENCE
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
    said = "\n".join(f"{period.slug} {period.sha256}" for period in periods)
    return Package(periods, hashlib.sha256(said.encode()).hexdigest())


def pack(organization: Organization, year: int, package: Package) -> bytes:
    """Return the package as a zip: datapackage.json and a CSV for each side."""
    tables: dict[str, bytes] = {}
    for side, (name, _direction) in TABLES.items():
        chosen = [period.pk for period in package.periods if period.side == side]
        if chosen:
            target = io.BytesIO()
            streaming.write(
                LINES,
                querying.rows(LINES).filter(period__in=chosen),
                target,
                form="csv",
                language="es",
            )
            tables[name] = target.getvalue()
    descriptor = _descriptor(organization, year, package, tables)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        files = {
            "datapackage.json": json.dumps(descriptor, ensure_ascii=False, indent=1).encode()
        } | {f"{name}.csv": table for name, table in tables.items()}
        for name, content in files.items():
            place = zipfile.ZipInfo(name, EPOCH)
            place.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(place, content)
    return output.getvalue()


def _descriptor(
    organization: Organization, year: int, package: Package, tables: dict[str, bytes]
) -> dict[str, Any]:
    schema = streaming.table_schema(LINES)
    for one in schema["fields"]:
        if one["name"] in COLUMN_TYPES:
            one["columnType"] = COLUMN_TYPES[one["name"]]
    directions = dict(TABLES.values())
    measures = {
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
    first = next(iter(tables))
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
        "model": {
            "measures": measures,
            "dimensions": {
                "date": _dimension(
                    "datetime", first, {"year": "anio", "month": "mes"}, ["year", "month"]
                ),
                "institution": _dimension("entity", first, {"code": "institucion"}, ["code"]),
                "account": _dimension(
                    "classification", first, {"code": "cuenta", "label": "nombre"}, ["code"]
                )
                | {"classificationType": "economic"},
            },
        },
        "resources": [
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
        ],
    }


def _dimension(
    kind: str, resource: str, sources: dict[str, str], keys: list[str]
) -> dict[str, Any]:
    attributes: dict[str, dict[str, str]] = {
        name: {"source": source, "resource": resource} for name, source in sources.items()
    }
    if "label" in attributes:
        attributes["label"]["labelfor"] = "code"
    return {"dimensionType": kind, "primaryKey": keys, "attributes": attributes}
