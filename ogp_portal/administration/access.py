"""WHO keeps accounts and the queue of consequences, and who reads the ground's other tables."""

from django.db.models import Q

from ogp_portal.foundation.permissions.rights import Person, administrators, nobody, rule


@rule("ogp_portal.user", "view")
@rule("ogp_portal.user", "edit")
@rule("ogp_portal.user", "create")
@rule("ogp_portal.outboxmessage", "view")
@rule("ogp_portal.outboxmessage", "retry")
@rule("ogp_portal.letterrefusal", "view")
@rule("ogp_portal.backup", "view")
def keep(user: Person) -> Q:
    """Only an administrator keeps accounts, the queue of consequences and the backups."""
    return administrators(user)


@rule("ogp_portal.letter", "view")
def view_letter(user: Person) -> Q:
    """Nobody: a letter is its reader's."""
    return nobody()


@rule("ogp_portal.ratecount", "view")
@rule("ogp_portal.keptdocument", "view")
@rule("ogp_portal.writer", "view")
@rule("ogp_portal.submission", "view")
@rule("ogp_portal.interruptedwriting", "view")
def view_counts(user: Person) -> Q:
    """Nobody looks at who asked how much or who wrote what, at what a form brought as it came, nor
    at documents but through the pages that give them.
    """
    return nobody()


@rule("ogp_portal.journalentry", "view")
def view_journal(user: Person) -> Q:
    """Everybody reads public entries."""
    return Q(is_public=True)
