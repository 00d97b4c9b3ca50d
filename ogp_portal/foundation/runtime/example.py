"""The example: a portal of a municipality that does not exist, in a folder of its own beside the
real one, with its own embedded database.

One fact says that a folder is the example's: the file MARK in it. Whatever runs on that folder is
the example, with no more words, and takes neither database nor mail server, queue, cache, secret
nor names of the real portal from the environment.
"""

import os
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from ogp_portal.foundation.runtime import environment
from ogp_portal.foundation.runtime.environment import BadSetting

WORD = "--example"
MARK = "ESTO-ES-UN-EJEMPLO.txt"
STAMP = "example.made"  # a table of the example's database alone: the day until which it goes
NOTICE = "Ejemplo: esta municipalidad no existe"
ROBOTS = "noindex, nofollow"
OWN = {
    "PORTAL_NAME": "Gobierno Abierto de Valle Sereno (ejemplo)",
    "PORTAL_OWNER": NOTICE,
    "PORTAL_CONTACT": "contacto@demo.example",
    "PORTAL_LOGO": "",
    "MAIL_FROM": "ejemplo@demo.example",
    "DATABASE_URL": "",
    "DATABASE_PASSWORD": "",
    "CELERY_BROKER_URL": "",
    "REDIS_URL": "",
    "REDIS_PASSWORD": "",
    "EMAIL_HOST": "",
    "SECRET_KEY": "",
    "BACKUP_FOLDER": "",
    "QUIET_PERIODS": "",
}
TEXT = (
    "Esta carpeta es el ejemplo del portal: una municipalidad que no existe, con su propia base de "
    "datos.\nLa hace y la muestra `python3 manage.py up --example`. Se puede borrar entera.\n"
)


def is_one(var: Path) -> bool:
    """Say whether what the portal writes in `var` is the example."""
    return (var / MARK).is_file()


def is_chosen(root: Path) -> bool:
    """Say whether this process works on the example of the project in `root`."""
    return is_one(root / os.environ.get("PORTAL_VAR", "var"))


def set_apart(*emptied: str, variables: MutableMapping[str, str] = os.environ) -> None:
    """Put the example's own values in place of the real portal's; `emptied` are others that it
    leaves empty.
    """
    for name, value in {**OWN, **dict.fromkeys(emptied, "")}.items():
        variables.pop(f"{name}_FILE", None)
        variables[name] = value


def choose(argv: Sequence[str], *, root: Path) -> list[str]:
    """Return the words of a command without WORD; with it, the command works on the example, which
    `up` makes. Raises BadSetting where there is none, or its folder holds anything else.
    """
    if WORD not in argv:
        return list(argv)
    kept = environment.entries(root / ".env")
    var = root / (os.environ.get("PORTAL_VAR") or kept.get("PORTAL_VAR") or "var")
    folder = var if is_one(var) else var / "example"
    if not is_one(folder):
        _begin(folder, may_make="up" in argv[1:2])
    os.environ["PORTAL_VAR"] = str(folder)
    return [word for word in argv if word != WORD]


def _begin(folder: Path, *, may_make: bool) -> None:
    if folder.exists() and any(folder.iterdir()):
        message = (
            f"{folder} tiene otra cosa y no es el ejemplo: muévala, o ponga PORTAL_VAR en otra "
            f"carpeta."
        )
        raise BadSetting(message)
    if not may_make:
        message = "Todavía no hay un ejemplo: se hace con python3 manage.py up --example"
        raise BadSetting(message)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(TEXT, encoding="utf-8")


def refuse(command: str, *, is_example: bool) -> None:
    """Refuse a command that would put real things in the example. Raises BadSetting."""
    if is_example:
        message = f"{NOTICE}. «{command}» es de un portal real: repita sin {WORD}."
        raise BadSetting(message)


def warning() -> str:
    """Return what every other command says before it works on the example."""
    return f"{NOTICE}. Esta orden trabaja en él y no en el portal."
