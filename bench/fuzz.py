"""Promise P14: hostile requests by the hundred thousand, on every route and as everybody.

`.venv/bin/python bench/fuzz.py [requests] [first seed]` sends as many (a million unless told
otherwise) in turns of 5,000, each on a fresh database with one row of every thing in every state,
and prints the answers by status. Every request that broke something is printed with what it held.
"""

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TURN = 5_000


def main() -> int:
    """Send the requests and print what came of them; 1 if anything broke."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    from django.conf import settings

    from tests.databases import Databases
    from tests.promises.hostile import Attack, cheap, people, write_files

    databases = Databases("bench")
    databases.begins_in = ("rights", True)
    databases.open({"rights"})
    settings.MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="fuzz-"))
    statuses: Counter[int] = Counter()
    faults, began = 0, time.process_time()
    for turn in range(-(-requests // TURN)):
        databases.enter("rights", is_committed=True)
        write_files()
        with cheap():
            attack = Attack(people(), seed=first + turn)
            attack.run(min(TURN, requests - statuses.total()))
        statuses += attack.statuses
        faults += len(attack.faults)
        for fault in attack.faults:
            print(f"seed {first + turn}: {fault}")
        seconds = time.process_time() - began
        print(
            f"{statuses.total():,} requests, {seconds:.0f} s of processor, {faults} faults",
            flush=True,
        )
    print(dict(sorted(statuses.items())))
    databases.close()
    shutil.rmtree(settings.MEDIA_ROOT)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "ogp_portal.settings"
    import django
    from django.test.utils import setup_test_environment

    from ogp_portal.foundation.runtime import postgres

    django.setup()
    setup_test_environment()
    with postgres.shared(postgres.locate(ROOT / "var", durable=False)):
        sys.exit(main())
