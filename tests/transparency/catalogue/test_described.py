"""What the OpenAPI document says, for programs that are made from it: nothing that a generator of
clients would have to leave out.
"""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ogp_portal.foundation.api.datasets import PUBLISHED
from tests.journeys.conftest import portal  # noqa: F401 - a real server

CONFIGURATION = """post_hooks: []
content_type_overrides:
  application/x-ndjson: application/octet-stream
  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: application/octet-stream
  application/problem+json: application/json
"""


def parts(value: object, path: str = "") -> Iterator[tuple[str, dict]]:
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            if name not in {"example", "examples", "parameters"}:
                yield from parts(inner, f"{path}/{name}")
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from parts(inner, f"{path}/{place}")


def is_of(kind: str, schema: dict) -> bool:
    types = schema.get("type", ())
    return kind in ([types] if isinstance(types, str) else types)


@pytest.fixture
def description(client, db):
    return client.get("/api/v1/openapi.json").json()


def test_the_description_says_where_the_portal_is(description, settings, client):
    assert description["servers"] == [{"url": settings.PORTAL_URL}]
    settings.PORTAL_URL = "https://abierto.example"
    moved = client.get("/api/v1/openapi.json").json()
    assert moved["servers"] == [{"url": "https://abierto.example"}]


def test_every_array_says_what_it_holds_and_every_object_what_it_always_has(description):
    schemas = list(parts(description))
    arrays = [path for path, schema in schemas if is_of("array", schema)]
    assert len(arrays) > 100
    assert [
        path for path, schema in schemas if is_of("array", schema) if "items" not in schema
    ] == []
    objects = [(path, schema) for path, schema in schemas if is_of("object", schema)]
    assert len(objects) > 100
    vague = [
        path
        for path, schema in objects
        if not schema.get("required") and schema.get("additionalProperties") is not True
    ]
    assert vague == []


def test_no_column_may_be_several_kinds_of_thing_at_once(description):
    for path, schema in parts(description):
        types = schema.get("type")
        if isinstance(types, list):
            assert len(types) == 2, path
            assert types[1] == "null", path


def test_a_row_always_has_its_key_and_what_the_database_cannot_leave_out_is_never_null(description):
    schemas = description["components"]["schemas"]
    for name, dataset in PUBLISHED.items():
        row = schemas["".join(part.title() for part in name.split("-"))]
        assert row["required"] == [dataset.key]
        assert row["properties"][dataset.key]["type"] == "string"
        assert row["properties"]["modified_at"]["type"] == "string", name
    promise = schemas["Commitments"]["properties"]
    assert promise["title"]["type"] == "string"
    assert promise["number"]["type"] == ["integer", "null"]
    assert {"type": "null"} not in promise["plan"]["anyOf"]


def test_the_key_comes_whatever_columns_are_asked_for(client, rich):
    rows = client.get("/api/v1/commitments/?fields=title").json()["results"]
    assert {frozenset(row) for row in rows} == {frozenset({"slug", "title"})}
    assert client.get("/api/v1/commitments/?fields=nada").status_code == 400


@pytest.fixture
def generated(tmp_path, monkeypatch, client):
    """A client made from the description by openapi-python-client."""
    document, choices = tmp_path / "openapi.json", tmp_path / "choices.yml"
    document.write_bytes(client.get("/api/v1/openapi.json").content)
    choices.write_text(CONFIGURATION, encoding="utf-8")
    program = Path(sys.executable).with_name("openapi-python-client")
    words = ["generate", "--path", str(document), "--config", str(choices), "--meta", "none"]
    ended = subprocess.run(
        [program, *words, "--output-path", str(tmp_path / "made_client")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "WARNING" not in ended.stdout + ended.stderr  # it leaves nothing out
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("made_client")
    for name in [name for name in sys.modules if name.split(".")[0] == "made_client"]:
        del sys.modules[name]


@pytest.mark.nightly
@pytest.mark.world("rights")
@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("server")
def test_a_client_made_from_the_description_reads_every_list(portal, settings, generated):  # noqa: F811
    settings.API_UNITS_PER_MINUTE = 10_000_000
    asking = generated.Client(base_url=portal.url, raise_on_unexpected_status=True)
    read = {name: list_of(name, asking) for name in PUBLISHED}
    assert {name for name, rows in read.items() if not rows} == set()
    for name, rows in read.items():
        for row in rows:
            assert type(row).__module__.startswith("made_client.models."), name
            assert str(getattr(row, PUBLISHED[name].key)), name
            assert row.modified_at.tzinfo is not None, name
    promise = read["commitments"][0]
    assert isinstance(promise.title, str)
    assert str(promise.milestones[0].id)
    assert isinstance(read["changes"][0].after.additional_properties, dict)


def list_of(name, asking):
    """Return the rows that the generated client reads of a dataset, as it types them."""
    part = name.replace("-", "_")
    page = importlib.import_module(f"made_client.api.{part}.list_{part}").sync(client=asking)
    assert page is not None, name
    assert isinstance(page.results, list), name
    return page.results
