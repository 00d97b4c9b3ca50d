"""The catalogue of open data (/datos/): every dataset with its fields, a preview and its files; the
API explained; the files themselves.
"""

import io
import mimetypes
from typing import IO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import keyset, problems, streaming
from ogp_portal.foundation.api.datasets import PUBLISHED, find
from ogp_portal.foundation.api.filters import parameters
from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.api.pagination import MOST_PER_PAGE, PER_PAGE
from ogp_portal.foundation.api.renderers import FILE_UNITS, to_json
from ogp_portal.foundation.documents import storage
from ogp_portal.foundation.documents.text import json_for_page
from ogp_portal.foundation.permissions.decorators import public
from transparency.catalogue import dcat, packages
from transparency.catalogue.models import DataPackage

FEW_VERSIONS = 60
PREVIEW = 10


def _latest(request: HttpRequest) -> DataPackage | None:
    return DataPackage.objects.allowing("view", request.user).order_by("-built_at").first()


def _resource(package: DataPackage | None, heading: str) -> dict[str, object] | None:
    resources = package.descriptor["resources"] if package else []
    return next((resource for resource in resources if resource["name"] == heading), None)


@public(cache=300)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show every dataset, the whole package and its versions."""
    versions = list(
        DataPackage.objects.allowing("view", request.user)
        .order_by("-built_at")
        .defer("descriptor")[:FEW_VERSIONS]
    )
    package = _latest(request)
    datasets = [(dataset, _resource(package, dataset.heading)) for dataset in PUBLISHED.values()]
    return render(
        request,
        "transparency/catalogue/catalogue.html",
        {"datasets": datasets, "package": package, "versions": versions},
    )


@public(cache=300)
def dataset_detail(request: HttpRequest, heading: str) -> HttpResponse:
    """Show one dataset: what it holds, its first rows, its files."""
    dataset = find(heading)
    if dataset is None or dataset.heading != heading:
        raise Http404
    package = _latest(request)
    resource = _resource(package, heading)
    language = languages.short()
    header, rows = streaming.preview(dataset, language=language, most=PREVIEW)
    version, when = (package.version, package.descriptor["created"]) if package else (None, None)
    context = {
        "dataset": dataset,
        "package": package,
        "resource": resource,
        "header": header,
        "rows": rows,
        "api": f"{API}{dataset.name}",
        "described": json_for_page(
            dcat.for_search_engines(dataset, resource, version=version, when=when)
        ),
        "language": language,
    }
    return render(request, "transparency/catalogue/dataset.html", context)


@public(cache=3600)
def api_guide(request: HttpRequest) -> HttpResponse:
    """Explain the API to a person, from the same declarations that make it."""
    context = {
        "api": API,
        "datasets": [
            (dataset, parameters(dataset, is_list=True), keyset.orderings(dataset))
            for dataset in PUBLISHED.values()
        ],
        "most": MOST_PER_PAGE,
        "per_page": PER_PAGE,
        "limit": settings.API_UNITS_PER_MINUTE,
        "export_units": FILE_UNITS,
        "problems": [(kind, status, title) for kind, (status, title) in problems.KINDS.items()],
    }
    return render(request, "transparency/catalogue/api_guide.html", context)


@public(cache=300)
def catalogue_jsonld(request: HttpRequest) -> HttpResponse:
    """Give the catalogue as DCAT-AP."""
    package = _latest(request)
    body = to_json(dcat.catalogue(package.descriptor if package else None))
    return HttpResponse(
        body, content_type="application/ld+json", headers={"Access-Control-Allow-Origin": "*"}
    )


@public(cache=300)
def data_package(request: HttpRequest) -> HttpResponse:
    """Give the descriptor of the latest package, its paths made absolute."""
    package = _latest(request)
    if package is None:
        raise Http404
    base = f"{settings.PORTAL_URL}/datos/archivos/{package.version}/"
    resources = [
        {**resource, "path": base + resource["path"]}
        for resource in package.descriptor["resources"]
    ]
    body = to_json({**package.descriptor, "resources": resources})
    return HttpResponse(
        body, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"}
    )


@public(cache=300)
def package_file(request: HttpRequest, version: str, name: str) -> HttpResponseBase:
    """Give a file of a version, as it was built."""
    package = DataPackage.objects.allowing("view", request.user).filter(version=version).first()
    if package is None or name not in _files(package):
        raise Http404
    kind = mimetypes.guess_type(name)[0] or streaming.FORMATS.get(
        name.rsplit(".", 1)[-1], "application/octet-stream"
    )
    response = streaming.attachment(_open(package, name), name, media_type=kind)
    response["ETag"] = f'"{_files(package)[name]}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _open(package: DataPackage, name: str) -> IO[bytes]:
    """Open a file of a version. Raises Damaged if it is not as it was built."""
    place = packages.place_of(package.version, name)
    if name != packages.DESCRIPTOR:
        return storage.open_whole(place, _files(package)[name])
    content = storage.read(place)
    if packages.parsed(content) != package.descriptor:
        raise storage.Damaged(place)
    return io.BytesIO(content)


def _files(package: DataPackage) -> dict[str, str]:
    """Return the digest of each file of a version by its name."""
    digests = {"datapackage.zip": package.sha256, packages.DESCRIPTOR: package.content_sha256}
    for resource in package.descriptor["resources"]:
        digests |= {
            file["path"]: file["hash"].removeprefix("sha256:")
            for file in (resource, *resource["alternates"])
        }
    return digests
