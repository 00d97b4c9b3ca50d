"""Nobody fills another's mailbox by our forms, nor has the portal write her words to who has not
confirmed an address.
"""

import datetime
import uuid
from collections import Counter

import pytest
from django.core import mail as sent
from django.utils import timezone

from commitments.inquiries import workflow as inquiries
from forums.proposals import workflow as proposals
from ogp_portal.foundation.events import mail, notices, outbox
from ogp_portal.foundation.permissions import codes
from ogp_portal.models import Letter
from tests.factories import forums as made
from tests.factories.commitments import commitment

VICTIM = "victima@correo.example"


@pytest.mark.django_db
def test_twenty_five_requests_to_follow_for_one_victim_are_three_letters(client, cast):
    rows = [commitment(cast) for _turn in range(25)]
    pages = {
        client.post(
            f"/seguir/?que=commitment&cual={row.slug}", {"email": VICTIM, "frequency": "weekly"}
        ).status_code
        for row in rows
    }
    assert pages == {200}
    assert Letter.objects.filter(recipient=VICTIM).count() == 3


@pytest.mark.django_db
def test_a_mailbox_gets_no_more_for_having_many_addresses(client, cast):
    page = f"/seguir/?que=commitment&cual={commitment(cast).slug}"
    for turn in range(5):
        client.post(page, {"email": f"victima+{turn}@correo.example", "frequency": "weekly"})
    client.post(page, {"email": VICTIM, "frequency": "weekly"})
    assert Letter.objects.count() == 3
    for other in ("victima2@correo.example", "victima+1@otro.example", "vic_ima@correo.example"):
        client.post(page, {"email": other, "frequency": "weekly"})
    assert Letter.objects.count() == 6


@pytest.mark.django_db
def test_the_same_for_proposals_and_questions_and_each_answer_is_like_the_first(client, cast):
    call, row = made.call(cast), commitment(cast)
    for _turn in range(25):
        body = {"email": VICTIM, "sector": "citizens", "key": str(uuid.uuid4()), **made.words()}
        assert client.post(f"/convocatorias/{call.slug}/proponer/", body).status_code == 302
        body = {"email": VICTIM.upper(), "text": "¿Cuándo?", "key": str(uuid.uuid4())}
        assert client.post(f"/compromisos/{row.slug}/preguntar/", body).status_code == 302
    outbox.drain()
    reached = Counter(address for letter in sent.outbox for address in letter.to)
    assert reached.pop(VICTIM) == 6
    assert reached == {cast.coordinator.email: 10, cast.second_coordinator.email: 10}
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    assert notices.write_daily(now=tomorrow) == 2  # the others, in one letter of the day


@pytest.mark.django_db
def test_who_confirms_one_gets_the_letters_that_were_held(cast):
    call = made.call(cast)
    keys = [uuid.uuid4() for _turn in range(5)]
    for key in keys:
        proposals.propose(call, key=key, email=VICTIM, language="es-cl", **made.words())
    outbox.drain()
    assert len(sent.outbox) == 3
    proposals.confirm(made.confirmation_code(keys[0]))
    outbox.drain()
    assert sum("Confirma tu propuesta" in letter.subject for letter in sent.outbox) == 5


@pytest.mark.django_db
def test_the_next_day_there_are_three_more_and_what_nobody_wanted_is_deleted(cast):
    call = made.call(cast)

    def send() -> None:
        for _turn in range(4):
            proposals.propose(
                call, key=uuid.uuid4(), email=VICTIM, language="es-cl", **made.words()
            )

    send()
    Letter.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    send()
    assert Letter.objects.filter(held_at=None).count() == 6
    Letter.objects.filter(held_at__isnull=False).update(
        held_at=timezone.now() - datetime.timedelta(days=7)
    )
    assert mail.forget(before=timezone.now() - datetime.timedelta(days=30)) == 2


@pytest.mark.django_db
def test_a_letter_to_who_has_not_confirmed_carries_no_word_of_who_wrote_it(client, cast):
    bait = "cobre en http://malo.example"
    call = made.call(cast)
    proposals.propose(
        call, key=uuid.uuid4(), email=VICTIM, language="es-cl", **made.words(title=bait)
    )
    inquiries.receive(commitment(cast), key=uuid.uuid4(), text=bait, email=VICTIM)
    client.post(
        f"/seguir/?que=search&cual=q%3D{bait}".replace(" ", "+"),
        {"email": VICTIM, "frequency": "weekly"},
    )
    outbox.drain()
    assert len([letter for letter in sent.outbox if letter.to == [VICTIM]]) == 3
    for letter in sent.outbox:
        assert "malo.example" not in letter.subject + letter.body + letter.alternatives[0][0]
        assert "cobre" not in letter.subject + letter.body


@pytest.mark.django_db
def test_a_confirmed_question_releases_what_was_held(cast):
    row = commitment(cast)
    for _turn in range(4):
        asked = inquiries.receive(row, key=uuid.uuid4(), text="¿Cuándo?", email=VICTIM).inquiry
    assert Letter.objects.exclude(held_at=None).count() == 1
    code = codes.of_sending("inquiry:confirm", asked.submission_key, to=VICTIM)
    inquiries.confirm_email(code)
    assert not Letter.objects.exclude(held_at=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bound", "most", "minutes"), [(mail.CODES, 10, 60), (mail.A_FEW, 3, 24 * 60)]
)
def test_codes_for_one_address_are_ten_an_hour_and_other_letters_three_a_day(bound, most, minutes):
    def post(number: int) -> bool:
        letter = Letter(
            key=f"test-{number}", template="x", recipient=VICTIM, language="es-cl", subject="Hola"
        )
        return bool(mail.post(letter, bound=bound, is_urgent=True))

    assert [post(number) for number in range(most + 1)] == [True] * most + [False]
    for back, is_written in ((minutes - 1, False), (minutes, True)):
        Letter.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=back))
        assert post(100 + back) == is_written
