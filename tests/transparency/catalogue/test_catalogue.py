"""The catalogue and the data package: described for people and machines, versioned, whole, with
true digests.
"""

import hashlib
import io
import json
import re
import zipfile

import frictionless
import pytest
import rdflib
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.core.management import call_command

from commitments.plans.models import Commitment
from ogp_portal.foundation.api.datasets import PUBLISHED
from tests.factories.commitments import commitment
from transparency.catalogue import packages, workflow
from transparency.catalogue.models import DataPackage

pytestmark = pytest.mark.django_db
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")


@pytest.fixture
def package(cast):
    commitment(cast, title="=Abrir las actas")
    return workflow.build_package()


def body(client, path, status=200) -> bytes:
    answer = client.get(path)
    assert answer.status_code == status
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_package_is_valid_and_whole(client, package, tmp_path):
    content = body(client, f"/datos/archivos/{package.version}/datapackage.zip")
    assert hashlib.sha256(content).hexdigest() == package.sha256
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:5]
    descriptor = json.loads((tmp_path / "datapackage.json").read_text())
    assert {described["name"] for described in descriptor["resources"]} == {
        dataset.heading for dataset in PUBLISHED.values()
    }
    for resource in descriptor["resources"]:
        file = tmp_path / resource["path"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
        assert resource["bytes"] == file.stat().st_size
    assert (
        next(
            described["rows"]
            for described in descriptor["resources"]
            if described["name"] == "compromisos"
        )
        == 1
    )


def test_every_file_of_a_version_is_served_with_its_true_digest(client, package):
    for resource in package.descriptor["resources"]:
        for file in (resource, *resource["alternates"]):
            content = body(client, f"/datos/archivos/{package.version}/{file['path']}")
            assert f"sha256:{hashlib.sha256(content).hexdigest()}" == file["hash"]


def test_nothing_else_is_served(client, package):
    for name in ("../../secret_key", "..%2Fsecret_key", "nada.csv", "datapackage.zip/", ".env"):
        assert client.get(f"/datos/archivos/{package.version}/{name}").status_code == 404, name
    assert client.get("/datos/archivos/1999-01-01/compromisos.csv").status_code == 404


def test_building_again_makes_a_version_only_if_something_changed(package):
    assert workflow.build_package() == package
    Commitment.objects.update(objective="Otro.")
    second = workflow.build_package()
    assert second.version == f"{package.version}.2"
    assert second.sha256 != package.sha256
    assert default_storage.exists(package.file.name)


def test_what_a_killed_build_left_behind_is_not_served(cast, client):
    commitment(cast)
    from django.core.files.base import ContentFile
    from django.utils import timezone

    left = packages.place_of(timezone.localdate().isoformat(), "compromisos.csv")
    default_storage.save(left, ContentFile(b"sin terminar"))
    package = workflow.build_package()
    content = body(client, f"/datos/archivos/{package.version}/compromisos.csv")
    assert b"sin terminar" not in content
    assert content.count(b"\n") >= 2


@pytest.mark.nightly
def test_old_versions_are_forgotten_but_the_first_of_each_month(cast, monkeypatch):
    import datetime

    monkeypatch.setattr(workflow, "NEWEST_KEPT", 2)
    days = [
        datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC) + datetime.timedelta(days=20 * n)
        for n in range(5)
    ]
    for number, day in enumerate(days):
        monkeypatch.setattr(workflow.timezone, "now", lambda day=day: day)
        commitment(cast, title=f"Compromiso {number}")
        assert workflow.build_package().version == day.date().isoformat()
    assert [built.version for built in DataPackage.objects.order_by("built_at")] == [
        "2026-09-01",
        "2026-10-11",
        "2026-10-31",
        "2026-11-20",
    ]
    assert not default_storage.exists(packages.place_of("2026-09-21", "compromisos.csv"))
    assert default_storage.exists(packages.place_of("2026-09-01", "compromisos.csv"))


@pytest.mark.django_db(transaction=True)
def test_two_builds_at_once_make_one(cast):
    import threading

    from django.db import connection

    commitment(cast)
    made = []

    def build():
        made.append(workflow.build_package())
        connection.close()

    threads = [threading.Thread(target=build) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert DataPackage.objects.count() == 1
    assert {built.pk for built in made if built} == {DataPackage.objects.get().pk}


def test_the_command_builds_it(cast, capsys):
    commitment(cast)
    call_command("build_package")
    assert DataPackage.objects.get().sha256 in capsys.readouterr().out


def test_the_catalogue_is_dcat_ap(client, package, settings):
    settings.API_UNITS_PER_MINUTE = 100_000
    graph = rdflib.Graph().parse(
        data=body(client, "/datos/catalogo.jsonld").decode(), format="json-ld"
    )
    catalogue = next(graph.subjects(rdflib.RDF.type, DCAT.Catalog))
    for wanted in (DCT.title, DCT.description, DCT.publisher):
        assert graph.value(catalogue, wanted)
    datasets = list(graph.objects(catalogue, DCAT.dataset))
    assert len(datasets) == len(PUBLISHED)
    for dataset in datasets:
        assert (dataset, rdflib.RDF.type, DCAT.Dataset) in graph
        for wanted in (
            DCT.title,
            DCT.description,
            DCT.publisher,
            DCT.identifier,
            DCAT.contactPoint,
            DCAT.theme,
            DCT.accrualPeriodicity,
            DCAT.landingPage,
        ):
            assert graph.value(dataset, wanted), (dataset, wanted)
        files = list(graph.objects(dataset, DCAT.distribution))
        assert len(files) >= 6
        for file in files:
            for wanted in (DCAT.accessURL, DCAT.mediaType, DCT.license, DCT.title):
                assert graph.value(file, wanted)
            address = str(graph.value(file, DCAT.downloadURL))
            assert client.get(address.replace(configured.PORTAL_URL, "")).status_code == 200
    assert graph.value(
        next(graph.subjects(rdflib.RDF.type, DCAT.DataService)), DCAT.endpointDescription
    )


@pytest.mark.parametrize("has_package", [True, False])
def test_the_pages_show_what_there_is(client, cast, has_package, django_assert_max_num_queries):
    commitment(cast, title="=Abrir <b>las</b> actas")
    if has_package:
        workflow.build_package()
    for path in (
        "/datos/",
        "/datos/api/",
        "/en/datos/",
        *(f"/datos/{dataset.heading}/" for dataset in PUBLISHED.values()),
    ):
        with django_assert_max_num_queries(6):
            page = body(client, path).decode()
        assert "<b>las</b>" not in page
    page = body(client, "/datos/compromisos/").decode()
    described = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL).group(1)
    )
    assert (described["@type"], described["license"]) == (
        "Dataset",
        "https://creativecommons.org/licenses/by/4.0/",
    )
    assert ("PARQUET" in page) == has_package
    assert client.get("/datos/nada/").status_code == 404
    assert client.get("/datos/commitments/").status_code == 404  # one address for one thing
    assert client.get("/datos/datapackage.json").status_code == (200 if has_package else 404)


def test_the_descriptor_at_its_own_address_leads_to_the_files(client, package):
    descriptor = json.loads(body(client, "/datos/datapackage.json"))
    for resource in descriptor["resources"]:
        assert client.get(resource["path"].replace(configured.PORTAL_URL, "")).status_code == 200


def test_the_guide_names_every_dataset_and_every_problem(client, db):
    from ogp_portal.foundation.api.problems import KINDS

    page = body(client, "/datos/api/").decode()
    for dataset in PUBLISHED.values():
        assert f"/api/v1/{dataset.name}/" in page
    for kind in KINDS:
        assert f'id="{kind}"' in page
