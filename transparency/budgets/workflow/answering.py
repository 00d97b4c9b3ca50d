"""The institution's side of a finding: it is told, it explains or disagrees in public, another
person closes it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import COORDINATOR, EDITOR, role_of
from commitments.organizations.models import Membership, Organization
from ogp_portal.foundation.events import journal, mail, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from transparency.budgets.models import Finding
from transparency.budgets.states import FINDING

TELL = "transparency.tell_findings"
LONGEST = 4000


@transaction.atomic
def explain_finding(finding: Finding, *, by: User, reason: str) -> Finding:
    """Publish the institution's explanation of a finding. Raises NotAllowed, Refusal
    without words.
    """
    return _answer("explain_finding", finding, by=by, words=reason)


@transaction.atomic
def dispute_finding(finding: Finding, *, by: User, reason: str) -> Finding:
    """Publish that the institution does not agree with a finding, and why.

    Raises NotAllowed, Refusal without words.
    """
    return _answer("dispute_finding", finding, by=by, words=reason)


def _answer(act: str, finding: Finding, *, by: User, words: str) -> Finding:
    text = words.strip()[:LONGEST]
    if not text:
        raise Refusal(_("Escriba la explicación: se publica junto al hallazgo."), field="reason")
    held = rights.fetch_for_move(act, finding, by=by)
    before = {"state": held.state, "explanation": held.explanation}
    held.state = FINDING.target(act, state=held.state)
    held.explanation = text
    held.explained_at = timezone.now()
    held.explained_by = by
    held.save(update_fields=["state", "explanation", "explained_at", "explained_by"])
    journal.record(
        act, held, role=role_of(by), reason=text, before=before, after={"state": held.state}
    )
    return held


@transaction.atomic
def settle_finding(finding: Finding, *, by: User, reason: str) -> Finding:
    """Close an answered finding, saying how; never by who answered it.

    It stays public. Raises NotAllowed, Refusal without words.
    """
    if not reason.strip():
        raise Refusal(_("Escriba cómo se cerró: se publica junto al hallazgo."), field="reason")
    held = rights.fetch_for_move("settle_finding", finding, by=by)
    held.state = FINDING.target("settle_finding", state=held.state)
    held.outcome = reason.strip()[:LONGEST]
    held.save(update_fields=["state", "outcome"])
    journal.record(
        "settle_finding", held, role=role_of(by), reason=held.outcome, after={"state": held.state}
    )
    return held


@outbox.handler(TELL)
@transaction.atomic
def tell_institution(payload: outbox.Payload) -> None:
    """Tell whoever edits or coordinates for an institution what was found in its accounts, in one
    letter; twice tells once.
    """
    organization = Organization.objects.get(pk=payload["organization"])
    found = Finding.objects.filter(
        period__program__organization=organization, state="detected"
    ).select_for_update(of=("self",))
    fresh = list(found.order_by("-difference_clp", "pk").values_list("pk", "rule"))
    members = Membership.objects.current().filter(
        organization=organization, role__in=(EDITOR, COORDINATOR), user__is_active=True
    )
    people = list(User.objects.filter(pk__in=members.values("user_id")).order_by("pk"))
    if not fresh or not people:
        return
    for person in people:
        mail.write(
            "budget_findings",
            to=mail.Recipient(person.email),
            key=f"findings-{organization.pk}-{fresh[0][0]}-{len(fresh)}-{person.pk}",
            topic=f"findings:{organization.slug}",
            context={"organization": organization, "count": len(fresh)},
        )
    Finding.objects.filter(pk__in=[pk for pk, _rule in fresh]).update(
        state=FINDING.target("notify_finding", state="detected")
    )
    journal.record(
        "notify_findings",
        organization,
        role="portal",
        after={"findings": len(fresh)},
        is_public=False,
    )
