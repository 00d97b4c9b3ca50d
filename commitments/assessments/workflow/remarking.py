"""What the institution says about the facts of an assessment, line by line, by two people, within
the days of its factual review.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.assessments import queries
from commitments.assessments.models import Assessment, FactualRemark
from commitments.assessments.states import RemarkState
from commitments.organizations.access import COORDINATOR, EDITOR, organizations_of, role_of
from commitments.organizations.models import Organization
from commitments.plans.access import CONSORTIUM
from commitments.plans.models import PlanMember
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.permissions.windows import WindowClosed
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User


@transaction.atomic
def add_remark(assessment: Assessment, *, by: User, line: str, text: str) -> FactualRemark:
    """Say what is wrong in fact in a line of an assessment; `line` is the key of the one that was
    read (`queries.Line`).

    Raises NotAllowed, WindowClosed, ChangedMeanwhile where the line says something else by now.
    """
    assessment = _locked(assessment, by=by)
    with languages.in_own():  # the heading is published: not in the language of who writes
        lines = queries.lines_of(assessment)
    read = next((each for each in lines if each.key == line), None)
    if read is None:
        raise ChangedMeanwhile(
            _("Esa línea cambió mientras usted escribía: elija la línea y envíe de nuevo."),
            field="line",
        )
    remark = FactualRemark(
        assessment=assessment,
        organization=_speaks_for(assessment, by=by),
        part=read.part,
        heading=read.heading[: FactualRemark._meta.get_field("heading").max_length],
        quote=read.text,
        text=_needed(text),
        author=by,
    )
    remark.save()
    four_eyes.wrote(remark, by=by)
    _record("add_remark", remark, by=by)
    return remark


@transaction.atomic
def save_remark(remark: FactualRemark, *, by: User, text: str, seen: str) -> FactualRemark:
    """Write over what was not confirmed yet; `seen` is the text that stood in the form.

    Raises NotAllowed, WindowClosed, MoveNotAllowed, ChangedMeanwhile.
    """
    _locked(remark.assessment, by=by)
    remark.refresh_from_db(fields=["state"])
    if remark.state != RemarkState.DRAFT:
        raise MoveNotAllowed("edit", remark.state, remark.get_state_display())
    remark = rights.fetch("edit", remark, by=by)
    if remark.text.split() != seen.split():
        raise ChangedMeanwhile(
            _("Otra persona guardó otro texto mientras usted escribía."), field="text"
        )
    remark.text = _needed(text)
    remark.author = by
    remark.save(update_fields=["text", "author"])
    four_eyes.wrote(remark, by=by)
    _record("edit", remark, by=by)
    return remark


@four_eyes.read_before("commitments.factualremark", "confirm_remark")
def _read(remark: FactualRemark) -> dict[str, object]:
    return four_eyes.columns(remark, ("heading", "quote", "text"))


@transaction.atomic
def confirm_remark(remark: FactualRemark, *, by: User, read: str) -> FactualRemark:
    """Confirm a remark as it was `read` (`four_eyes.as_read`): its judge reads it, and it will be
    published with the assessment. Never by who wrote it.

    Raises NotAllowed, WindowClosed, MoveNotAllowed, ChangedSinceRead.
    """
    _locked(remark.assessment, by=by)
    remark = rights.fetch_for_move("confirm_remark", remark, by=by)
    digest = four_eyes.take_as_read("confirm_remark", remark, read)
    remark.state = RemarkState.CONFIRMED
    remark.reviewer = by
    remark.save(update_fields=["state", "reviewer"])
    _record("confirm_remark", remark, by=by, read=digest)
    return remark


@transaction.atomic
def withdraw_remark(remark: FactualRemark, *, by: User) -> FactualRemark:
    """Take back what was said, confirmed or not, while the review is open: it is not published.

    Raises NotAllowed, WindowClosed, MoveNotAllowed.
    """
    _locked(remark.assessment, by=by)
    remark = rights.fetch_for_move("withdraw_remark", remark, by=by)
    remark.state = RemarkState.WITHDRAWN
    remark.save(update_fields=["state"])
    four_eyes.forget_writers(FactualRemark, [remark.pk])
    _record("withdraw_remark", remark, by=by)
    return remark


def _locked(assessment: Assessment, *, by: User) -> Assessment:
    """Return the assessment, locked, while its factual review is open."""
    try:
        return rights.fetch("answer_facts", assessment, by=by)
    except rights.NotAllowed:
        if rights.may(by, "read_factual_review", assessment):
            raise WindowClosed(_("La revisión de hechos terminó: ya no se responde.")) from None
        raise


def _speaks_for(assessment: Assessment, *, by: User) -> Organization:
    """Return the institution in whose name `by` answers: hers among those that carry out the
    commitment, or else hers among those of the plan.
    """
    commitment = assessment.commitment
    rows = Organization.objects.order_by("pk")
    own = rows.filter(
        pk__in=organizations_of(by, EDITOR),
    ).filter(pk__in=(commitment.responsible_id, commitment.implementer_id))
    leading = rows.filter(pk__in=organizations_of(by, COORDINATOR)).filter(
        pk__in=PlanMember.objects.filter(plan=commitment.plan_id, part__in=CONSORTIUM).values(
            "organization_id"
        ),
    )
    organization = own.first() or leading.first()
    if organization is None:
        raise rights.NotAllowed("answer_facts")
    return organization


def _needed(text: str) -> str:
    if not text.strip():
        raise Refusal(_("Escriba qué hecho es distinto, y cómo se comprueba."), field="text")
    return text.strip()


def _record(act: str, remark: FactualRemark, *, by: User, **after: object) -> None:
    journal.record(
        act,
        remark,
        role=role_of(by),
        plan_slug=remark.assessment.commitment.plan.slug,
        after=after or None,
        is_public=False,
    )
