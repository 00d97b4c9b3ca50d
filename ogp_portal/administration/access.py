"""WHO keeps accounts and the queue of consequences, and who reads the ground's other tables."""

from django.db.models import Q

from ogp_portal.foundation.permissions.four_eyes import by_another_administrator
from ogp_portal.foundation.permissions.rights import (
    Person,
    administrators,
    is_anonymous,
    nobody,
    rule,
)


@rule("ogp_portal.user", "view")
@rule("ogp_portal.user", "edit")
@rule("ogp_portal.user", "create")
@rule("ogp_portal.outboxmessage", "view")
@rule("ogp_portal.outboxmessage", "retry")
@rule("ogp_portal.letterrefusal", "view")
@rule("ogp_portal.backup", "view")
@rule("ogp_portal.accountchange", "view")
@rule("ogp_portal.accountchange", "withdraw")
def keep(user: Person) -> Q:
    """Only an administrator keeps accounts, the queue of consequences and the backups."""
    return administrators(user)


@rule("ogp_portal.user", "propose_address")
@rule("ogp_portal.user", "propose_second_factor")
def propose(user: Person) -> Q:
    """An administrator, about another's open account."""
    return administrators(user) & Q(is_active=True) & ~Q(pk=user.pk)


@rule("ogp_portal.user", "propose_administration")
def propose_administration(user: Person) -> Q:
    """The same, about somebody who does not administer yet."""
    return propose(user) & Q(is_administrator=False)


@rule("ogp_portal.accountchange", "confirm")
def confirm(user: Person) -> Q:
    """Another administrator than who proposed it, who still administers, and than whom it is about;
    that the two are no one person is asked when it is done.
    """
    return by_another_administrator(user, about="account")


@rule("ogp_portal.user", "be_told")
def be_told(user: Person) -> Q:
    """Oneself, of one's own account."""
    return nobody() if is_anonymous(user) else Q(pk=user.pk)


@rule("ogp_portal.notice", "view")
def view_notice(user: Person) -> Q:
    """What one was told, and nothing of others."""
    return nobody() if is_anonymous(user) else Q(user_id=user.pk)


@rule("ogp_portal.letter", "view")
def view_letter(user: Person) -> Q:
    """Nobody: a letter is its reader's."""
    return nobody()


@rule("ogp_portal.ratecount", "view")
@rule("ogp_portal.keptdocument", "view")
@rule("ogp_portal.datasetlook", "view")
@rule("ogp_portal.visiblerow", "view")
@rule("ogp_portal.searchentry", "view")
@rule("ogp_portal.writer", "view")
@rule("ogp_portal.publicchange", "view")
@rule("ogp_portal.keptpage", "view")
@rule("ogp_portal.submission", "view")
@rule("ogp_portal.interruptedwriting", "view")
def view_counts(user: Person) -> Q:
    """Nobody looks at who asked how much or who wrote what, at what a form brought as it came, nor
    at documents, datasets and kept pages but through the addresses that give them.
    """
    return nobody()


@rule("ogp_portal.journalentry", "view")
def view_journal(user: Person) -> Q:
    """Everybody reads public entries."""
    return Q(is_public=True)
