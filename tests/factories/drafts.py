"""Drafts, consultations, comments and responses in the state that is asked for: drafts and
consultations written as rows, what hangs on them by the workflow.

`test_rows.py` proves for each state that these are the rows that the workflow leaves.
"""

import datetime
import itertools
import uuid
from typing import Any

from django.utils import timezone

from commitments.plans.models import PromiseText
from forums.drafts import reading
from forums.drafts import workflow as drafts
from forums.drafts.models import Comment, Consultation, Draft, DraftVersion, Response, Section
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.permissions import four_eyes
from tests.factories.commitments import commitment
from tests.factories.writing import entry, role, write
from tests.people import Cast

numbers = itertools.count(1)
WEEK = datetime.timedelta(days=7)
DAY = datetime.timedelta(days=1)
NOTE = "Por lo que se comentó."
TEXTS = {
    "title": "Datos abiertos de cada comuna",
    "summary": "Publicar los datos de cada comuna.",
    "problem": (
        "Los datos de las comunas no se encuentran en ninguna parte.\nQuien los pide espera "
        "meses por una respuesta."
    ),
    "description": (
        "El gobierno publicará los datos de cada comuna una vez al año.\nLos datos tendrán un "
        "formato que cualquiera pueda abrir."
    ),
}


RICH = {
    "title": "Plazas con sombra",
    "summary": "Plantar árboles.",
    "problem": (
        "Hay **2.000** plazas *sin sombra*: ver [la ley](https://bcn.cl/ley) y `clave`.[^1]\n\n"
        "> Lo dijo una vecina.\n\n### Lo que se sabe\n\n5 * 3 no es énfasis\n\n"
        "[^1]: Según la ordenanza 12."
    ),
    "description": (
        "1. Uno\n2. Dos\n   - Sub\n      a) letra\n      b) otra\n3. Tres\n\nAparte.\n\n"
        "7. Sigue en siete\n8. Ocho\n\n"
        "| Comuna | Árboles |\n|---|---|\n| Renca | 300<br>o más |\n| Quilicura |  |"
    ),
}


def draft(
    cast: Cast,
    *,
    versions: int = 1,
    texts: dict[str, str] | None = None,
    is_kept: bool = False,
    **facts: Any,
) -> Draft:
    """A draft of a commitment of the cast's plan with so many published versions; one kept for the
    forum is read by its seats.
    """
    number = next(numbers)
    given = facts.pop("commitment", None)
    row = Draft(
        **{
            "plan": cast.plan,
            "commitment": given or commitment(cast, "draft"),
            "slug": f"borrador-{number}",
            "title": f"Borrador {number}",
            "forum": cast.forum if is_kept else None,
            **facts,
        }
    )
    written = texts or TEXTS
    if given:  # may have been drafted before: the workflow knows with which words it begins
        drafts.begin_draft(row, by=cast.coordinator)
    else:
        _first_version(cast, row, written if versions else None)
    for turn in range(0 if given else 1, versions):
        more = f"\nPárrafo nuevo de la versión {turn + 1}, que nadie había escrito."
        later = {**written, "description": written["description"] + more}
        publish(cast, row, later if turn else written)
    return Draft.objects.get(pk=row.pk)


def _first_version(cast: Cast, row: Draft, texts: dict[str, str] | None) -> None:
    """Write a draft with its first version: published with `texts`, or being written without."""
    promise = row.commitment
    assert promise
    row.latest_number = 1 if texts else 0
    row.save()
    version = DraftVersion(draft=row)
    version.save()
    steps = "\n".join(f"- {step.title}" for step in promise.milestones.order_by("position"))
    begun = {name: getattr(promise, name) for name in PromiseText.text_fields()}
    begun[reading.MILESTONES] = steps
    headings = reading.headings()
    write(
        *(
            Section(
                version=version,
                key=key,
                heading=heading,
                position=place,
                text=(texts or {}).get(key, begun[key]),
            )
            for place, (key, heading) in enumerate(headings.items(), start=1)
        )
    )
    if texts:  # a published version takes no more sections
        version.number, version.note, version.published_at = 1, NOTE, timezone.now()
        version.save()
    who = {"role": role(cast, "coordinator"), "plan": row.plan.slug}
    told = [entry("begin_draft", row, is_public=False, **who)]
    if texts:
        parts = [headings[key] for key, text in texts.items() if text != begun[key]]
        told.append(entry("edit_draft", row, after={"parts": parts}, is_public=False, **who))
        facts = {"reason": NOTE, "after": {"version": 1}, "is_public": row.forum is None}
        told.append(entry("publish_version", row, **facts, **who))
        four_eyes.wrote(row, by=cast.coordinator)
    write(*told)


def publish(cast: Cast, row: Draft, texts: dict[str, str]) -> DraftVersion:
    """Publish the next version of a draft with these words in its parts."""
    version = drafts.begin_version(row, by=cast.coordinator)
    drafts.save_version(version, by=cast.coordinator, texts=texts)
    return drafts.publish_version(row, by=cast.coordinator, what="Por lo que se comentó.")


def imported(
    row: Draft, by: Any, content: bytes, *, file_name: str = "texto.md", clears: bool = False
) -> DraftVersion:
    """Take a file into the version of a draft that is being written, as if looked at before."""
    found = reading.read(content, file_name=file_name, of_commitment=row.commitment_id is not None)
    seen = drafts.digest_of(drafts.standing_parts(row))
    return drafts.import_version(row, by=by, parts=found.parts, seen=seen, clears=clears)


def consultation(
    cast: Cast,
    state: str = "announced",
    *,
    of: Draft | None = None,
    is_over: bool = False,
    **facts: Any,
) -> Consultation:
    """A consultation of a draft's latest version, open since yesterday for a week or, answered,
    closed a second ago.
    """
    number = next(numbers)
    now = timezone.now()
    version = (of or draft(cast)).versions.order_by("-number").exclude(number=None).first()
    row = Consultation(
        **{
            "version": version,
            "slug": f"consulta-{number}",
            "title": f"Consulta {number}",
            "summary": "Qué datos se publican.",
            "rules": "Sin insultos ni datos de otras personas.",
            "opens_at": now - DAY,
            "closes_at": now + WEEK,
            **facts,
        },
        state=state,
        state_reason="Se postergó." if state == "cancelled" else "",
        answered_at=now if state in {"answered", "applied"} else None,
        edition={"answered": 1, "applied": 2}.get(state, 0),
    )
    window = {"opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()}
    if is_over or state in {"answered", "applied"}:
        row.closes_at = now - datetime.timedelta(seconds=1)
    row.save()
    subject = row.version.draft
    who = {"role": role(cast, "coordinator"), "plan": subject.plan.slug}
    told = [entry("edit_consultation", row, is_public=False, **who)]
    who["is_public"] = subject.forum_id is None
    if state != "draft":
        told.append(entry("announce_consultation", row, after=window, **who))
    if state == "cancelled":
        told.append(entry("cancel_consultation", row, reason=row.state_reason, **who))
    if state in {"answered", "applied"}:
        told.append(entry("answer_consultation", row, after={"comments": 0}, **who))
    if state == "applied":
        told.append(entry("apply_consultation", row, **who))
    write(*told)
    return Consultation.objects.get(pk=row.pk)


def close_consultation(row: Consultation) -> None:
    """Let its window have closed a second ago, as time does."""
    Consultation.objects.filter(pk=row.pk).update(
        closes_at=timezone.now() - datetime.timedelta(seconds=1)
    )


def comment(
    cast: Cast,
    state: str = "published",
    *,
    of: Consultation | None = None,
    by: Any = None,
    text: str = "Debería ser cada mes.",
    kind: str = "doubt",
    words: str = "",
    section: str = "description",
    **facts: Any,
) -> Comment:
    """A comment by the cast's member; on some words of a part where `words` are given."""
    where = of or consultation(cast)
    target = facts.pop("target", None)
    if words:
        of_part = where.version.sections.get(key=section).text
        at = passages.words_of(of_part).index(words)
        target = drafts.Target(section=section, start=at, end=at + len(words))
    row = drafts.comment(
        where,
        by=by or cast.member,
        key=uuid.uuid4(),
        kind=kind,
        text=text,
        target=target or drafts.Target(),
        **facts,
    )
    if state == "hidden":
        row = drafts.hide_comment(row, by=cast.coordinator, reason="Regla primera: insulta.")
    if state == "withdrawn":
        row = drafts.withdraw_comment(row, by=by or cast.member)
    return Comment.objects.get(pk=row.pk)


def response(
    cast: Cast, state: str = "draft", *, to: Comment | None = None, outcome: str = "not_accepted"
) -> Response:
    """A response written by the coordinator, approved by her partner."""
    row = to or comment(cast)
    made = drafts.answer_comments(
        row.consultation,
        by=cast.coordinator,
        numbers=[row.number],
        outcome=outcome,
        reason="No alcanza el presupuesto.",
    )
    if state == "approved":
        made = drafts.approve_response(
            made, read=four_eyes.as_read("approve_response", made), by=cast.second_coordinator
        )
    return Response.objects.get(pk=made.pk)
