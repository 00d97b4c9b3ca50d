"""Calls, proposals, working groups and surveys, written as rows in the state that is asked for.

`test_rows.py` proves for each state that these are the rows that the workflow leaves. Nobody is
written to: tests of letters begin with `tests.walks`.
"""

import datetime
import itertools
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from django.utils import timezone

from forums.proposals.models import Call, GroupHeadcount, Proposal, WorkingGroup
from forums.proposals.workflow import attaching, slugs
from forums.proposals.workflow.following import AUTHOR, author_code
from forums.surveys import workflow as surveys
from forums.surveys.models import Answer, Choice, OfferOfHelp, Question, Survey
from ogp_portal.foundation import workdays
from ogp_portal.foundation.permissions import codes
from ogp_portal.models import JournalEntry, Submission
from tests.factories.commitments import PNG
from tests.factories.writing import entry, role, write
from tests.people import Cast

numbers = itertools.count(1)
WEEK = datetime.timedelta(days=7)
DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)
REASON = "Por las reglas publicadas."


def call(cast: Cast, *, is_announced: bool = True, is_over: bool = False, **facts: Any) -> Call:
    """A call for proposals to the cast's plan, open since yesterday for a week."""
    number = next(numbers)
    now = timezone.now()
    row = Call(
        **{
            "plan": cast.plan,
            "slug": f"convocatoria-{number}",
            "title": f"Convocatoria {number}",
            "rules": "Que sea posible y de interés público.",
            "opens_at": now - DAY,
            "closes_at": now + WEEK,
            **facts,
        },
        announced_at=now if is_announced else None,
    )
    window = {"opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()}
    if is_over:
        row.closes_at = now - SECOND
    row.save()
    who = {"role": role(cast, "coordinator"), "plan": row.plan.slug}
    told = [entry("edit_call", row, is_public=False, **who)]
    if is_announced:
        told.append(entry("announce_call", row, after=window, **who))
    write(*told)
    return Call.objects.get(pk=row.pk)


def words(title: str = "Huertos urbanos en las plazas") -> dict[str, Any]:
    return {
        "title": title,
        "problem": "Hay plazas sin uso.",
        "solution": "Que cada comuna abra un huerto comunitario.",
    }


WAYS = {  # state of a proposal → the acts that bring it there from being confirmed
    "received": (),
    "withdrawn": (),
    "confirmed": (),
    "not_admitted": (("not_admit", "confirmed", "not_admitted"),),
    "admitted": (("admit", "confirmed", "admitted"),),
    "in_table": (
        ("admit", "confirmed", "admitted"),
        ("take_to_table", "admitted", "in_table"),
    ),
    "selected": (("admit", "confirmed", "admitted"), ("select", "admitted", "selected")),
    "not_selected": (
        ("admit", "confirmed", "admitted"),
        ("not_select", "admitted", "not_selected"),
    ),
}


def proposal(
    cast: Cast,
    state: str = "admitted",
    *,
    of: Call | None = None,
    title: str = "Huertos urbanos en las plazas",
    email: str = "vecina@prueba.example",
    files: list[Any] | None = None,
    **facts: Any,
) -> Proposal:
    """A neighbour's proposal in a state; files are looked into by the workflow."""
    asking = of or call(cast)
    key = uuid.uuid4()
    was_confirmed = state not in {"received", "withdrawn"}
    was_answered = state in {"not_admitted", "selected", "not_selected"}
    unread = slugs.unique_slug()
    row = Proposal(
        call=asking,
        email=email.lower(),
        language="es-cl",
        submission_key=key,
        tracking_digest=codes.digest(author_code("follow", key, to=email)),
        confirmation_digest=codes.digest(author_code("confirm", key, to=email)),
        state=state,
        state_reason=REASON if was_answered else "",
        answered_at=timezone.now() if was_answered else None,
        **words(title),
        **facts,
    )
    row.slug = slugs.unique_slug(title) if _was_admitted(state) else unread
    if was_confirmed:
        last = Proposal.objects.filter(call=asking).aggregate(last=Max("number"))["last"]
        row.number = (last or 0) + 1
        row.confirmed_at = timezone.now()
        row.answer_due_on = workdays.after(timezone.localdate(), asking.answer_days).due_on
    if state == "withdrawn":
        row.title = row.problem = row.solution = row.email = ""
    row.save()
    Submission.objects.create(key=key, digest="factory", received_on=timezone.localdate())
    attaching.keep_files(row, attaching.accept_files(files or []))
    write(*_told_of(cast, row, unread))
    if state == "in_table":
        group(cast, of=asking).proposals.add(row)
        write(_decided(cast, row, "take_to_table", "admitted", "in_table"))
    return Proposal.objects.get(pk=row.pk)


def _was_admitted(state: str) -> bool:
    return any(act == "admit" for act, _before, _after in WAYS[state])


def _told_of(cast: Cast, row: Proposal, unread: str) -> list[JournalEntry]:
    """Return what the journal tells of a proposal: under its number until it is admitted."""
    by_author = {"role": AUTHOR, "plan": row.call.plan.slug, "is_public": False}
    told = [entry("receive", row, title="Propuesta", **by_author)]
    if row.state == "withdrawn":
        told.append(entry("withdraw_proposal", row, title="Propuesta", **by_author))
    if row.number:
        told.append(entry("confirm", row, title=f"Propuesta {row.number}", **by_author))
    for event in told:
        event.subject_slug = unread
    return told + [
        _decided(cast, row, act, before, after)
        for act, before, after in WAYS[row.state]
        if act != "take_to_table"
    ]


def _decided(cast: Cast, row: Proposal, act: str, before: str, after: str) -> JournalEntry:
    changes = {"before": {"state": before}, "after": {"state": after}}
    if act == "take_to_table":
        changes["after"]["group"] = str(row.groups.get())
    return entry(
        act,
        row,
        role=role(cast, "coordinator"),
        plan=row.call.plan.slug,
        reason="" if act in {"admit", "take_to_table"} else REASON,
        title=f"Propuesta {row.number}" if act == "not_admit" else row.title,
        **changes,
    )


def confirmation_code(key: uuid.UUID) -> str:
    to = Proposal.objects.get(submission_key=key).email
    return author_code("confirm", key, to=to)


def group(cast: Cast, state: str = "planned", *, of: Call | None = None) -> WorkingGroup:
    """A working group of a call, in a state; a reported one had twelve neighbours."""
    number = next(numbers)
    row = WorkingGroup(
        call=of or call(cast),
        slug=f"mesa-{number}",
        title=f"Mesa {number}",
        held_on=timezone.localdate(),
        results="Se priorizó una.",
        state=state,
    )
    row.save()
    who = {
        "role": role(cast, "coordinator"),
        "plan": row.call.plan.slug,
        "is_public": row.call.announced_at is not None,
    }
    told = [entry("create_group", row, **who)]
    if state != "planned":
        states = {"before": {"state": "planned"}, "after": {"state": "held"}}
        told.append(entry("hold_group", row, **states, **who))
    if state == "reported":
        write(GroupHeadcount(group=row, sector="citizens", people=12))
        after = {"sector": "citizens", "people": 12}
        told.append(entry("count_public", row, after=after, **who))
        states = {"before": {"state": "held"}, "after": {"state": "reported"}}
        told.append(entry("report_group", row, **states, **who))
    write(*told)
    return WorkingGroup.objects.get(pk=row.pk)


QUESTIONS = (
    ("open", "¿Qué problema es prioritario?", ()),
    ("single", "¿Qué tema elige?", ("Datos", "Agua", "Plazas")),
    ("multiple", "¿Cómo se entera?", ("Radio", "Web")),
    ("scale", "¿Cuánto confía?", ()),
    ("open", "¿Cómo podría aportar?", ()),
)


def survey(cast: Cast, state: str = "announced", **facts: Any) -> Survey:
    """A survey of five questions, the last an offer of help; reported, it is counted by the
    workflow.
    """
    number = next(numbers)
    now = timezone.now()
    row = Survey(
        **{
            "plan": cast.plan,
            "slug": f"encuesta-{number}",
            "title": f"Encuesta {number}",
            "opens_at": now - DAY,
            "closes_at": now + WEEK,
            **facts,
        },
        state="draft" if state == "draft" else "announced",
    )
    row.save()
    questions = [
        Question(survey=row, position=place, text=text, kind=kind, is_offer=place == len(QUESTIONS))
        for place, (kind, text, _choices) in enumerate(QUESTIONS, start=1)
    ]
    write(*questions)
    write(
        *(
            Choice(question=question, position=place, label=label)
            for question, (_kind, _text, labels) in zip(questions, QUESTIONS, strict=True)
            for place, label in enumerate(labels, start=1)
        )
    )
    who = {"role": role(cast, "coordinator"), "plan": row.plan.slug}
    told = [entry("edit_survey", row, is_public=False, **who) for _turn in range(6)]
    if state != "draft":
        window = {"opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()}
        told.append(entry("announce_survey", row, after=window, **who))
    write(*told)
    if state == "reported":
        close(row)
        surveys.report_survey(row, by=cast.coordinator)
    return Survey.objects.get(pk=row.pk)


def close(row: Survey) -> None:
    Survey.objects.filter(pk=row.pk).update(
        closes_at=timezone.now() - datetime.timedelta(seconds=1)
    )


def answer(cast: Cast) -> Answer:
    """The words of one sheet to the open question of a survey."""
    row = survey(cast)
    question = row.questions.get(kind="open", is_offer=False)
    sheet = surveys.submit_answers(
        row, person=cast.citizen, key=uuid.uuid4(), answers={question.pk: "El agua."}
    )
    return Answer.objects.get(sheet=sheet)


def offer(cast: Cast, state: str = "offered") -> OfferOfHelp:
    row = survey(cast)
    question = row.questions.get(is_offer=True)
    surveys.submit_answers(
        row,
        person=cast.citizen,
        key=uuid.uuid4(),
        answers={question.pk: "Puedo traducir actas."},
        email="vecino@prueba.example",
    )
    made = OfferOfHelp.objects.get(survey=row)
    if state in {"taken_up", "done"}:
        made = surveys.take_up_offer(
            made, by=cast.coordinator, organization=cast.city, reason="Le escribiremos."
        )
    if state == "done":
        made = surveys.finish_offer(made, by=cast.coordinator, reason="Tradujo tres actas.")
    if state == "declined":
        made = surveys.decline_offer(made, by=cast.coordinator, reason="Ya tenemos traductora.")
    return made


def photograph(name: str = "hoja.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, content_type="image/png")
