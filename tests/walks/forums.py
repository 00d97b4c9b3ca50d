"""Sessions, proposals, surveys and what hangs on them, brought to a state by walking the real
workflow.
"""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from forums.drafts import workflow as drafts
from forums.drafts.models import Comment, Consultation, Draft, Response
from forums.proposals import workflow as proposals
from forums.proposals.models import Call, Proposal, WorkingGroup
from forums.sessions import workflow as sessions
from forums.sessions.documents import TO_BE_WRITTEN
from forums.sessions.models import AgendaItem, Ballot, Minutes, Session
from forums.surveys import workflow as surveys
from forums.surveys.models import OfferOfHelp, Question, Survey
from ogp_portal.foundation.permissions import four_eyes
from tests.factories.commitments import numbers
from tests.factories.drafts import TEXTS, close_consultation, publish
from tests.factories.proposals import DAY, WEEK, close, confirmation_code, words
from tests.factories.sessions import attend, begin, vote
from tests.people import Cast
from tests.walks.commitments import commitment


def session(cast: Cast, state: str = "convened", **facts: Any) -> Session:
    """A session of the cast's forum; a held one began yesterday with everybody there."""
    number = next(numbers)
    row = Session(
        **{
            "forum": cast.forum,
            "slug": f"sesion-{number}",
            "title": f"Sesión {number}",
            "starts_at": timezone.now() + WEEK,
            "place": "Salón de la ciudad",
            **facts,
        }
    )
    row = sessions.save_session(row, by=cast.coordinator)
    sessions.save_agenda_item(
        AgendaItem(session=row, position=1, title="Elegir los compromisos"), by=cast.coordinator
    )
    if state == "draft":
        return row
    row = sessions.convene_session(row, by=cast.coordinator)
    if state == "not_held":
        return sessions.call_off_session(row, by=cast.coordinator, reason="No llegó nadie.")
    if state == "held":
        begin(row)
        attend(cast, row)
        row = sessions.hold_session(row, by=cast.coordinator)
    return Session.objects.get(pk=row.pk)


def ballot(
    cast: Cast,
    state: str = "open",
    *,
    of: Session | None = None,
    is_secret: bool = False,
    **facts: Any,
) -> Ballot:
    row = sessions.save_ballot(
        of or session(cast, "held"),
        by=cast.coordinator,
        question="¿Se aprueba la lista?",
        options=["Sí", "No"],
        abstention="Abstención",
        is_secret=is_secret,
        **facts,
    )
    if state == "void":
        return sessions.void_ballot(row, by=cast.coordinator, reason="Estaba mal escrita.")
    if state != "draft":
        row = sessions.open_ballot(row, by=cast.coordinator)
    if state == "counted":
        for name in ("chair", "member"):
            vote(cast, row, name, "Sí")
        row = sessions.count_ballot(row, by=cast.coordinator)
    return Ballot.objects.get(pk=row.pk)


def minutes(cast: Cast, state: str = "draft", *, of: Session | None = None) -> Minutes:
    row = sessions.begin_minutes(of or session(cast, "held"), by=cast.coordinator)
    if state != "draft":
        text = row.text.replace(TO_BE_WRITTEN, "Se habló de los compromisos.")
        row = sessions.save_minutes(row, by=cast.coordinator, text=text, seen_at="")
        row = sessions.circulate_minutes(
            row, by=cast.coordinator, last_day=timezone.localdate() + WEEK
        )
    if state == "approved":
        for name in ("chair", "member"):
            sessions.confirm_minutes(
                row, read=four_eyes.as_read("confirm", row), by=getattr(cast, name)
            )
        row = sessions.approve_minutes(
            row, read=four_eyes.as_read("approve_minutes", row), by=cast.coordinator
        )
    return Minutes.objects.get(pk=row.pk)


def call(cast: Cast, *, is_announced: bool = True, is_over: bool = False, **facts: Any) -> Call:
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
        }
    )
    row = proposals.save_call(row, by=cast.coordinator)
    if is_announced:
        row = proposals.announce_call(row, by=cast.coordinator)
    if is_over:
        Call.objects.filter(pk=row.pk).update(closes_at=now - datetime.timedelta(seconds=1))
    return Call.objects.get(pk=row.pk)


def proposal(
    cast: Cast,
    state: str = "admitted",
    *,
    of: Call | None = None,
    title: str = "Huertos urbanos en las plazas",
    email: str = "vecina@prueba.example",
    **facts: Any,
) -> Proposal:
    key = uuid.uuid4()
    receipt = proposals.propose(
        of or call(cast), key=key, email=email, language="es-cl", **words(title), **facts
    )
    row = receipt.proposal
    if state == "withdrawn":
        return proposals.withdraw(receipt.code)
    if state != "received":
        row = proposals.confirm(confirmation_code(key))
    steps: dict[str, tuple[str, ...]] = {
        "received": (),
        "confirmed": (),
        "not_admitted": ("not_admit",),
        "admitted": ("admit",),
        "in_table": ("admit", "table"),
        "selected": ("admit", "select"),
        "not_selected": ("admit", "not_select"),
    }
    for step in steps[state]:
        if step == "table":
            row = proposals.take_to_table(row, by=cast.coordinator, group=group(cast, of=row.call))
        elif step == "admit":
            row = proposals.admit(row, by=cast.coordinator)
        else:
            row = getattr(proposals, step)(
                row, by=cast.coordinator, reason="Por las reglas publicadas."
            )
    return Proposal.objects.get(pk=row.pk)


def group(cast: Cast, state: str = "planned", *, of: Call | None = None) -> WorkingGroup:
    number = next(numbers)
    row = proposals.save_group(
        WorkingGroup(
            call=of or call(cast),
            slug=f"mesa-{number}",
            title=f"Mesa {number}",
            held_on=timezone.localdate(),
            results="Se priorizó una.",
        ),
        by=cast.coordinator,
    )
    if state != "planned":
        row = proposals.hold_group(row, by=cast.coordinator)
    if state == "reported":
        proposals.count_group(row, by=cast.coordinator, sector="citizens", people=12)
        row = proposals.report_group(row, by=cast.coordinator)
    return row


def survey(cast: Cast, state: str = "announced", **facts: Any) -> Survey:
    number = next(numbers)
    now = timezone.now()
    row = surveys.save_survey(
        Survey(
            **{
                "plan": cast.plan,
                "slug": f"encuesta-{number}",
                "title": f"Encuesta {number}",
                "opens_at": now - DAY,
                "closes_at": now + WEEK,
                **facts,
            }
        ),
        by=cast.coordinator,
    )
    for kind, text, choices in (
        ("open", "¿Qué problema es prioritario?", []),
        ("single", "¿Qué tema elige?", ["Datos", "Agua", "Plazas"]),
        ("multiple", "¿Cómo se entera?", ["Radio", "Web"]),
        ("scale", "¿Cuánto confía?", []),
    ):
        surveys.save_question(
            Question(survey=row, text=text, kind=kind), by=cast.coordinator, choices=choices
        )
    surveys.save_question(
        Question(survey=row, text="¿Cómo podría aportar?", is_offer=True), by=cast.coordinator
    )
    if state != "draft":
        row = surveys.announce_survey(row, by=cast.coordinator)
    if state == "reported":
        close(row)
        row = surveys.report_survey(row, by=cast.coordinator)
    return Survey.objects.get(pk=row.pk)


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
    of = facts.pop("commitment", None) or commitment(cast, "draft")
    row = Draft(
        **{
            "plan": cast.plan,
            "commitment": of,
            "slug": f"borrador-{number}",
            "title": f"Borrador {number}",
            "forum": cast.forum if is_kept else None,
            **facts,
        }
    )
    drafts.begin_draft(row, by=cast.coordinator)
    for turn in range(versions):
        words = texts or TEXTS
        if turn:
            words = {
                **words,
                "description": words["description"]
                + "\n"
                + f"Párrafo nuevo de la versión {turn + 1}, que nadie había escrito.",
            }
        publish(cast, row, words)
    return Draft.objects.get(pk=row.pk)


def consultation(
    cast: Cast,
    state: str = "announced",
    *,
    of: Draft | None = None,
    is_over: bool = False,
    **facts: Any,
) -> Consultation:
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
        }
    )
    row = drafts.save_consultation(row, by=cast.coordinator)
    if state == "draft":
        return row
    row = drafts.announce_consultation(row, by=cast.coordinator)
    if state == "cancelled":
        return drafts.cancel_consultation(row, by=cast.coordinator, reason="Se postergó.")
    if is_over or state != "announced":
        close_consultation(row)
    if state in {"answered", "applied"}:
        row = drafts.answer_consultation(Consultation.objects.get(pk=row.pk), by=cast.coordinator)
    if state == "applied":
        row = drafts.apply_consultation(row, by=cast.coordinator)
    return Consultation.objects.get(pk=row.pk)


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
        at = where.version.sections.get(key=section).text.index(words)
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
