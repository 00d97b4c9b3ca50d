"""What the page of a commitment says first, and words that follow a state and a day."""

import datetime

import pytest
import time_machine

from commitments.plans import workflow
from commitments.plans.models import Commitment, Plan
from commitments.templatetags import commitment_parts
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 7, 1)


def page(client, path):
    return client.get(path).content.decode()


def test_a_commitment_answers_before_anything_else_how_far_when_why_and_what_one_can_do(
    client, cast
):
    with time_machine.travel("2026-07-01 12:00:00-04:00"):
        row = commitment(cast, milestones=2)
        first = row.milestones.get(position=1)
        answer = page(client, f"/compromisos/{row.slug}/").split('<p class="lead">')[0]
        shown = " ".join(answer.split())
        assert "Atrasado: ninguno de sus 2 hitos está cumplido." in shown
        assert f"«{first.title}» debía estar el 28 de junio de 2026." in shown
        assert "3 días de atraso." in shown
        assert "Por qué: quien responde todavía no lo ha dicho." in shown
        for door in (
            f"/seguir/?que=commitment&amp;cual={row.slug}",
            f"/compromisos/{row.slug}/preguntar/",
            "#compartir",
            f"#hito-{first.position}",
        ):
            assert f'href="{door}"' in answer
        assert 'id="compartir"' in page(client, f"/compromisos/{row.slug}/")
        workflow.reschedule(
            first,
            to_on=datetime.date(2026, 7, 1),
            cause="approvals",
            reason="Falta la toma de razón.",
            by=cast.coordinator,
        )
        shown = " ".join(page(client, f"/compromisos/{row.slug}/").split())
        assert "Sin empezar, y a tiempo:" in shown
        assert "Próximo plazo: 1 de julio de 2026." in shown
        assert "Sus fechas se movieron una vez." in shown
    with time_machine.travel("2026-07-02 12:00:00-04:00"):
        shown = " ".join(page(client, f"/compromisos/{row.slug}/").split())
        assert "Un día de atraso." in shown
        assert "Por qué: demora en aprobaciones: Falta la toma de razón." in shown


@pytest.mark.parametrize("state", ["draft", "in_review", "published", "closed", "withdrawn"])
@pytest.mark.parametrize("is_proposed", [True, False])
@pytest.mark.parametrize("days", [-400, -1, 0, 1, 400, None])
def test_the_words_of_a_date_follow_the_state_and_the_day(state, is_proposed, days):
    due_on = None if days is None else TODAY + datetime.timedelta(days=days)
    row = Commitment(state=state, is_proposed=is_proposed, open_due_on=due_on)
    words = commitment_parts.due_words(row, TODAY).partition(":")[0]
    assert (words == "Plazo vencido") == (state == "published" and days is not None and days < 0)
    assert (words == "Próximo plazo") == (state == "published" and days is not None and days >= 0)
    assert (words == "Plazo propuesto") == (
        state in {"draft", "in_review"} and is_proposed and days is not None
    )
    assert words in {"", "Plazo vencido", "Próximo plazo", "Plazo propuesto"}


def test_what_is_published_is_not_headed_as_proposed_while_its_plan_is_being_made(client, cast):
    Plan.objects.update(state="co_creation")
    row = commitment(cast, "draft")
    Commitment.objects.filter(pk=row.pk).update(is_proposed=True)
    assert "<h2>Compromisos propuestos</h2>" in "".join(
        "".join(page(client, "/planes/plan/").split("  ")).replace("\n", "")
    )
    Commitment.objects.filter(pk=row.pk).update(state="published")
    assert "<h2>Compromisos</h2>" in page(client, "/planes/plan/").replace("\n", "").replace(
        "  ", ""
    )
