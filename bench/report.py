"""The monthly report's PDF for 10, 80 and 400 commitments, against Chromium's print of the same
HTML, in one run.

    .venv/bin/python bench/report.py

Needs Chromium. The snapshots are made in memory: no database is read.
"""

import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10, 80, 400)
TURNS = 5


def facts(count: int) -> dict[str, object]:
    """Return the facts of a plan with `count` commitments of four milestones each."""
    from transparency.reports import snapshot

    rows = [_commitment(number) for number in range(1, count + 1)]
    axes = [
        {
            "slug": f"eje-{n}",
            "name": f"Eje {n}",
            "totals": snapshot.totals([row for row in rows if row["axis"] == f"Eje {n}"]),
        }
        for n in range(3)
    ]
    return {
        "schema": 1,
        "month": "2026-10",
        "edition": 1,
        "cut_off_at": "2026-11-01T00:00:00-03:00",
        "taken_at": "2026-11-01T06:00:00-03:00",
        "facts_at": "2026-11-01T00:00:00-03:00",
        "plan": {
            "slug": "plan",
            "title": "Plan de muestra",
            "kind": "ogp_local",
            "state": "in_force",
            "is_historical": False,
            "starts_on": "2026-01-01",
            "ends_on": "2027-12-31",
            "precision": "day",
            "source": "",
            "members": [],
        },
        "commitments": rows,
        "axes": axes,
        "published_totals": [],
        "stages": [],
        "totals": snapshot.totals(rows),
        "previous": None,
    }


def _commitment(number: int) -> dict[str, object]:
    """Return a commitment of four milestones."""
    return {
        "slug": f"compromiso-{number}",
        "number": number,
        "title": f"Compromiso {number}: abrir las actas del consejo a todas las personas",
        "sentence": (
            "Que cualquiera pueda leer, el mismo día, lo que el consejo acordó y quién votó qué."
        ),
        "objective": "",
        "axis": f"Eje {number % 3}",
        "responsible": "Gobierno de Santiago",
        "post": "",
        "state": "published",
        "state_reason": "",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "precision": "day",
        "computed_progress": 70,
        "computed_level": "substantial",
        "claimed_level": "substantial",
        "last_report_on": "2026-10-31",
        "not_reported": False,
        "source": "",
        "milestones": [_milestone(place, number) for place in range(1, 5)],
    }


def _milestone(place: int, number: int) -> dict[str, object]:
    """Return a milestone: two of four are done; every fifth commitment has one that is late."""
    is_done, is_late = place < 3, place == 3 and number % 5 == 0
    return {
        "position": place,
        "title": f"Hito {place} del compromiso {number}",
        "state": "complete" if is_done else "in_progress",
        "state_reason": "",
        "is_open": not is_done,
        "progress": 100 if is_done else 40,
        "weight": 1,
        "due_on": "2026-09-30" if is_done or is_late else "2026-12-31",
        "first_due_on": "2026-06-30",
        "completed_on": "2026-10-05" if is_done else None,
        "days_late": 31 if is_late else 0,
        "days_late_against_first": 123,
        "times_moved": 1,
        "moved_this_month": [],
        "finished_this_month": place == 2 and number % 5 == 0,
    }


def ours(body: str) -> None:
    """Make the PDF as the portal does: page, tags, both standards, attachments."""
    from ogp_portal.foundation.documents import pdf
    from transparency.reports import documents

    at = datetime.datetime(2026, 11, 1, 9, tzinfo=datetime.UTC)
    pdf.to_pdf(
        documents.html(body, sha256="0" * 64),
        title="Informe",
        language="es-CL",
        at=at,
        identifier="x",
        attachments=documents.attachments(body),
    )


def chromium(html: Path, target: Path) -> None:
    """Print the same HTML with Chromium (tagged by default, neither archival nor with
    attachments).
    """
    words = [
        shutil.which("chromium-headless-shell") or "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--print-to-pdf={target}",
        html.as_uri(),
    ]
    subprocess.run(words, check=True, capture_output=True)


def timed(work: object) -> float:
    """Return the median seconds of TURNS runs."""
    seconds = []
    for _turn in range(TURNS):
        started = time.perf_counter()
        work()  # type: ignore[operator]
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main() -> None:
    """Measure and print a table."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
    os.environ.setdefault("FONTCONFIG_FILE", str(ROOT / "var" / "fonts.conf"))
    import django

    django.setup()
    from transparency.reports import documents, snapshot

    print("| commitments | portal: s | Chromium: s | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            body = snapshot.canonical(facts(size))
            html = Path(folder, "report.html")
            html.write_text(documents.html(body), encoding="utf-8")
            json.loads(body)
            mine, theirs = (
                timed(lambda body=body: ours(body)),
                timed(lambda html=html: chromium(html, Path(folder, "out.pdf"))),
            )
            print(f"| {size} | {mine:.2f} | {theirs:.2f} | {mine / theirs:.2f} |")


if __name__ == "__main__":
    main()
