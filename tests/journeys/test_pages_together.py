"""The pages of deciding together, in a real browser: proposals, sessions, surveys, drafts."""

import datetime
import uuid

import pytest
from django.utils import timezone

from forums.drafts import workflow as drafts
from forums.drafts.models import Change, Comment
from forums.process.models import Stage
from forums.proposals import workflow as proposals
from forums.proposals.models import Call
from forums.sessions import workflow as sessions
from forums.surveys import workflow as surveys
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions import four_eyes
from tests.factories import forums as made
from tests.factories.commitments import commitment
from tests.journeys.conftest import NARROW_AND_WIDE
from tests.journeys.seeing import see

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-pages"),
]


def test_the_pages_of_deciding_together_with_everything(visitor, cast):
    call = made.call(cast)
    first = made.proposal(
        cast,
        of=call,
        title="Huertos comunitarios en las plazas que hoy no se usan",
        files=[made.photograph()],
    )
    second = made.proposal(cast, of=call, title="Plazas con huertos")
    proposals.merge(
        first, by=cast.coordinator, into=second, reason="Piden lo mismo y se fortalecen juntas."
    )
    second = proposals.select(second, by=cast.coordinator, reason="Cumple los criterios 1 y 3.")
    promise = commitment(cast, title="Un huerto en cada comuna")
    proposals.put_in_commitment(second, by=cast.coordinator, commitment=promise)
    refused = made.proposal(cast, "not_admitted", of=call)
    waiting = made.proposal(
        cast, of=call, title="Ciclovías que lleguen a las escuelas de la comuna"
    )
    made.proposal(cast, "confirmed", of=call)
    group = made.group(cast, "reported", of=call)
    stage = Stage.objects.create(
        plan=cast.plan,
        position=1,
        name="Recepción de propuestas",
        opens_on=datetime.date(2026, 1, 1),
    )
    Call.objects.filter(pk=call.pk).update(stage=stage)
    meeting = made.session(cast, "held", stage=stage)
    sessions.add_agreement(
        meeting,
        by=cast.coordinator,
        text="Publicar el borrador del plan.",
        responsible=cast.city,
        due_on=timezone.localdate(),
    )
    made.ballot(cast, "counted", of=meeting)
    made.ballot(cast, "counted", of=meeting, is_secret=True)
    made.ballot(cast, of=meeting)
    made.minutes(cast, "circulated", of=meeting)
    coming = made.session(cast)
    announced, reported = made.survey(cast), _reported(cast)
    for name, path in {
        "call": f"/convocatorias/{call.slug}/",
        "propose": f"/convocatorias/{call.slug}/proponer/",
        "proposals-full": "/propuestas/",
        "proposal-merged": f"/propuestas/{first.slug}/",
        "proposal-in-commitment": f"/propuestas/{second.slug}/",
        "proposal-refused": f"/propuestas/{refused.slug}/",
        "proposal-open": f"/propuestas/{waiting.slug}/",
        "group": f"/mesas/{group.slug}/",
        "process-full": "/planes/plan/proceso/",
        "figures-full": "/planes/plan/participacion/",
        "take-part-full": "/participa/",
        "forum-full": "/foros/foro/",
        "session-held": f"/sesiones/{meeting.slug}/",
        "session-coming": f"/sesiones/{coming.slug}/",
        "survey": f"/encuestas/{announced.slug}/",
        "survey-results": f"/encuestas/{reported.slug}/",
        "commitment-with-origin": f"/compromisos/{promise.slug}/",
        "home-open": "/",
    }.items():
        someone = visitor(*NARROW_AND_WIDE)
        someone.open(path)
        someone.check(name)
    for name, person, path in (
        ("room-secretariat", cast.coordinator, f"/mi-trabajo/sesiones/{meeting.slug}/"),
        ("room-member", cast.member, f"/mi-trabajo/sesiones/{meeting.slug}/"),
        ("decide", cast.coordinator, "/mi-trabajo/propuestas/"),
        ("split", cast.coordinator, f"/mi-trabajo/propuestas/{waiting.slug}/dividir/"),
        ("transcribe", cast.coordinator, f"/mi-trabajo/convocatorias/{call.slug}/transcribir/"),
        ("read-answers", cast.coordinator, f"/mi-trabajo/encuestas/{announced.slug}/leer/"),
        ("work-member", cast.member, "/mi-trabajo/"),
    ):
        someone = visitor(*NARROW_AND_WIDE)
        someone.enter(person)
        someone.open(path)
        someone.check(name)


def test_the_pages_of_a_draft_with_everything(visitor, cast):
    draft = made.draft(
        cast, commitment=commitment(cast, "draft", title="Datos abiertos de cada comuna")
    )
    row = made.consultation(cast, of=draft, title="Consulta del borrador sobre datos abiertos")
    first = made.comment(
        cast,
        of=row,
        words="una vez al año",
        kind="change",
        wording="cada mes",
        text="Un año es demasiado tiempo.",
        as_seat=True,
    )
    second = made.comment(
        cast,
        of=row,
        by=cast.chair,
        words="un formato que cualquiera pueda abrir",
        text="¿Cuál será ese formato?",
    )
    made.comment(
        cast,
        of=row,
        by=cast.chair,
        text="De acuerdo.",
        kind="support",
        target=drafts.Target(parent=first.number),
    )
    hidden = made.comment(cast, "hidden", of=row, by=cast.monitor)
    made.comment(cast, "withdrawn", of=row, by=cast.monitor)
    drafts.concur(first, by=cast.chair)
    paths = {"consultation-open": f"/consultas/{row.slug}/"}
    see(visitor, None, paths)
    see(
        visitor,
        cast.member,
        {
            "consultation-member": f"/consultas/{row.slug}/",
            "comment-form": f"/consultas/{row.slug}/comentar/?parte=description&parrafo=0",
            "comment-own": f"/consultas/{row.slug}/comentarios/{first.number}/",
        },
    )
    see(
        visitor,
        cast.monitor,
        {"comment-hidden": f"/consultas/{row.slug}/comentarios/{hidden.number}/"},
    )
    made.response(cast, to=second)
    see(
        visitor,
        cast.second_coordinator,
        {
            "drafts": "/mi-trabajo/borradores/",
            "room": f"/mi-trabajo/consultas/{row.slug}/?ver=todos",
        },
    )
    made.close_consultation(row)
    accepted = made.response(cast, "approved", to=first, outcome="accepted")
    drafts.approve_response(
        Comment.objects.get(pk=second.pk).response,
        read=four_eyes.as_read("approve_response", Comment.objects.get(pk=second.pk).response),
        by=cast.second_coordinator,
    )
    drafts.answer_consultation(row, by=cast.coordinator)
    made.publish(
        cast,
        draft,
        {
            "description": made.TEXTS["description"].replace("una vez al año", "cada mes"),
            "problem": "Los datos de las comunas no se encuentran.",
        },
    )
    drafts.link_changes(
        accepted, by=cast.coordinator, changes=Change.objects.filter(version__draft=draft)[:1]
    )
    see(
        visitor,
        cast.coordinator,
        {
            "link-changes": f"/mi-trabajo/consultas/{row.slug}/cambios/",
            "write-draft": f"/mi-trabajo/borradores/{draft.slug}/",
        },
    )
    drafts.begin_version(draft, by=cast.coordinator)
    see(visitor, cast.coordinator, {"write-version": f"/mi-trabajo/borradores/{draft.slug}/"})
    drafts.apply_consultation(row, by=cast.coordinator)
    compared = f"/borradores/{draft.slug}/comparar/1/2/"
    see(visitor, None, {"preparing": compared})
    kept_documents.make_waiting()
    see(
        visitor,
        None,
        {
            "draft": f"/borradores/{draft.slug}/",
            "draft-version": f"/borradores/{draft.slug}/v2/",
            "compare": compared,
            "compare-beside": f"{compared}?vista=lado",
            "feedback": f"/consultas/{row.slug}/retroalimentacion/",
            "consultation-answered": f"/consultas/{row.slug}/",
        },
    )


def _reported(cast):
    row = made.survey(cast)
    question = row.questions.get(kind="single")
    for choice, times in zip(question.choices.order_by("position"), (9, 6, 2), strict=True):
        for _turn in range(times):
            surveys.submit_answers(
                row, person=cast.citizen, key=uuid.uuid4(), answers={question.pk: choice.pk}
            )
    made.close(row)
    return surveys.report_survey(row, by=cast.coordinator)
