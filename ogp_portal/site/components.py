"""What the components of pages are and take, as the heads of their files say."""

import re
from dataclasses import dataclass
from pathlib import Path

HEAD = re.compile(r"\{# (.*?) #\}\n")
SAID = re.compile(r"(?P<meaning>.+?) Inputs: (?P<inputs>.+)", re.S)


@dataclass(frozen=True)
class Component:
    """A component: its file under `templates/components/`, what it is, its inputs in words."""

    name: str
    meaning: str
    inputs: str

    @property
    def names(self) -> frozenset[str]:
        """Return the names of its inputs; "content" is what stands between its tags."""
        listed = re.sub(r"\([^()]*\)", "", self.inputs).split(".")[0]
        return frozenset(re.findall(r"[a-z_]+", listed)) - {"and", "or", "none"}


def described(name: str, text: str) -> Component | None:
    """Return the component that a file's text describes at its head, None without such a head."""
    lines = []
    while head := HEAD.match(text):
        lines.append(head[1])
        text = text[head.end() :]
    declared = SAID.fullmatch(" ".join(lines))
    return Component(name, declared["meaning"], declared["inputs"]) if declared else None


def components(folder: Path) -> dict[str, Component | None]:
    """Return the components of a folder by file."""
    return {
        name: described(name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.*"))
        for name in [str(path.relative_to(folder))]
    }
