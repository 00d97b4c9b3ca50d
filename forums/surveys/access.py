"""WHO sees, answers and runs surveys, and takes up offers of help."""

from django.db.models import Q

from commitments.plans.access import coordinates
from commitments.plans.states import PUBLIC_PLAN
from forums.surveys.states import OFFER, PUBLIC_SURVEY, SURVEY, SurveyState, TextReading
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody, rule


def _public(path: str = "") -> Q:
    return Q(**{f"{path}state__in": PUBLIC_SURVEY, f"{path}plan__state__in": PUBLIC_PLAN})


@rule("forums.survey", "view")
def view_survey(user: Person) -> Q:
    """Everybody once it is announced; its plan's coordinators before."""
    return _public() | coordinates(user, path="plan")


@rule("forums.survey", "answer")
def answer(user: Person) -> Q:
    """Everybody, or any account where it asks for one; the window is asked of the
    database's clock.
    """
    announced = Q(state=SurveyState.ANNOUNCED, plan__state__in=PUBLIC_PLAN)
    return announced & Q(needs_account=False) if is_anonymous(user) else announced


def run_survey(user: Person) -> Q:
    """Coordinators of its plan's consortium."""
    return coordinates(user, path="plan")


for _act in ("edit", "create", "run", "read_answers", *sorted(SURVEY.acts)):
    rule("forums.survey", _act)(run_survey)


@rule("forums.survey", "discard")
def discard_survey(user: Person) -> Q:
    """Coordinators of its plan delete one begun by mistake, until it is announced."""
    return coordinates(user, path="plan") & Q(state=SurveyState.DRAFT)


@rule("forums.question", "view")
def view_question(user: Person) -> Q:
    """Everybody, with its survey."""
    return _public("survey__") | coordinates(user, path="survey__plan")


@rule("forums.choice", "view")
def view_choice(user: Person) -> Q:
    """Everybody, with its question."""
    return _public("question__survey__")


@rule("forums.result", "view")
def view_result(user: Person) -> Q:
    """Everybody, once the results are published."""
    return Q(question__survey__state=SurveyState.REPORTED)


@rule("forums.sheet", "view")
@rule("forums.respondent", "view")
def view_nothing(user: Person) -> Q:
    """Nobody: only figures and read texts leave."""
    return nobody()


@rule("forums.answer", "view")
def view_answer(user: Person) -> Q:
    """Everybody reads the texts that were read and published, once the results are."""
    return Q(reading=TextReading.PUBLISHED, question__survey__state=SurveyState.REPORTED)


@rule("forums.answer", "read")
def read_answer(user: Person) -> Q:
    """Coordinators of the plan read the texts, to publish or to withhold them with a reason."""
    return coordinates(user, path="question__survey__plan") & ~Q(text="")


@rule("forums.offerofhelp", "view")
def view_offer(user: Person) -> Q:
    """Coordinators of the plan; the public sees how many and what became of them."""
    return coordinates(user, path="survey__plan")


@rule("forums.offerofhelp", "run")
def run_offer(user: Person) -> Q:
    """Coordinators of the plan's consortium."""
    return coordinates(user, path="survey__plan")


for _act in sorted(OFFER.acts):
    rule("forums.offerofhelp", _act)(run_offer)


@rule("forums.question", "edit")
@rule("forums.question", "create")
def prepare_question(user: Person) -> Q:
    """Coordinators of the plan, while the survey is in preparation."""
    return coordinates(user, path="survey__plan") & Q(survey__state=SurveyState.DRAFT)
