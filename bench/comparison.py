"""What comparing two versions of a draft costs, for a draft as people write it and for the worst
that its limits let in: processor seconds, paragraphs and words, without a database.

    .venv/bin/python bench/comparison.py
"""

import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")

LONGEST = 20_000  # characters of a part (forums/drafts/reading.py)
SENTENCE = "El gobierno publicará los datos de cada comuna una vez al año, con quién los reunió"
Draft = tuple[list[str], list[str]]


def usual(chance: random.Random) -> Draft:
    """Return three parts of forty paragraphs, of which one in ten was reworded."""
    old = [
        "\n".join(f"{SENTENCE} en el barrio {chance.randrange(99)}, número {n}." for n in range(40))
        for _part in range(3)
    ]
    return old, [text.replace("una vez al año", "cada mes", 4) for text in old]


def lines(chance: random.Random, words: list[str]) -> Draft:
    """Return three parts full of lines drawn from a few."""
    count = LONGEST // (max(map(len, words)) + 1)

    def part() -> str:
        return "\n".join(chance.choice(words) for _line in range(count))

    return [part() for _part in range(3)], [part() for _part in range(3)]


def paragraphs(chance: random.Random, letters: str) -> Draft:
    """Return three parts of paragraphs as long as are compared by words, of a few words."""

    def part() -> str:
        rows = (" ".join(chance.choice(letters) for _word in range(2_900)) for _row in range(3))
        return "\n".join(rows)

    return [part() for _part in range(3)], [part() for _part in range(3)]


def shifted(chance: random.Random) -> Draft:
    """Return three parts of alike paragraphs, each moved by some."""
    old = ["\n".join(f"la comuna hace {n % 7} {n}" for n in range(900)) for _part in range(3)]
    return old, [text.replace("hace", "hará").split("\n", 9)[-1] for text in old]


def main() -> None:
    """Print the seconds of each."""
    import django

    django.setup()
    from forums.drafts import comparison

    drafts = {
        "as people write": usual,
        "two one-letter lines, 10,000 a part": lambda chance: lines(chance, ["a", "b"]),
        "four sentences over and over": lambda chance: lines(
            chance, ["la comuna de Renca", "la comuna de Chile", "el agua", "se publica"]
        ),
        "paragraphs of 2,900 words out of two": lambda chance: paragraphs(chance, "ab"),
        "paragraphs of 2,900 words out of eight": lambda chance: paragraphs(chance, "abcdefgh"),
        "900 alike paragraphs, moved": shifted,
    }
    for name, draw in drafts.items():
        before, after = draw(random.Random(7))
        start = time.process_time()
        steps = [
            step
            for old, new in zip(before, after, strict=True)
            for step in comparison.compare(old, new)
        ]
        middle = time.process_time()
        pieces = sum(
            len(comparison.pieces(step.before, step.after))
            for step in steps
            if step.kind == comparison.CHANGED
        )
        end = time.process_time()
        print(
            f"{name}: {middle - start:.2f} s by paragraphs, {end - middle:.2f} s by words; "
            f"{len(steps)} paragraphs, {pieces} pieces",
            flush=True,
        )


if __name__ == "__main__":
    main()
