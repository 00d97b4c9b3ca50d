"""What reading people's Markdown costs at its longest: processor seconds of each hostile text of
the tests, the slower of the two ways of reading it.

    .venv/bin/python bench/people_markdown.py
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")


def main() -> None:
    """Print the seconds of each."""
    import django

    django.setup()
    from tests.foundation.test_markdown import HOSTILE, seconds

    for name, value in HOSTILE.items():
        print(f"{name}: {len(value)} characters, {seconds(value):.2f} s", flush=True)


if __name__ == "__main__":
    main()
