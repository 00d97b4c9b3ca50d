"""The bill of materials and the audit of packages, which never passes for want of an answer."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from django.core.management import CommandError, call_command

from ogp_portal.management import lock_files
from ogp_portal.management.commands import audit
from tests.house.source import ROOT, read

# --- what the portal is made of


def test_the_bill_of_materials_is_valid_and_names_every_locked_package(tmp_path):
    target = tmp_path / "sbom.json"
    call_command("sbom", output=str(target))
    text = target.read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    found = json.loads(text)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    names = {(component["name"], component["version"]) for component in found["components"]}
    assert names == {(package.name, package.version) for package in lock_files.read()}
    locked = set(re.findall(r"^([a-z0-9-]+)==", read(ROOT / "requirements.txt"), re.M))
    assert {name for name, _version in names} == locked
    for component in found["components"]:
        assert component["purl"] == f"pkg:pypi/{component['name']}@{component['version']}"
        (archive,) = component["externalReferences"]
        assert archive["hashes"], component["name"]


def test_the_bill_of_materials_says_who_needs_whom_and_under_which_licence():
    out = StringIO()
    call_command("sbom", stdout=out)
    found = json.loads(out.getvalue())
    needs = {row["ref"]: set(row.get("dependsOn", [])) for row in found["dependencies"]}
    version = {component["name"]: component["bom-ref"] for component in found["components"]}
    assert version["sqlparse"] in needs[version["django"]]
    assert version["django"] in needs["ogp-portal"]
    without = [
        component["name"] for component in found["components"] if not component.get("licenses")
    ]
    assert len(without) <= 3, without


def test_the_same_lock_file_gives_the_same_bytes():
    first, second = StringIO(), StringIO()
    call_command("sbom", stdout=first)
    call_command("sbom", stdout=second)
    assert first.getvalue() == second.getvalue()


def test_a_package_without_an_exact_version_is_no_lock(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements.txt").write_text("django>=5.2\n")
    with pytest.raises(ValueError, match=r"not locked to one version: django>=5\.2"):
        lock_files.read()


# --- the audit


@pytest.fixture
def database():
    """A database of vulnerabilities that answers as the test says and keeps what it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            server.asked = asked
            body = server.answer(asked)
            self.send_response(server.status)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status = 200
    server.address = f"http://127.0.0.1:{server.server_port}/v1/querybatch"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def known(asked, *, vulnerable=(), unfinished=()):
    """Answer as OSV does: it knows an old Django, and what the test says."""
    rows = []
    for query in asked:
        name, version = query["package"]["name"], query["version"]
        is_known = (name, version) == ("django", "2.0") or name in vulnerable
        row = {"vulns": [{"id": f"PYSEC-{name}"}]} if is_known else {}
        rows.append({**row, "next_page_token": "x"} if name in unfinished else row)
    return {"results": rows}


def run(server, *words) -> str:
    out = StringIO()
    call_command("audit", *words, "--database", server.address, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("words", [(), ("--strict",), ("--allow-offline",)])
def test_packages_without_known_holes_pass_and_every_one_was_asked(database, words):
    database.answer = known
    output = run(database, *words)
    count = int(re.search(r"(\d+) paquetes revisados", output).group(1))
    every = {
        (package.name, package.version)
        for name in lock_files.ALL
        for package in lock_files.read(name)
    }
    assert count == len(every)
    asked = {(query["package"]["name"], query["version"]) for query in database.asked}
    assert asked == {*every, ("django", "2.0")}


@pytest.mark.parametrize("words", [(), ("--strict",), ("--allow-offline",)])
def test_a_known_hole_fails_and_is_named(database, words):
    database.answer = lambda asked: known(asked, vulnerable={"pillow"})
    out = StringIO()
    with pytest.raises(CommandError, match=r"^1 de \d+ paquetes tienen"):
        call_command("audit", *words, "--database", database.address, stdout=out)
    assert re.search(r"^pillow \S+: PYSEC-pillow$", out.getvalue(), re.M)


EMPTY = {
    "no answer for anything": lambda _asked: {"results": []},
    "fewer answers than questions": lambda asked: {"results": known(asked)["results"][:-1]},
    "nothing known of anything": lambda asked: {"results": [{} for _query in asked]},
    "no results at all": lambda _asked: {},
    "no JSON": lambda _asked: b"<html>proxy login</html>",
}


@pytest.mark.parametrize("answer", EMPTY.values(), ids=EMPTY)
def test_a_database_that_knows_nothing_is_no_audit(database, answer):
    database.answer = answer
    for words in ((), ("--strict",)):
        with pytest.raises(audit.NotAudited):
            run(database, *words)
    output = run(database, "--allow-offline")
    assert output.startswith("No se revisó: ")
    assert "revisados" not in output


def test_a_database_that_refuses_or_is_away_is_no_audit(database):
    database.status = 503
    database.answer = known
    with pytest.raises(audit.NotAudited, match="503"):
        run(database)
    database.address = "http://127.0.0.1:9/"
    with pytest.raises(audit.NotAudited, match="no se pudo preguntar"):
        run(database, "--strict")
    assert run(database, "--allow-offline").startswith("No se revisó: ")


def test_one_unfinished_answer_is_said_and_fails_where_strict(database):
    database.answer = lambda asked: known(asked, unfinished={"lxml"})
    assert "Sin respuesta completa: lxml." in run(database)
    with pytest.raises(audit.NotAudited, match="1 paquetes sin respuesta completa: lxml"):
        run(database, "--strict")


def test_no_package_at_all_is_no_audit(database, settings, tmp_path):
    database.answer = known
    settings.BASE_DIR = tmp_path
    for name in lock_files.ALL:
        (tmp_path / name).write_text("# empty\n")
    with pytest.raises(audit.NotAudited, match="no nombran ninguno"):
        run(database)
