"""The catalogue for machines: DCAT 3 in the DCAT-AP profile as JSON-LD, and schema.org for search
engines. Facts in, dictionaries out.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ogp_portal.foundation import languages
from ogp_portal.foundation.api.datasets import LICENCE, PUBLISHED, Dataset
from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.api.streaming import FORMATS

LANGUAGE = "http://publications.europa.eu/resource/authority/language/SPA"
THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Facts = dict[str, Any]  # JSON-LD, and what a package describes of a file


def page_of(dataset: Dataset) -> str:
    """Return the address of a dataset's page."""
    return f"{settings.PORTAL_URL}/datos/{dataset.heading}/"


def catalogue(descriptor: Facts | None) -> dict[str, object]:
    """Return the catalogue with every dataset;

    `descriptor` is that of the latest package, if there is one.
    """
    sizes = {resource["name"]: resource for resource in (descriptor or {}).get("resources", [])}
    when = (descriptor or {}).get("created")
    version = (descriptor or {}).get("version")
    return {
        "@context": CONTEXT,
        "@id": f"{settings.PORTAL_URL}/datos/catalogo.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _spanish(settings.PORTAL_NAME),
        "dct:description": _spanish(_("Todo lo publicado en el portal, como datos abiertos.")),
        "dct:publisher": _publisher(),
        "dct:language": {"@id": LANGUAGE},
        "dct:license": {"@id": LICENCE},
        "foaf:homepage": {"@id": f"{settings.PORTAL_URL}/datos/"},
        "dcat:dataset": [
            _dataset(dataset, sizes.get(dataset.heading), version=version, when=when)
            for dataset in PUBLISHED.values()
        ],
        "dcat:service": {
            "@id": f"{settings.PORTAL_URL}{API}",
            "@type": "dcat:DataService",
            "dct:title": _spanish("API"),
            "dcat:endpointURL": {"@id": f"{settings.PORTAL_URL}{API}"},
            "dcat:endpointDescription": {"@id": f"{settings.PORTAL_URL}{API}openapi.json"},
            "dct:license": {"@id": LICENCE},
            "dcat:servesDataset": [{"@id": page_of(dataset)} for dataset in PUBLISHED.values()],
        },
    }


def _spanish(text: object) -> dict[str, str]:
    return {"@value": str(text), "@language": languages.shorts()[0]}


def _publisher() -> dict[str, object]:
    return {
        "@id": f"{settings.PORTAL_URL}/",
        "@type": "foaf:Agent",
        "foaf:name": settings.PORTAL_OWNER,
    }


def _dataset(
    dataset: Dataset, resource: Facts | None, *, version: str | None, when: str | None
) -> dict[str, object]:
    facts: Facts = {
        "@id": page_of(dataset),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.heading,
        "dct:title": _spanish(dataset.title),
        "dct:description": _spanish(dataset.sentence),
        "dct:publisher": _publisher(),
        "dct:language": {"@id": LANGUAGE},
        "dct:accrualPeriodicity": {"@id": DAILY},
        "dcat:theme": {"@id": THEME},
        "dcat:keyword": [
            _spanish(word) for word in ("gobierno abierto", "compromisos", "transparencia")
        ],
        "dcat:landingPage": {"@id": page_of(dataset)},
        "dcat:contactPoint": {
            "@type": "vcard:Kind",
            "vcard:fn": settings.PORTAL_OWNER,
            "vcard:hasEmail": {"@id": f"mailto:{settings.PORTAL_CONTACT}"},
        },
        "dcat:distribution": [_live(dataset, form) for form in ("csv", "jsonl")],
    }
    if when:
        facts["dct:modified"] = {"@value": when, "@type": "xsd:dateTime"}
    if resource and version:
        facts["dcat:distribution"] += [
            _file(dataset, version, file)
            for file in (
                {
                    "path": resource["path"],
                    "format": "csv",
                    "bytes": resource["bytes"],
                    "hash": resource["hash"],
                },
                *resource["alternates"],
            )
        ]
    return facts


def _live(dataset: Dataset, form: str) -> dict[str, object]:
    address = f"{settings.PORTAL_URL}{API}{dataset.name}.{form}"
    return _distribution(address, form, f"{dataset.title} ({form.upper()})")


def _file(dataset: Dataset, version: str, file: Facts) -> dict[str, object]:
    address = f"{settings.PORTAL_URL}/datos/archivos/{version}/{file['path']}"
    distribution = _distribution(
        address, file["format"], f"{dataset.title} ({file['format'].upper()}, {version})"
    )
    distribution["dcat:byteSize"] = {
        "@value": str(file["bytes"]),
        "@type": "xsd:nonNegativeInteger",
    }
    distribution["spdx:checksum"] = {
        "@type": "spdx:Checksum",
        "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
        "spdx:checksumValue": {
            "@value": file["hash"].removeprefix("sha256:"),
            "@type": "xsd:hexBinary",
        },
    }
    return distribution


def _distribution(address: str, form: str, title: str) -> dict[str, object]:
    media = FORMATS[form].split(";")[0]
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _spanish(title),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dct:license": {"@id": LICENCE},
    }


def for_search_engines(
    dataset: Dataset, resource: Facts | None, *, version: str | None, when: str | None
) -> dict[str, object]:
    """Return schema.org's Dataset for a dataset's page."""
    downloads = [
        {
            "@type": "DataDownload",
            "encodingFormat": FORMATS[form].split(";")[0],
            "contentUrl": f"{settings.PORTAL_URL}{API}{dataset.name}.{form}",
        }
        for form in ("csv", "jsonl")
    ]
    facts = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": str(dataset.title),
        "description": str(dataset.sentence),
        "url": page_of(dataset),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": settings.PORTAL_OWNER},
        "variableMeasured": [column.heading for column in dataset.table()],
        "distribution": downloads,
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": settings.PORTAL_NAME,
            "url": f"{settings.PORTAL_URL}/datos/",
        },
    }
    if when:
        facts["dateModified"] = when
    if version:
        facts["version"] = version
    return facts
