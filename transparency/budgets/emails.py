"""Letters to whoever answers for an institution's accounts."""

from collections.abc import Sequence

from commitments.organizations.models import Organization
from ogp_portal.foundation.events import mail
from ogp_portal.models import User


def tell_findings(person: User, organization: Organization, findings: Sequence[int]) -> None:
    """Write what was found in the accounts of an institution: the identifiers of the new findings,
    the largest first. The same ones are told once.
    """
    mail.write(
        "budget_findings",
        to=mail.Recipient(person.email),
        key=f"findings-{organization.pk}-{findings[0]}-{len(findings)}-{person.pk}",
        topic=f"findings:{organization.slug}",
        context={"organization": organization, "count": len(findings)},
    )
