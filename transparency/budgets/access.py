"""WHO loads accounts and answers for what is found in them.

Everything published is read by everybody.
"""

from django.db.models import Q

from commitments.organizations.access import COORDINATOR, organizations_of
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import (
    Person,
    administrators,
    everybody,
    is_anonymous,
    nobody,
    rule,
)
from transparency.budgets.states import FINDING, IMPORT, PERIOD, PeriodState


def answers_for(user: Person, *, path: str) -> Q:
    """Return the rows whose institution (at `path`) `user` coordinates for."""
    return (
        nobody()
        if is_anonymous(user)
        else Q(**{f"{path}__in": organizations_of(user, COORDINATOR)})
    )


@rule("transparency.budgetprogram", "view")
@rule("transparency.budgetperiod", "view")
@rule("transparency.budgetsubtotal", "view")
@rule("transparency.budgetaccount", "view")
@rule("transparency.budgetlink", "view")
@rule("transparency.referencevalue", "view")
@rule("transparency.finding", "view")
def view(user: Person) -> Q:
    """Everybody reads accounts, their words and what was found in them, replaced ones too."""
    return everybody()


@rule("transparency.budgetline", "view")
def view_lines(user: Person) -> Q:
    """Everybody reads the lines of the accounts that stand; those of replaced ones are in their
    file, so that nobody adds a month twice.
    """
    return Q(period__state=PeriodState.CURRENT)


@rule("commitments.organization", "import_budget")
def import_budget(user: Person) -> Q:
    """Whoever coordinates for the institution loads its accounts: loading publishes."""
    return answers_for(user, path="pk")


@rule("transparency.budgetimport", "view")
def view_import(user: Person) -> Q:
    """Coordinators of the institution see its loads."""
    return answers_for(user, path="organization")


def run_import(user: Person) -> Q:
    """Only who asked for it confirms it, while still coordinating for the institution."""
    return (
        nobody()
        if is_anonymous(user)
        else answers_for(user, path="organization") & Q(requested_by_id=user.pk)
    )


for act in sorted(IMPORT.acts):
    rule("transparency.budgetimport", act)(
        run_import if act == "confirm_import" else lambda _user: nobody()
    )
for act in sorted(PERIOD.acts):
    rule("transparency.budgetperiod", act)(
        lambda _user: nobody()
    )  # a corrected file does it, never a person


@rule("transparency.budgetprogram", "edit")
def edit_program(user: Person) -> Q:
    """Coordinators of the institution put its programme in plain words."""
    return answers_for(user, path="organization")


@rule("transparency.budgetaccount", "edit")
@rule("transparency.budgetlink", "edit")
def edit_words(user: Person) -> Q:
    """Coordinators of the institution keep the words of its programmes' accounts and what they pay
    for.
    """
    return answers_for(user, path="program__organization")


@rule("transparency.budgetlink", "create")
def create_link(user: Person) -> Q:
    """Whoever coordinates for some institution may join an account of hers to what it pays for."""
    return (
        nobody()
        if is_anonymous(user)
        else Q(program__organization__in=organizations_of(user, COORDINATOR))
    )


@rule("transparency.referencevalue", "edit")
@rule("transparency.referencevalue", "create")
def keep_references(user: Person) -> Q:
    """An administrator keeps figures of reference, each with its source."""
    return administrators(user)


def answer(user: Person) -> Q:
    """Coordinators of the institution answer for its accounts."""
    return answers_for(user, path="period__program__organization")


def settle(user: Person) -> Q:
    """Another coordinator of the institution than who explained closes it."""
    return answer(user) & by_another(user, "transparency.finding", author="explained_by")


for act in sorted(FINDING.acts):
    by_people = {"explain_finding": answer, "dispute_finding": answer, "settle_finding": settle}
    rule("transparency.finding", act)(by_people.get(act, lambda _user: nobody()))
