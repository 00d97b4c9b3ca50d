"""Counterparts of commitments, the scales one judges by, and assessments a source published."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.assessments.models import SCALE, Assessment, Counterpart, Rubric
from commitments.assessments.states import AssessmentState
from commitments.organizations.access import role_of
from commitments.organizations.models import Organization
from commitments.organizations.workflow import refuse_closed
from commitments.plans.models import Commitment
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def name_counterpart(
    commitment: Commitment, *, organization: Organization, by: User
) -> Counterpart:
    """Name an organization as counterpart of a commitment.

    Raises NotAllowed, and Refusal for a public institution: a government is not its own
    counterpart.
    """
    commitment = rights.fetch("name_counterpart", commitment, by=by)
    refuse_closed(organization, field="organization")
    if organization.sector == Organization.Sector.GOVERNMENT:
        raise Refusal(
            _(
                "La contraparte no es una institución del Estado: elija una organización de la "
                "sociedad civil, académica o privada."
            ),
            field="organization",
        )
    if organization.pk in (commitment.responsible_id, commitment.implementer_id):
        raise Refusal(
            _("Quien responde por el compromiso no es su propia contraparte."),
            field="organization",
        )
    return register_counterpart(commitment, organization, role=role_of(by))


@transaction.atomic
def remove_counterpart(counterpart: Counterpart, *, by: User, reason: str) -> None:
    """Take back a counterpart named by mistake, saying why in public if the commitment is.

    Raises NotAllowed, and Refusal without a reason or for one that began to judge.
    """
    if not reason.strip():
        raise Refusal(_("Escriba por qué deja de ser contraparte."), field="reason")
    counterpart = rights.fetch("remove", counterpart, by=by)
    commitment = counterpart.commitment
    judged = Assessment.objects.filter(
        commitment=commitment,
        organization=counterpart.organization_id,
        kind=Assessment.Kind.COUNTERPART,
    )
    if judged.exists():
        raise Refusal(
            _("No se quita: esa organización ya escribió su evaluación de este compromiso.")
        )
    journal.record(
        "remove_counterpart",
        commitment,
        role=role_of(by),
        reason=reason.strip(),
        plan_slug=commitment.plan.slug,
        before={"organization": str(counterpart.organization)},
        is_public=commitment.is_public,
    )
    counterpart.delete()


@transaction.atomic
def register_counterpart(
    commitment: Commitment, organization: Organization, *, role: str
) -> Counterpart:
    """Name an organization as counterpart of a commitment; twice changes nothing."""
    row, is_new = Counterpart.objects.get_or_create(
        commitment=commitment, organization=organization
    )
    if is_new:
        journal.record(
            "add_counterpart",
            commitment,
            role=role,
            plan_slug=commitment.plan.slug,
            after={"organization": str(organization)},
            is_public=commitment.is_public,
        )
    return row


@transaction.atomic
def save_rubric(rubric: Rubric, *, by: User) -> Rubric:
    """Keep a scale, new or not yet judged by; of one in use, the years of the plans that it serves.

    Raises NotAllowed, Refusal.
    """
    is_new = rubric.pk is None
    if is_new and not rights.may_at_all(Rubric, "create", by):
        raise rights.NotAllowed("create")
    standing = None if is_new else rights.fetch("edit", rubric, by=by)
    if standing is not None and standing.assessments.exists():
        changed = [name for name in SCALE if getattr(standing, name) != getattr(rubric, name)]
        if changed:
            raise Refusal(
                _("Alguien ya evaluó con esta pauta: no cambia. Registre otra versión."),
                field=changed[0],
            )
    rubric.full_clean()
    rubric.save()
    journal.record("register" if is_new else "edit", rubric, role=role_of(by))
    return rubric


@transaction.atomic
def register_rubric(slug: str, *, version: str, **facts: object) -> Rubric:
    """Return a rubric's version, made of `facts` (kind, name, criteria, years, source) if it is
    new.

    A version in use never changes: another scale is another version.
    """
    rubric, is_new = Rubric.objects.get_or_create(slug=slug, version=version, defaults=facts)
    if is_new:
        journal.record("register", rubric, role="carga")
    return rubric


@transaction.atomic
def register_assessment(
    commitment: Commitment,
    *,
    organization: Organization,
    rubric: Rubric,
    role: str,
    **facts: object,
) -> Assessment:
    """Load a published assessment as its source states it; twice changes nothing."""
    assessment, is_new = Assessment.objects.get_or_create(
        commitment=commitment,
        kind=facts.pop("kind"),
        organization=organization,
        edition=1,
        defaults={"rubric": rubric, "state": AssessmentState.PUBLISHED, **facts},
    )
    if is_new:
        journal.record(
            "publish_assessment",
            commitment,
            role=role,
            plan_slug=commitment.plan.slug,
            after={"rubric": str(rubric), "ratings": assessment.ratings},
        )
    return assessment
