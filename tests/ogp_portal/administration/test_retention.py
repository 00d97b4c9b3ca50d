"""What is kept of accounts and callers, and until when: each day from both sides."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from pghistory.models import Context

from forums.proposals import workflow as proposals
from forums.proposals.models import Support
from ogp_portal.administration import tasks, workflow
from ogp_portal.foundation.events import history, mail, rates
from ogp_portal.foundation.permissions import accounts
from ogp_portal.models import JournalEntry, Letter, OutboxMessage, RateCount, User
from ogp_portal.site.middleware import ActorMiddleware
from tests.factories import forums as made

DAY = datetime.timedelta(days=1)
YEAR = datetime.timedelta(days=365)


def closed(cast) -> User:
    """Close the account of an editor as an administrator does."""
    account = User.objects.get(pk=cast.editor.pk)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    account.is_active = False
    return workflow.save_person(account, by=cast.administrator)


def test_a_closed_account_is_erased_a_year_later_and_not_a_day_before(cast):
    account = closed(cast)
    now = timezone.now()
    assert workflow.forget_closed_accounts(now=now + YEAR - DAY) == 0
    assert User.objects.get(pk=account.pk).email == account.email
    assert workflow.forget_closed_accounts(now=now + YEAR + DAY) == 1
    erased = User.objects.get(pk=account.pk)
    assert (erased.name, erased.last_login) == ("", None)
    assert erased.email == f"{account.pk}@cuenta-cerrada.invalid"
    assert not erased.has_usable_password()
    assert not EmailAddress.objects.filter(user=account).exists()
    assert workflow.forget_closed_accounts(now=now + 2 * YEAR) == 0
    assert account.email not in str(list(JournalEntry.objects.values()))


def test_an_account_that_was_opened_again_is_kept_and_counted_from_its_last_closing(cast):
    account = closed(cast)
    account.is_active = True
    workflow.save_person(account, by=cast.administrator)
    far = timezone.now() + 3 * YEAR
    assert workflow.forget_closed_accounts(now=far) == 0
    account.is_active = False
    workflow.save_person(account, by=cast.administrator)
    history.versions(User).filter(pgh_obj_id=account.pk).exclude(
        pk=history.versions(User).filter(pgh_obj_id=account.pk).latest("pk").pk
    ).update(pgh_created_at=timezone.now() - 2 * YEAR)
    assert workflow.forget_closed_accounts(now=timezone.now() + DAY) == 0
    assert workflow.forget_closed_accounts(now=timezone.now() + YEAR + DAY) == 1


def test_an_open_account_is_never_erased(cast):
    assert workflow.forget_closed_accounts(now=timezone.now() + 20 * YEAR) == 0


def test_what_a_forgotten_account_supported_stays_counted_and_says_nobody(cast):
    proposal = made.proposal(cast, "admitted")
    proposals.support(proposal, by=cast.editor)
    closed(cast)
    workflow.forget_closed_accounts(now=timezone.now() + YEAR + DAY)
    proposal.refresh_from_db()
    supporter = Support.objects.get(proposal=proposal).user
    assert proposal.support_count == 1
    assert (supporter.name, supporter.email) == ("", f"{supporter.pk}{accounts.NOWHERE}")


def test_when_somebody_last_entered_is_forgotten_after_a_year(cast):
    now = timezone.now()
    User.objects.filter(pk=cast.editor.pk).update(last_login=now - YEAR - DAY)
    User.objects.filter(pk=cast.colleague.pk).update(last_login=now - YEAR + DAY)
    assert workflow.forget_logins(now=now) == 1
    assert User.objects.get(pk=cast.editor.pk).last_login is None
    assert User.objects.get(pk=cast.colleague.pk).last_login is not None


def test_an_account_whose_last_entry_was_forgotten_is_not_taken_for_unproven(cast):
    EmailAddress.objects.create(user=cast.editor, email=cast.editor.email, verified=True)
    User.objects.filter(pk=cast.editor.pk).update(last_login=None)
    accounts.forget_unproven(before=timezone.now() + DAY)
    assert User.objects.filter(pk=cast.editor.pk).exists()


def test_the_nightly_task_erases_what_is_over(cast):
    account = closed(cast)
    with time_machine.travel(timezone.now() + YEAR + DAY, tick=False):
        tasks.forget()
    assert User.objects.get(pk=account.pk).name == ""


@pytest.mark.parametrize(("minutes", "is_kept"), [(4, True), (6, False)])
def test_who_asked_how_much_is_kept_five_minutes_and_swept_each_five(db, minutes, is_kept):
    rates.count("quien-sea", units=1, limit=10)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ogp_portal_ratecount SET window_starts_at = now() - make_interval(mins => %s)",
            [minutes],
        )
    tasks.sweep_rates()
    assert RateCount.objects.exists() == is_kept


def used(account: User, *, at: datetime.datetime) -> None:
    """Say that somebody last entered with an account at an instant."""
    User.objects.filter(pk=account.pk).update(last_login=at, date_joined=at)
    history.versions(User).filter(pgh_obj_id=account.pk).update(pgh_created_at=at)


def test_an_account_nobody_uses_is_closed_after_a_year_and_not_a_day_before(cast):
    now = timezone.now()
    used(cast.editor, at=now - YEAR - DAY)
    used(cast.colleague, at=now - YEAR + DAY)
    assert workflow.close_unused_accounts(now=now) == 1
    assert not User.objects.get(pk=cast.editor.pk).is_active
    assert User.objects.get(pk=cast.colleague.pk).is_active
    entry = JournalEntry.objects.get(act="close_account")
    assert (entry.subject_id, entry.is_public) == (cast.editor.pk, False)
    assert cast.editor.email not in str(list(JournalEntry.objects.values()))


def test_a_closed_account_that_nobody_used_is_erased_a_year_after(cast):
    used(cast.editor, at=timezone.now() - YEAR - DAY)
    workflow.close_unused_accounts(now=timezone.now())
    assert workflow.forget_closed_accounts(now=timezone.now() + YEAR - DAY) == 0
    assert workflow.forget_closed_accounts(now=timezone.now() + YEAR + DAY) == 1


def test_who_has_not_entered_for_eleven_months_is_told_once_and_not_a_day_before(cast):
    now = timezone.now()
    used(cast.editor, at=now - YEAR + 30 * DAY - DAY)
    used(cast.colleague, at=now - YEAR + 30 * DAY + DAY)
    workflow.close_unused_accounts(now=now)
    workflow.close_unused_accounts(now=now)
    letter = Letter.objects.get()
    assert letter.recipient == cast.editor.email
    assert "Hace once meses que nadie entra" in letter.text
    assert "/cuenta/login/" in letter.text
    assert User.objects.get(pk=cast.editor.pk).is_active


def test_an_administrators_account_is_not_closed_by_the_calendar(cast):
    used(cast.administrator, at=timezone.now() - 3 * YEAR)
    assert workflow.close_unused_accounts(now=timezone.now()) == 0
    assert not Letter.objects.exists()
    assert User.objects.get(pk=cast.administrator.pk).is_active


def test_an_account_that_an_administrator_opened_again_has_a_year_more(cast):
    used(cast.editor, at=timezone.now() - 2 * YEAR)
    workflow.close_unused_accounts(now=timezone.now())
    account = User.objects.get(pk=cast.editor.pk)
    account.is_active = True
    workflow.save_person(account, by=cast.administrator)
    assert workflow.close_unused_accounts(now=timezone.now() + YEAR - DAY) == 0
    assert workflow.close_unused_accounts(now=timezone.now() + YEAR + DAY) >= 1
    assert not User.objects.get(pk=cast.editor.pk).is_active


def test_letters_go_thirty_days_after_they_were_sent_or_written_in_vain(cast):
    now = timezone.now()
    for number, (written, sent) in enumerate([(40, 29), (40, 31), (29, None), (31, None)]):
        letter = Letter.objects.create(
            key=str(number), recipient="ana@example.cl", language="es-cl", subject="x", text="x"
        )
        Letter.objects.filter(pk=letter.pk).update(
            created_at=now - written * DAY, sent_at=sent and now - sent * DAY
        )
    tasks.forget()
    assert set(Letter.objects.values_list("key", flat=True)) == {"0", "2"}


def test_a_letter_that_was_forgotten_is_not_sent(cast, mailoutbox):
    mail.send({"letter": 0})
    assert mailoutbox == []


def test_what_a_mail_server_answered_is_kept_for_thirty_days(db):
    now = timezone.now()
    for days in (29, 31):
        for column in ("done_at", "dead_at"):
            OutboxMessage.objects.create(
                kind="x", last_error="refused: ana@example.cl", **{column: now - days * DAY}
            )
    waiting = OutboxMessage.objects.create(kind="x", last_error="x", due_at=now + DAY)
    tasks.forget()
    kept = OutboxMessage.objects.exclude(last_error="").exclude(pk=waiting.pk)
    assert all(max(filter(None, (row.done_at, row.dead_at))) > now - 30 * DAY for row in kept)
    assert (kept.count(), OutboxMessage.objects.filter(last_error="").count()) == (2, 2)
    assert OutboxMessage.objects.get(pk=waiting.pk).last_error == "x"


def test_sessions_that_are_over_are_deleted_and_others_are_not(db):
    now = timezone.now()
    for name, ends in (("over", -1), ("open", 1)):
        Session.objects.create(
            session_key=name,
            session_data="x",
            expire_date=now + ends * datetime.timedelta(minutes=1),
        )
    tasks.forget()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_whose_account_made_a_change_is_kept_for_five_years(db):
    now = timezone.now()
    for days in (5 * 365 - 1, 5 * 365 + 1):
        row = Context.objects.create(metadata={"user": 7, "reason": "por la ley", "door": "sitio"})
        Context.objects.filter(pk=row.pk).update(created_at=now - days * DAY)
    tasks.forget()
    recent, old = Context.objects.order_by("-created_at").values_list("metadata", flat=True)
    assert recent == {"user": 7, "reason": "por la ley", "door": "sitio"}
    assert old == {"reason": "por la ley", "door": "sitio"}


def test_the_history_keeps_no_address_of_a_page(client, cast):
    client.force_login(cast.administrator)
    client.post("/preguntas/seguimiento/codigo-secreto/")
    request = RequestFactory().post("/preguntas/seguimiento/codigo-secreto/")
    request.user = cast.administrator
    assert ActorMiddleware(lambda _request: None).get_context(request) == {
        "user": cast.administrator.pk
    }
    assert not Context.objects.filter(metadata__has_key="url").exists()


def test_the_addresses_that_the_history_kept_before_are_taken_out(db):
    Context.objects.create(metadata={"user": 7, "url": "/preguntas/seguimiento/codigo-secreto/"})
    tasks.forget()
    assert [row.metadata for row in Context.objects.all()] == [{"user": 7}]
