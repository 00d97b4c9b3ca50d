"""The programs of a running portal, as words to start them with: `up`, the Makefile and the
containers use the same ones.
"""

import sys

CELERY = ("-m", "celery", "--app", "ogp_portal.celery", "--quiet")


def web(host: str, port: int) -> list[str]:
    """Return how the web process is started: gunicorn, two workers of sixteen threads.

    Those who wait for a picture to be drawn (`sandbox.PLACES`) leave room for those who read.
    """
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "ogp_portal.wsgi:application",
        "--bind",
        f"{host}:{port}",
        "--workers",
        "2",
        "--threads",
        "16",
        "--no-control-socket",
        "--max-requests",
        "5000",
        "--max-requests-jitter",
        "500",
        "--timeout",
        "60",
        "--limit-request-line",
        "8190",
        "--config",
        "python:ogp_portal.foundation.runtime.gunicorn_conf",
        "--no-sendfile",
        "--log-level",
        "warning",
    ]


def worker() -> list[str]:
    """Return how the worker is started: one task at a time, each told apart from a dead
    neighbour.
    """
    return [
        sys.executable,
        *CELERY,
        "worker",
        "--concurrency",
        "1",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel",
        "WARNING",
    ]


def beat() -> list[str]:
    """Return how the calendar is started."""
    return [sys.executable, *CELERY, "beat", "--loglevel", "WARNING"]


def letters() -> list[str]:
    """Return how the program is started that sends what somebody waits for."""
    return [sys.executable, "-m", "django", "send_urgent", "--settings", "ogp_portal.settings"]
