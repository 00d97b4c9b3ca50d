"""The containers, read as text: the shape of the compose file, every setting named, the same start
commands everywhere.
"""

import re
from pathlib import Path

import yaml
from django.conf import settings

from ogp_portal.foundation.runtime import environment

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SERVICE_KEYS = {
    "build",
    "command",
    "depends_on",
    "env_file",
    "environment",
    "healthcheck",
    "image",
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
    assert given - known <= {
        "PATH",
        "PORTAL_BOOTSTRAP",
        "PYTHONUNBUFFERED",
        "FONTCONFIG_FILE",
        "VIRTUAL_ENV",
    }


def test_containers_and_makefile_start_the_same_programs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for program in ("web", "worker", "beat"):
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
