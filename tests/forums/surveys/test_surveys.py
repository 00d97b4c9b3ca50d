"""Surveys: answered once and in time, leading back to nobody, published with small groups hidden;
offers taken up or declined.
"""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.utils import timezone

from forums.surveys import workflow
from forums.surveys.models import Answer, OfferOfHelp, Respondent, Result, Sheet, Survey
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.windows import WindowClosed
from ogp_portal.foundation.refusals import ReceivedBefore, Refusal
from ogp_portal.models import JournalEntry, Letter, User
from tests.factories import forums as made

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def questions(row: Survey) -> dict[str, object]:
    return {
        ("offer" if question.is_offer else question.kind): question
        for question in row.questions.prefetch_related("choices")
    }


def answer(row: Survey, *, person=NOBODY, key=None, choice: str = "Agua", **more):
    found = questions(row)
    picked = found["single"].choices.get(label=choice).pk
    return workflow.submit_answers(
        row,
        person=person,
        key=key or uuid.uuid4(),
        answers={found["single"].pk: picked, **more.pop("answers", {})},
        **more,
    )


def test_a_sheet_is_taken_with_every_kind_of_question(cast):
    row = made.survey(cast)
    found = questions(row)
    both = [choice.pk for choice in found["multiple"].choices.all()]
    answer(
        row,
        answers={
            found["open"].pk: "El agua.",
            found["multiple"].pk: both,
            found["scale"].pk: 4,
            found["offer"].pk: "Puedo traducir.",
        },
        email="v@prueba.example",
    )
    assert Answer.objects.count() == 5
    assert not Answer.objects.filter(question__is_offer=True).exists(), "joined to an address"
    offer = OfferOfHelp.objects.get()
    assert (offer.text, offer.email) == ("Puedo traducir.", "v@prueba.example")


def test_an_offer_alone_is_a_sheet_and_what_was_offered_before_is_not_shown(client, cast):
    row = made.survey(cast)
    found, key = questions(row), uuid.uuid4()
    sheet = workflow.submit_answers(
        row,
        person=cast.citizen,
        key=key,
        answers={found["offer"].pk: "Puedo traducir."},
        email="v@prueba.example",
    )
    assert Sheet.objects.get() == sheet
    with pytest.raises(ReceivedBefore) as refused:
        workflow.submit_answers(
            row,
            person=cast.citizen,
            key=key,
            answers={found["offer"].pk: "Puedo cantar."},
            email="v@prueba.example",
        )
    told = {str(row.label): (str(row.received), str(row.sent)) for row in refused.value.differences}
    assert told[found["offer"].text] == (
        "Se guarda aparte de tu respuesta, sin unirse a ella: aquí no se puede mostrar.",
        "Puedo cantar.",
    )
    assert OfferOfHelp.objects.get().text == "Puedo traducir."


def test_offers_that_were_kept_with_their_sheets_are_taken_out_of_them(cast):
    kept = made.answer(cast)
    offer = made.offer(cast)
    question = offer.survey.questions.get(is_offer=True)
    Answer.objects.create(sheet=offer.survey.sheets.get(), question=question, text=offer.text)
    migration = import_module("forums.migrations.0009_offers_apart")
    migration.forget_offers_among_answers(apps, None)
    assert Answer.objects.get() == kept
    assert OfferOfHelp.objects.get() == offer


def test_nothing_joins_an_answer_and_an_account(cast):
    row = made.survey(cast, needs_account=True)
    before = JournalEntry.objects.count()
    answer(row, person=cast.member)
    assert JournalEntry.objects.count() == before
    assert not {field.name for field in Sheet._meta.fields} & {"user", "answered_at", "respondent"}
    assert Respondent.objects.get().user == cast.member


def test_an_account_answers_once_and_a_visitor_of_a_survey_with_account_is_asked_to_enter(
    client, cast
):
    row = made.survey(cast, needs_account=True)
    answer(row, person=cast.member)
    with pytest.raises(Refusal, match="Ya respondiste"):
        answer(row, person=cast.member)
    with pytest.raises(rights.NotAllowed):
        answer(row)
    assert "Entrar para responder" in client.get(f"/encuestas/{row.slug}/").content.decode()
    assert Sheet.objects.count() == 1


def test_the_same_sending_twice_is_one_sheet_and_the_same_browser_answers_once(client, cast):
    row = made.survey(cast)
    key = uuid.uuid4()
    assert answer(row, key=key) == answer(row, key=key)
    found = questions(row)
    body = {f"q{found['scale'].pk}": "3", "key": str(uuid.uuid4())}
    assert "Gracias" in client.post(f"/encuestas/{row.slug}/", body).content.decode()
    again = client.post(f"/encuestas/{row.slug}/", {**body, "key": str(uuid.uuid4())})
    assert again.status_code == 422
    assert "ya se respondió" in again.content.decode()
    assert Sheet.objects.count() == 2


@pytest.mark.parametrize(
    "shift",
    [{"opens_at": datetime.timedelta(seconds=60)}, {"closes_at": -datetime.timedelta(seconds=1)}],
)
def test_one_second_late_or_early_is_refused(client, cast, shift):
    row = made.survey(cast)
    now = timezone.now()
    Survey.objects.filter(pk=row.pk).update(
        **{name: now + delta for name, delta in shift.items()},
        **({"opens_at": now - made.DAY} if "closes_at" in shift else {}),
    )
    with pytest.raises(WindowClosed):
        answer(row)
    body = {f"q{questions(row)['scale'].pk}": "3", "key": str(uuid.uuid4())}
    assert client.post(f"/encuestas/{row.slug}/", body).status_code == 409
    assert not Sheet.objects.exists()


def test_bad_sheets_are_refused_whole(client, cast):
    row, foreign = made.survey(cast), made.survey(cast)
    found, other = questions(row), questions(foreign)
    alien = other["single"].choices.first().pk
    for answers in (
        {},
        {found["single"].pk: alien},
        {found["scale"].pk: 9},
        {found["multiple"].pk: [alien]},
        {found["open"].pk: ""},
    ):
        with pytest.raises(Refusal):
            workflow.submit_answers(row, person=NOBODY, key=uuid.uuid4(), answers=answers)
        assert not Answer.objects.exists()
    for body in (
        {},
        {"key": "x"},
        {f"q{found['open'].pk}": "a" * 4001, "key": str(uuid.uuid4())},
        {f"q{found['scale'].pk}": "once", "key": str(uuid.uuid4())},
    ):
        assert client.post(f"/encuestas/{row.slug}/", body).status_code == 422


def test_texts_are_read_before_results_are_published(client, cast):
    row = made.survey(cast)
    found = questions(row)
    for words in ("Que se limpie el río.", "Un insulto con nombre."):
        answer(row, answers={found["open"].pk: words})
    made.close(row)
    with pytest.raises(Refusal, match="2 respuestas por leer"):
        workflow.report_survey(row, by=cast.coordinator)
    first, second = Answer.objects.exclude(text="").order_by("pk")
    with pytest.raises(Refusal, match="por qué se reserva"):
        workflow.read_answer(second, by=cast.coordinator, is_published=False)
    with pytest.raises(rights.NotAllowed):
        workflow.read_answer(first, by=cast.editor, is_published=True)
    client.force_login(cast.coordinator)
    client.post(f"/mi-trabajo/encuestas/{row.slug}/leer/", {"answer": first.pk, "publish": ""})
    client.post(
        f"/mi-trabajo/encuestas/{row.slug}/leer/",
        {"answer": second.pk, "withhold": "", "reason": "Nombra a una persona."},
    )
    workflow.report_survey(row, by=cast.coordinator)
    client.logout()
    page = client.get(f"/encuestas/{row.slug}/").content.decode()
    data = client.get("/api/v1/survey-answers/").content.decode()
    for body in (page, data):
        assert "Que se limpie el río." in body
        assert "insulto" not in body
    assert "1 respuesta se reservó" in page


def test_results_are_published_with_small_groups_hidden_on_the_page_and_as_data(client, cast):
    row = made.survey(cast)
    for choice, times in (("Agua", 9), ("Datos", 6), ("Plazas", 2)):
        for _turn in range(times):
            answer(row, choice=choice)
    with pytest.raises(Refusal, match="sigue abierta"):
        workflow.report_survey(row, by=cast.coordinator)
    made.close(row)
    workflow.report_survey(row, by=cast.coordinator)
    shown = dict(
        Result.objects.filter(question=questions(row)["single"]).values_list("label", "people")
    )
    assert shown == {"Datos": None, "Agua": 9, "Plazas": None}
    page = client.get(f"/encuestas/{row.slug}/").content.decode()
    assert "9 (53 %)" in page
    assert "oculto" in page
    rows = client.get("/api/v1/survey-results/", {"survey": row.slug}).json()["results"]
    assert {(result["label"], result["people"]) for result in rows if result["of"] == 17} == {
        ("Datos", None),
        ("Agua", 9),
        ("Plazas", None),
    }


def test_an_option_of_five_people_is_told_and_one_of_four_is_not(cast):
    row = made.survey(cast)
    multiple = questions(row)["multiple"]
    told, hidden = multiple.choices.order_by("position")[:2]
    for turn in range(5):
        picked = [told.pk, hidden.pk] if turn < 4 else [told.pk]
        answer(row, answers={multiple.pk: picked})
    made.close(row)
    workflow.report_survey(row, by=cast.coordinator)
    people = dict(Result.objects.filter(question=multiple).values_list("label", "people"))
    assert (people[told.label], people[hidden.label]) == (5, None)


def test_no_figure_is_published_before_the_results_are(client, cast):
    row = made.survey(cast)
    answer(row)
    assert client.get("/api/v1/survey-results/").json()["results"] == []
    assert client.get(f"/api/v1/surveys/{row.slug}/").json()["sheet_count"] is None


def test_an_offer_is_taken_up_or_declined_with_a_reason_and_whoever_offered_is_told(cast):
    taken = made.offer(cast, "taken_up")
    assert "Le escribiremos." in Letter.objects.get(recipient="vecino@prueba.example").text
    assert workflow.finish_offer(taken, by=cast.coordinator, reason="Hecho.").state == "done"
    with pytest.raises(Refusal):
        workflow.decline_offer(made.offer(cast), by=cast.coordinator, reason=" ")
    with pytest.raises(rights.NotAllowed):
        workflow.decline_offer(made.offer(cast), by=cast.editor, reason="No.")


def test_an_announced_survey_changes_no_more(cast):
    row = made.survey(cast)
    row.title = "Otra"
    with pytest.raises(Refusal, match="Ya se anunció"):
        workflow.save_survey(row, by=cast.coordinator)
    with pytest.raises(Refusal, match="Ya se anunció"):
        workflow.save_question(row.questions.first(), by=cast.coordinator)


def test_what_was_kept_only_while_the_plan_lasted_is_erased(cast):
    row, answer_row = made.offer(cast, "taken_up"), made.answer(cast)
    workflow.read_answer(
        answer_row, by=cast.coordinator, is_published=False, reason="Nombra a alguien."
    )
    today = timezone.localdate()
    assert workflow.forget_what_is_over(today=today) == 0
    assert (
        workflow.forget_what_is_over(today=cast.plan.ends_on + made.DAY) == 1
    )  # the withheld text
    assert (
        workflow.forget_what_is_over(today=cast.plan.ends_on + 367 * made.DAY) == 1
    )  # the address
    row.refresh_from_db()
    answer_row.refresh_from_db()
    assert (row.email, answer_row.text, answer_row.withheld_reason) == ("", "", "Nombra a alguien.")


@pytest.mark.django_db(transaction=True)
def test_eight_sheets_at_once_of_each_of_twenty_accounts_are_twenty(cast):
    row = made.survey(cast, needs_account=True)
    crowd = [User.objects.create_user(f"p{n}@prueba.example") for n in range(20)]

    def once(person: User) -> bool:
        try:
            answer(row, person=person)
        except Refusal:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(once, crowd * 8))
    assert accepted.count(True) == Sheet.objects.count() == Answer.objects.count() == 20
