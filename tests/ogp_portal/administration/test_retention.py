"""What is kept of accounts and callers, and until when: each day from both sides."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from forums.proposals import workflow as proposals
from forums.proposals.models import Support
from ogp_portal.administration import tasks, workflow
from ogp_portal.foundation.events import history, rates
from ogp_portal.foundation.permissions import accounts
from ogp_portal.models import JournalEntry, RateCount, User
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
    User.objects.filter(pk=cast.editor.pk).update(last_login=None, is_staff=False)
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
