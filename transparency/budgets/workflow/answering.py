"""The institution's side of a finding: it is told, it explains or disagrees in public, another
person closes it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import COORDINATOR, EDITOR, role_of
from commitments.organizations.models import Membership, Organization
from ogp_portal.foundation.events import journal, outbox
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from transparency.budgets import emails
from transparency.budgets.models import Finding
from transparency.budgets.states import FINDING, FindingState

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
    finding = rights.fetch_for_move(act, finding, by=by)
    before = {"state": finding.state, "explanation": finding.explanation}
    finding.state = FINDING.target(act, state=finding.state)
    finding.explanation = text
    finding.explained_at = timezone.now()
    finding.explained_by = by
    finding.save(update_fields=["state", "explanation", "explained_at", "explained_by"])
    four_eyes.wrote(finding, by=by)
    journal.record(
        act, finding, role=role_of(by), reason=text, before=before, after={"state": finding.state}
    )
    return finding


@four_eyes.read_before("transparency.finding", "settle_finding")
def _read(finding: Finding) -> dict[str, object]:
    """Return what the institution answered."""
    return {
        str(_("Estado")): FINDING.names[finding.state].label,
        **four_eyes.columns(finding, ("explanation",)),
    }


@transaction.atomic
def settle_finding(finding: Finding, *, by: User, reason: str, read: str) -> Finding:
    """Close an answered finding, as its answer was `read` (`four_eyes.as_read`), saying how; never
    by who answered it.

    It stays public. Raises NotAllowed, MoveNotAllowed, ChangedSinceRead, Refusal without words.
    """
    if not reason.strip():
        raise Refusal(_("Escriba cómo se cerró: se publica junto al hallazgo."), field="reason")
    finding = rights.fetch_for_move("settle_finding", finding, by=by)
    digest = four_eyes.take_as_read("settle_finding", finding, read)
    finding.state = FINDING.target("settle_finding", state=finding.state)
    finding.outcome = reason.strip()[:LONGEST]
    finding.save(update_fields=["state", "outcome"])
    journal.record(
        "settle_finding",
        finding,
        role=role_of(by),
        reason=finding.outcome,
        after={"state": finding.state, "read": digest},
    )
    return finding


@outbox.handler(TELL)
@transaction.atomic
def tell_institution(payload: outbox.Payload) -> None:
    """Tell whoever edits or coordinates for an institution what was found in its accounts, in one
    letter; twice tells once.
    """
    organization = Organization.objects.get(pk=payload["organization"])
    rows = Finding.objects.filter(
        period__program__organization=organization, state=FindingState.DETECTED
    ).select_for_update(of=("self",))
    new = list(rows.order_by("-difference_clp", "pk").values_list("pk", flat=True))
    members = Membership.objects.current().filter(
        organization=organization, role__in=(EDITOR, COORDINATOR), user__is_active=True
    )
    people = list(User.objects.filter(pk__in=members.values("user_id")).order_by("pk"))
    if not new or not people:
        return
    for person in people:
        emails.tell_findings(person, organization, new)
    Finding.objects.filter(pk__in=new).update(
        state=FINDING.target("notify_finding", state=FindingState.DETECTED)
    )
    journal.record(
        "notify_findings",
        organization,
        role="portal",
        after={"findings": len(new)},
        is_public=False,
    )
