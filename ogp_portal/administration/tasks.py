"""The housekeeping of the ground's own tables."""

import datetime

from celery import shared_task
from django.utils import timezone

from ogp_portal.administration import workflow
from ogp_portal.foundation.api import following
from ogp_portal.foundation.documents import storage
from ogp_portal.foundation.events import (
    history,
    kept_documents,
    mail,
    notices,
    outbox,
    rates,
    submissions,
)
from ogp_portal.foundation.permissions import accounts, interrupted, kept_pages
from ogp_portal.models import LONGEST_BACKUP

FILES_AWAITED = datetime.timedelta(days=1)  # no transaction and no build of a package is longer
DOCUMENTS_KEPT = REMOVED_KEPT = NOTICES_KEPT = datetime.timedelta(days=90)
LETTERS_KEPT = ERRORS_KEPT = CHANGES_KEPT = datetime.timedelta(days=30)
ACTORS_KEPT = datetime.timedelta(days=5 * 365)
PROOF_AWAITED = datetime.timedelta(days=14)


@shared_task(name="portal.forget")
def forget() -> None:
    """Delete letters sent or given up a month ago; what people were told, documents made and rows
    that left the datasets three months ago; sendings' keys a week old, accounts whose address
    nobody proved, what nobody confirmed about accounts in a month and sessions that are over; close
    accounts that nobody uses, erase who held those closed a year ago, when others last entered, and
    who is behind an old history.
    """
    now = timezone.now()
    mail.forget(before=now - LETTERS_KEPT)
    notices.forget(before=now - NOTICES_KEPT)
    kept_documents.forget(before=now - DOCUMENTS_KEPT)
    following.forget(before=now - REMOVED_KEPT)
    submissions.forget(before=timezone.localdate() - submissions.KEPT)
    accounts.forget_unproven(before=now - PROOF_AWAITED)
    accounts.forget_sessions(now=now)
    workflow.forget_changes(before=now - CHANGES_KEPT)
    workflow.close_unused_accounts(now=now)
    workflow.forget_closed_accounts(now=now)
    workflow.forget_logins(now=now)
    outbox.forget_errors(before=now - ERRORS_KEPT)
    history.forget_actors(before=now - ACTORS_KEPT)
    history.forget_addresses()


@shared_task(name="portal.write_daily_letters")
def write_daily_letters() -> int:
    """Write the day's letter to those who want one a day."""
    return notices.write_daily(now=timezone.now())


@shared_task(name="portal.sweep_rates")
def sweep_rates() -> None:
    """Forget the windows of requests that are over, and what waited too long for its author."""
    rates.sweep()
    interrupted.forget(now=timezone.now())


@shared_task(name="portal.sweep_pages")
def sweep_pages() -> int:
    """Delete the kept pages that something changed since."""
    return kept_pages.sweep()


@shared_task(
    name="portal.back_up",
    soft_time_limit=LONGEST_BACKUP.total_seconds() - 60,
    time_limit=LONGEST_BACKUP.total_seconds(),
)
def back_up() -> None:
    """Make the week's backup when it is due."""
    workflow.back_up(now=timezone.now())


@shared_task(name="portal.sweep_files")
def sweep_files() -> tuple[int, int]:
    """Name the files that a killed process left aside, and remove those that no row names."""
    return storage.sweep(before=timezone.now() - FILES_AWAITED)
