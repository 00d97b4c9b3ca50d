"""The containers, read as text: the shape of the compose file, every setting named, the same start
commands everywhere.
"""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from ogp_portal.foundation.runtime import environment

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PRIVATE = (  # what holds secrets, or what people sent, wherever the documents say it stands
    ".env",
    ".env.produccion",
    "secrets/secret_key",
    "secrets/database_password",
    "secrets/postgres_password",
    "secrets/queue_password",
    "docs/secrets/secret_key",
    "var/secret_key",
    "var/files/evidencia/acta.pdf",
    "var/postgres/data/PG_VERSION",
    "secret_key",
    "tls/portal.key",
    "tls/portal.pem",
    "respaldos/2026-11-27/database.dump",
    "backups/2026-11-27/files/acta.pdf",
    "database.dump",
)
NEEDED = ("manage.py", "ogp_portal/settings.py", "static/css/base.css", "requirements.txt")
SERVICE_KEYS = {
    "build",
    "command",
    "depends_on",
    "env_file",
    "environment",
    "healthcheck",
    "image",
    "logging",
    "mem_limit",
    "networks",
    "ports",
    "restart",
    "secrets",
    "user",
    "volumes",
}


def test_the_compose_file_has_the_shape_it_should():
    assert set(COMPOSE["services"]) == {
        "setup",
        "web",
        "worker",
        "beat",
        "letters",
        "database",
        "queue",
        "proxy",
    }
    for name, service in COMPOSE["services"].items():
        assert set(service) <= SERVICE_KEYS, name
        assert ("build" in service) != ("image" in service), name
        for needed in service.get("depends_on", {}):
            assert needed in COMPOSE["services"]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in COMPOSE["volumes"]
            assert not source.startswith("./") or (ROOT / source).exists()
        for secret in service.get("secrets", []):
            assert secret in COMPOSE["secrets"]


def test_every_service_has_a_health_check_or_says_why_not():
    for name, service in COMPOSE["services"].items():
        assert name == "setup" or "healthcheck" in service, name


def test_every_setting_the_containers_give_is_one_the_portal_reads():
    given = set(COMPOSE["x-portal"]["environment"]) | set(re.findall(r"([A-Z_]{4,})=", DOCKERFILE))
    known = set(environment.REGISTER) | {f"{name}_FILE" for name in environment.REGISTER}
    given |= set(COMPOSE["services"]["proxy"]["environment"]) - {"NGINX_ENVSUBST_FILTER"}
    assert given - known <= {
        "PATH",
        "PORTAL_BOOTSTRAP",
        "PYTHONUNBUFFERED",
        "FONTCONFIG_FILE",
        "VIRTUAL_ENV",
    }


def test_containers_and_makefile_start_the_same_programs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for program in ("web", "worker", "beat", "letters"):
        assert COMPOSE["services"][program]["command"][1:] == ["manage.py", "run", program]
        assert f"manage.py run {program}" in makefile
    assert 'CMD ["python", "manage.py", "run", "web"]' in DOCKERFILE


def test_nothing_runs_as_root_and_nothing_secret_is_inside():
    assert re.search(r"^USER portal$", DOCKERFILE, re.MULTILINE)
    assert "unprivileged" in COMPOSE["services"]["proxy"]["image"]
    assert not re.search(
        r"(PASSWORD|SECRET_KEY)\s*[:=]\s*['\"]?[A-Za-z0-9]{6,}",
        DOCKERFILE + (ROOT / "docker-compose.yml").read_text(encoding="utf-8"),
    )


def test_the_proxy_keeps_no_page_of_a_person_with_a_session():
    conf = (ROOT / "docs/operacion/nginx.conf").read_text(encoding="utf-8")
    assert "proxy_no_cache $has_session" in conf
    assert "proxy_cache_bypass $has_session" in conf
    pattern = re.compile(re.search(r'"~\*(.*)" 1;', conf).group(1))
    assert all(
        pattern.search(cookie) for cookie in ("session=x", "a=b; session=x", "__Host-session=x")
    )
    assert not pattern.search("csrf=x; mysession=y")


# --- secrets


def left_out(path: str, patterns: list[str]) -> bool:
    """Say whether Docker's rules leave `path` out: a pattern matches it or a folder above it."""
    parts = path.split("/")
    above = ["/".join(parts[: number + 1]) for number in range(len(parts))]
    return any(
        re.fullmatch(
            "".join(
                {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}.get(piece, re.escape(piece))
                for piece in re.split(r"(\*\*/|\*\*|\*)", pattern)
            ),
            place,
        )
        for pattern in patterns
        for place in above
    )


def test_no_secret_and_nobodys_data_are_baked_into_the_image():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert not any(pattern.startswith("!") for pattern in patterns), "nothing is let in again"
    assert [path for path in PRIVATE if not left_out(path, patterns)] == []
    assert [path for path in NEEDED if left_out(path, patterns)] == []
    assert not left_out("secrets/secret_key", [".git", "var", "tests"]), "as it once was"


def test_no_secret_and_nobodys_data_can_be_committed(tmp_path):
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        ).stdout

    git("init", "--quiet")
    (tmp_path / ".gitignore").write_text((ROOT / ".gitignore").read_text(encoding="utf-8"))
    assert set(PRIVATE) <= set(git("check-ignore", "--no-index", *PRIVATE).split())
    assert git("check-ignore", "--no-index", *NEEDED, ".env.example") == ""


def test_every_documented_secret_is_a_file_of_the_compose_and_left_out():
    documented = (ROOT / "docs/operacion/README.md").read_text(encoding="utf-8")
    files = {secret["file"].removeprefix("./") for secret in COMPOSE["secrets"].values()}
    assert files <= set(PRIVATE)
    assert {name for name in files if name in documented} == files


# --- what each container may and may use


def test_only_the_proxy_is_reached_from_outside_and_data_reach_nobody():
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    outside = {name for name, service in services.items() if "outside" in service["networks"]}
    assert outside == {"proxy", "worker", "letters"}, (
        "the worker sends letters and webhooks, letters sends codes, and both listen to none"
    )
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all("inside" in service["networks"] for service in services.values())


def test_every_image_is_an_exact_version_and_so_is_uv():
    exact = re.compile(r"^[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.]+)*(@sha256:[0-9a-f]{64})?$")
    images = [service["image"] for service in COMPOSE["services"].values() if "image" in service]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == 5
    assert [image for image in images if not exact.match(image)] == []
    assert not exact.match("postgres:17-bookworm")
    assert not exact.match("python:latest")
    assert "--require-hashes -r requirements-boot.txt" in DOCKERFILE
    boot = (ROOT / "requirements-boot.txt").read_text(encoding="utf-8")
    assert re.search(r"^uv==\d+\.\d+\.\d+ ", boot, re.MULTILINE)


def test_every_service_has_a_bound_of_memory_and_logs_that_rotate():
    for name, service in COMPOSE["services"].items():
        assert re.fullmatch(r"\d+[mg]", service["mem_limit"]), name
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}, name


@pytest.mark.parametrize("power", ["SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION"])
def test_the_role_of_the_portal_is_made_without_power(power):
    sql = (ROOT / "docs/operacion/database.sql").read_text(encoding="utf-8")
    (role,) = re.findall(r"^CREATE ROLE portal .*;$", sql, re.MULTILINE)
    assert f" NO{power} " in role
    database = COMPOSE["services"]["database"]
    assert "POSTGRES_USER" not in database["environment"], "the superuser is not the portal"
    assert any(
        "database.sql:/docker-entrypoint-initdb.d/" in volume for volume in database["volumes"]
    )
    assert "portal@database" in COMPOSE["x-portal"]["environment"]["DATABASE_URL"]


def test_redis_asks_for_a_password_that_no_list_of_processes_shows():
    queue = COMPOSE["services"]["queue"]
    assert "requirepass" in queue["command"][-1]
    assert queue["command"][-1].startswith("exec redis-server - <<"), "read, and told to stop"
    assert "REDIS_PASSWORD_FILE" in COMPOSE["x-portal"]["environment"]


def test_nginx_and_the_portal_count_proxies_by_one_setting():
    portal = COMPOSE["x-portal"]["environment"]["TRUSTED_PROXIES"]
    assert COMPOSE["services"]["proxy"]["environment"]["TRUSTED_PROXIES"] == portal
    conf = (ROOT / "docs/operacion/nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"\$\{(\w+)\}", re.sub(r"(?m)^#.*$", "", conf)) == ["TRUSTED_PROXIES"]
    assert "limit_req_zone $client " in conf
