"""Every page type in a real browser, narrow and wide: nothing overflows, axe-core finds nothing,
nothing is asked from outside.
"""

import datetime
import re
import uuid

import pytest
from django.core.management import call_command

from commitments.inquiries import workflow as inquiries
from commitments.plans import workflow as plans
from forums.drafts import workflow as drafts
from forums.drafts.models import Change, Comment
from forums.process.models import Stage
from forums.proposals import workflow as proposals
from forums.proposals.models import Call
from forums.sessions import workflow as sessions
from forums.surveys import workflow as surveys
from ogp_portal.models import Letter
from tests.factories import forums as made
from tests.factories.commitments import assessment, commitment, complete, inquiry, update
from tests.factories.publications import BODY, channel, publication
from tests.journeys.conftest import NARROW_AND_WIDE
from transparency.subscriptions import workflow as subscriptions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-pages"),
]
PUBLIC = {
    "home": "/",
    "plans": "/planes/",
    "plan": "/planes/plan-interno-2022-2024/",
    "plan-in-co-creation": "/planes/ogp-local-santiago-renca/",
    "commitments": "/compromisos/",
    "search": "/compromisos/?q=participacion&plan=plan-interno-2022-2024",
    "nothing-found": "/compromisos/?q=zzzz",
    "commitment": "/compromisos/modelo-de-gobierno-abierto-subnacional/",
    "proposal": "/compromisos/rs-ciudadano/",
    "institution": "/instituciones/consejo-para-la-transparencia/",
    "how-we-measure": "/como-medimos/",
    "accessibility": "/accesibilidad/",
    "forums": "/foros/",
    "forum": "/foros/mesa-de-gobierno-abierto/",
    "session": "/sesiones/primer-foro-multiactor/",
    "take-part": "/participa/",
    "survey-of-source": "/encuestas/consulta-previa-primer-foro/",
    "process": "/planes/ogp-local-santiago-renca/proceso/",
    "process-old": "/planes/plan-nacional-5/proceso/",
    "process-penalolen": "/planes/ogp-local-penalolen/proceso/",
    "figures": "/participa/cifras/",
    "proposals": "/propuestas/",
    "sign-up": "/cuenta/crear/",
    "data": "/datos/",
    "dataset": "/datos/compromisos/",
    "changes-as-data": "/datos/cambios/",
    "api-guide": "/datos/api/",
    "card-of-commitment": "/incrustar/compromisos/rs-ciudadano/",
    "card-of-plan": "/incrustar/planes/plan-interno-2022-2024/",
    "budget": "/presupuesto/",
    "budget-of-house": "/presupuesto/gobierno-de-santiago/",
    "budget-compared": "/presupuesto/comparar/?institucion=gobierno-de-santiago",
    "budget-account": "/presupuesto/cuentas/inversion-regional-2023/33/",
    "budget-accounts": "/presupuesto/cuentas/gastos-de-funcionamiento-2023/",
    "sheets": "/fichas/",
    "sheet": "/fichas/gastos-de-funcionamiento-2023/",
    "sheet-of-investment": "/fichas/inversion-regional-2023/",
    "findings": "/hallazgos/",
    "finding": "/hallazgos/gastos-de-funcionamiento-2023-r1-22-pct/",
    "infographics": "/infografias/",
    "infographic": "/infografias/modelo-de-gobierno-abierto-subnacional/",
    "infographic-late": "/infografias/rs-ciudadano/",
    "inquiries": "/preguntas/",
    "publications": "/publicaciones/",
    "replicate": "/replicar/",
    "follow": "/seguir/?que=plan&cual=ogp-local-santiago-renca",
    "programme": "/planes/programa-de-gobierno-2025-2029/",
    "privacy": "/privacidad/",
    "reports": "/informes/",
    "login": "/cuenta/login/",
    "not-found": "/no-existe/",
    "english": "/en/",
}


def test_public_pages(visitor, santiago):
    call_command("build_package", verbosity=0)
    someone = visitor(*NARROW_AND_WIDE)
    for name, path in PUBLIC.items():
        someone.open(path)
        someone.check(name)


def test_public_pages_in_the_dark(visitor, santiago):
    someone = visitor(360, scheme="dark")
    for name in (
        "home",
        "plan",
        "commitments",
        "commitment",
        "data",
        "dataset",
        "api-guide",
        "card-of-commitment",
        "forum",
        "process",
        "process-penalolen",
        "budget-of-house",
        "sheet",
        "findings",
        "infographic",
        "inquiries",
        "follow",
    ):
        someone.open(PUBLIC[name])
        someone.check(f"{name}-dark")


def test_a_commitment_with_everything_and_the_pages_of_work(visitor, cast):
    row = commitment(
        cast, milestones=7, title="Abrir las actas del consejo a todas las personas de la comuna"
    )
    update(cast, "approved", of=row)
    assessment(cast, "published", of=row)
    plans.reschedule(
        row.milestones.first(),
        to_on=datetime.date(2026, 10, 1),
        cause="approvals",
        reason="Falta la toma de razón.",
        by=cast.coordinator,
    )
    plans.cancel_milestone(
        row.milestones.last(), by=cast.coordinator, reason="Se unió al anterior."
    )
    draft = update(cast, of=row, month=datetime.date(2026, 9, 1))
    submitted = update(cast, "submitted", of=row, month=datetime.date(2026, 8, 1))
    someone = visitor(*NARROW_AND_WIDE)
    someone.open(f"/compromisos/{row.slug}/")
    someone.check("commitment-full")
    for name, person, path in (
        ("work-editor", cast.editor, "/mi-trabajo/"),
        ("report", cast.editor, f"/mi-trabajo/reportes/{draft.commitment.slug}/2026-9/"),
        ("work-coordinator", cast.coordinator, "/mi-trabajo/"),
        (
            "review",
            cast.coordinator,
            f"/mi-trabajo/reportes/{submitted.commitment.slug}/2026-8/revisar/",
        ),
        ("work-counterpart", cast.counterpart, "/mi-trabajo/"),
        ("judge", cast.monitor, f"/mi-trabajo/compromisos/{row.slug}/evaluar/"),
    ):
        someone = visitor(*NARROW_AND_WIDE)
        someone.enter(person)
        someone.open(path)
        someone.check(name)


def test_the_pages_of_questions_publications_and_following_with_everything(visitor, cast):
    row = commitment(
        cast, milestones=3, title="Abrir las actas del consejo a todas las personas de la comuna"
    )
    claimed = complete(cast, row)
    asked = inquiry(cast, "answered", of=row)
    refused, late = (
        inquiry(cast, "not_published", of=row),
        inquiry(cast, of=row, text="¿Dónde están las actas de marzo?"),
    )
    upheld = inquiry(
        cast, "upheld", milestone=claimed, text="El sitio no abre desde ningún teléfono."
    )
    prepared, received = inquiry(cast, "prepared", of=row), inquiry(cast, "received", of=row)
    other = commitment(cast, milestones=1, title="Otro cumplido")
    complete(cast, other)
    plans.close_commitment(other, by=cast.coordinator)
    left = commitment(cast, title="Uno que no alcanzó")
    plans.close_commitment(
        left, by=cast.coordinator, reason="No hubo financiamiento del nivel central."
    )
    inside = f"{BODY}\n\n{{{{ compromiso: {row.slug} }}}}\n\n{{{{ plan: plan }}}}\n"
    version = publication(
        cast, "superseded", body=inside, title="Informe de transparencia proactiva del semestre"
    )
    withdrawn = publication(cast, "withdrawn")
    waiting = publication(cast, "submitted", body=inside)
    channel(cast, "done")
    receipt = inquiries.receive(
        row, key=uuid.uuid4(), text="¿Y las de abril?", email="vecina@example.org"
    )
    subscriptions.subscribe(
        email="vecina@example.org", kind="plan", target="plan", frequency="weekly", language="es-cl"
    )
    confirm = re.search(
        r"http://localhost:8000(/seguir/\S+)",
        Letter.objects.get(text__contains="/seguir/confirmar/").text,
    )[1]
    _see(
        visitor,
        None,
        {
            "commitment-questions": f"/compromisos/{row.slug}/",
            "ask": f"/compromisos/{row.slug}/preguntar/",
            "challenge": f"/compromisos/{other.slug}/objetar/1/",
            "inquiries-full": "/preguntas/",
            "inquiry-answered": f"/preguntas/{asked.slug}/",
            "inquiry-refused": f"/preguntas/{refused.slug}/",
            "inquiry-upheld": f"/preguntas/{upheld.slug}/",
            "inquiry-open": f"/preguntas/{late.slug}/",
            "inquiry-own": f"/preguntas/seguimiento/{receipt.code}/",
            "plan-glance": "/planes/plan/",
            "gallery-full": "/infografias/",
            "picture-page": f"/infografias/{left.slug}/",
            "publications-full": "/publicaciones/",
            "publication": f"/publicaciones/{version.publication.slug}/",
            "publication-old": f"/publicaciones/{version.publication.slug}/v/1/",
            "publication-withdrawn": f"/publicaciones/{withdrawn.publication.slug}/",
            "confirm-follow": confirm,
            "home-questions": "/",
        },
    )
    someone = visitor(*NARROW_AND_WIDE)
    someone.open(confirm).get_by_role("button").first.click()
    someone.check("follow-confirmed")
    someone.page.get_by_role("link", name="Todo lo que sigues").click()
    someone.check("follow-manage")
    _see(
        visitor,
        cast.coordinator,
        {
            "desk": "/mi-trabajo/preguntas/",
            "moderate": f"/mi-trabajo/preguntas/{received.slug}/",
            "approve-answer": f"/mi-trabajo/preguntas/{prepared.slug}/",
            "work-questions": "/mi-trabajo/",
            "publication-preview": f"/mi-trabajo/publicaciones/{waiting.publication.slug}/vista/",
        },
    )
    _see(visitor, cast.editor, {"prepare-answer": f"/mi-trabajo/preguntas/{late.slug}/"})


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
    held = made.session(cast, "held", stage=stage)
    sessions.add_agreement(
        held,
        by=cast.coordinator,
        text="Publicar el borrador del plan.",
        responsible=cast.city,
        due_on=datetime.date(2026, 1, 1),
    )
    made.ballot(cast, "counted", of=held)
    made.ballot(cast, "counted", of=held, is_secret=True)
    made.ballot(cast, of=held)
    made.minutes(cast, "circulated", of=held)
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
        "session-held": f"/sesiones/{held.slug}/",
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
        ("room-secretariat", cast.coordinator, f"/mi-trabajo/sesiones/{held.slug}/"),
        ("room-member", cast.member, f"/mi-trabajo/sesiones/{held.slug}/"),
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
    _see(visitor, None, paths)
    _see(
        visitor,
        cast.member,
        {
            "consultation-member": f"/consultas/{row.slug}/",
            "comment-form": f"/consultas/{row.slug}/comentar/?parte=description&parrafo=0",
            "comment-own": f"/consultas/{row.slug}/comentarios/{first.number}/",
        },
    )
    _see(
        visitor,
        cast.monitor,
        {"comment-hidden": f"/consultas/{row.slug}/comentarios/{hidden.number}/"},
    )
    made.response(cast, to=second)
    _see(
        visitor,
        cast.second_coordinator,
        {
            "drafts": "/mi-trabajo/borradores/",
            "room": f"/mi-trabajo/consultas/{row.slug}/?ver=todos",
        },
    )
    made.close_consultation(row)
    accepted = made.response(cast, "approved", to=first, outcome="accepted")
    drafts.approve_response(Comment.objects.get(pk=second.pk).response, by=cast.second_coordinator)
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
    _see(
        visitor,
        cast.coordinator,
        {
            "link-changes": f"/mi-trabajo/consultas/{row.slug}/cambios/",
            "write-draft": f"/mi-trabajo/borradores/{draft.slug}/",
        },
    )
    drafts.begin_version(draft, by=cast.coordinator)
    _see(visitor, cast.coordinator, {"write-version": f"/mi-trabajo/borradores/{draft.slug}/"})
    drafts.apply_consultation(row, by=cast.coordinator)
    _see(
        visitor,
        None,
        {
            "draft": f"/borradores/{draft.slug}/",
            "draft-version": f"/borradores/{draft.slug}/v2/",
            "compare": f"/borradores/{draft.slug}/comparar/1/2/",
            "compare-beside": f"/borradores/{draft.slug}/comparar/1/2/?vista=lado",
            "feedback": f"/consultas/{row.slug}/retroalimentacion/",
            "consultation-answered": f"/consultas/{row.slug}/",
        },
    )


def _see(visitor, person, paths):
    someone = visitor(*NARROW_AND_WIDE)
    if person:
        someone.enter(person)
    for name, path in paths.items():
        someone.open(path)
        someone.check(name)


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


def test_the_admin_lives_under_the_strict_policy(visitor, cast):
    row = commitment(cast, "draft")
    someone = visitor(1280)
    someone.enter(cast.coordinator)
    for path in (
        "",
        "commitments/plan/",
        f"commitments/plan/{cast.plan.pk}/change/",
        "commitments/commitment/",
        f"commitments/commitment/{row.pk}/change/",
        "commitments/commitment/add/",
        "commitments/importjob/add/",
        "transparency/apitoken/",
        "transparency/webhook/",
        "transparency/webhook/add/",
        "transparency/compliancereport/add/",
        "forums/forum/",
        "forums/forum/add/",
        "forums/seat/add/",
        "forums/session/add/",
        "forums/stage/add/",
        "forums/call/add/",
        "forums/workinggroup/add/",
        "forums/survey/add/",
        "forums/question/add/",
        "forums/proposal/",
        "forums/offerofhelp/",
        "forums/consultation/",
        "forums/consultation/add/",
        f"commitments/commitment/{row.pk}/acto/propose/",
    ):
        answer = someone.page.goto(f"/admin/{path}")
        assert answer.status in {200, 404}, path
        assert someone.complaints == [] or answer.status == 404, (path, someone.complaints)
        someone.complaints.clear()


def test_text_at_four_hundred_percent_still_fits(visitor, santiago):
    someone = visitor(320)
    for name in (
        "home",
        "commitments",
        "commitment",
        "plan",
        "data",
        "dataset",
        "api-guide",
        "forum",
        "process",
        "take-part",
        "proposals",
    ):
        someone.open(PUBLIC[name])
        someone.check(f"{name}-zoom")
