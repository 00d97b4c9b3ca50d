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
from ogp_portal.models import Letter
from tests.factories.commitments import assessment, commitment, complete, inquiry, update
from tests.factories.publications import BODY, channel, publication
from tests.journeys.conftest import NARROW_AND_WIDE
from tests.journeys.seeing import see
from tests.public_pages import PUBLIC
from transparency.subscriptions import workflow as subscriptions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-pages"),
]


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
    see(
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
    see(
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
    see(visitor, cast.editor, {"prepare-answer": f"/mi-trabajo/preguntas/{late.slug}/"})


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
