"""Every page type in a real browser, narrow and wide: nothing overflows, axe-core finds nothing, nothing is asked from outside."""

import datetime

import pytest
from django.core.management import call_command

from commitments.plans import workflow as plans
from tests.factories.commitments import assessment, commitment, update

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
PUBLIC = {
    "home": "/", "plans": "/planes/", "plan": "/planes/plan-interno-2022-2024/", "plan-in-co-creation": "/planes/ogp-local-santiago-renca/",
    "commitments": "/compromisos/", "search": "/compromisos/?q=participacion&plan=plan-interno-2022-2024", "nothing-found": "/compromisos/?q=zzzz",
    "commitment": "/compromisos/modelo-de-gobierno-abierto-subnacional/", "proposal": "/compromisos/rs-ciudadano/",
    "institution": "/instituciones/consejo-para-la-transparencia/", "how-we-measure": "/como-medimos/", "accessibility": "/accesibilidad/",
    "data": "/datos/", "dataset": "/datos/compromisos/", "changes-as-data": "/datos/cambios/", "api-guide": "/datos/api/",
    "card-of-commitment": "/incrustar/compromisos/rs-ciudadano/", "card-of-plan": "/incrustar/planes/plan-interno-2022-2024/",
    "privacy": "/privacidad/", "reports": "/informes/", "login": "/cuenta/login/", "not-found": "/no-existe/", "english": "/en/",
}  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages(visitor, transactional_db, width):
    call_command("load_santiago", verbosity=0)
    call_command("build_package", verbosity=0)
    someone = visitor(width)
    for name, path in PUBLIC.items():
        someone.open(path)
        someone.check(name)


def test_public_pages_in_the_dark(visitor, transactional_db):
    call_command("load_santiago", verbosity=0)
    someone = visitor(360, scheme="dark")
    for name in ("home", "plan", "commitments", "commitment", "data", "dataset", "api-guide", "card-of-commitment"):
        someone.open(PUBLIC[name])
        someone.check(f"{name}-dark")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_commitment_with_everything_and_the_pages_of_work(visitor, transactional_db, cast, width):
    row = commitment(cast, milestones=7, title="Abrir las actas del consejo a todas las personas de la comuna")
    update(cast, "approved", of=row)
    assessment(cast, "published", of=row)
    plans.reschedule(
        row.milestones.first(), to_on=datetime.date(2026, 10, 1), cause="approvals", reason="Falta la toma de razón.", by=cast.coordinator
    )
    plans.cancel_milestone(row.milestones.last(), by=cast.coordinator, reason="Se unió al anterior.")
    draft = update(cast, of=row, month=datetime.date(2026, 9, 1))
    submitted = update(cast, "submitted", of=row, month=datetime.date(2026, 8, 1))
    someone = visitor(width)
    someone.open(f"/compromisos/{row.slug}/")
    someone.check("commitment-full")
    for name, person, path in (
        ("work-editor", cast.editor, "/mi-trabajo/"),
        ("report", cast.editor, f"/mi-trabajo/reportes/{draft.commitment.slug}/2026-9/"),
        ("work-coordinator", cast.coordinator, "/mi-trabajo/"),
        ("review", cast.coordinator, f"/mi-trabajo/reportes/{submitted.commitment.slug}/2026-8/revisar/"),
        ("work-counterpart", cast.counterpart, "/mi-trabajo/"),
        ("judge", cast.monitor, f"/mi-trabajo/compromisos/{row.slug}/evaluar/"),
    ):
        someone = visitor(width)
        someone.enter(person)
        someone.open(path)
        someone.check(name)


def test_the_admin_lives_under_the_strict_policy(visitor, transactional_db, cast):
    row = commitment(cast, "draft")
    someone = visitor(1280)
    someone.enter(cast.coordinator)
    for path in ("", "commitments/plan/", f"commitments/plan/{cast.plan.pk}/change/", "commitments/commitment/", f"commitments/commitment/{row.pk}/change/", "commitments/commitment/add/", "commitments/importjob/add/", "transparency/apitoken/", "transparency/webhook/", "transparency/webhook/add/", "transparency/compliancereport/add/", f"commitments/commitment/{row.pk}/acto/propose/"):  # fmt: skip
        answer = someone.page.goto(f"/admin/{path}")
        assert answer.status in {200, 404}, path
        assert someone.complaints == [] or answer.status == 404, (path, someone.complaints)
        someone.complaints.clear()


def test_text_at_four_hundred_percent_still_fits(visitor, transactional_db):
    call_command("load_santiago", verbosity=0)
    someone = visitor(320)
    for name in ("home", "commitments", "commitment", "plan", "data", "dataset", "api-guide"):
        someone.open(PUBLIC[name])
        someone.check(f"{name}-zoom")
