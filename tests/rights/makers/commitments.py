"""Situations of plans, commitments and what is reported and asked about them."""

import datetime
from typing import TYPE_CHECKING

from django.apps import apps

from commitments.assessments.models import Assessment
from commitments.organizations.models import Organization
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, PlanMember
from commitments.spreadsheets import workflow as spreadsheets
from tests.factories import commitments as promised
from tests.factories.amendments import amendment, plan_amendment
from tests.factories.assessments import remark
from tests.people import LONG_AGO, organization
from tests.rights.makers.making import HIDDEN, Make, Rows, hide, second_administrator, states

LONG_HENCE = datetime.date(2999, 1, 1)

if TYPE_CHECKING:
    from tests.rights.world import World


def commitments(world: "World") -> Rows:
    cast, historical = world.cast, world.of_plan("historical")
    rows = {state: promised.commitment(cast, state) for state in states("commitments.commitment")}
    co_creating = world.of_plan("co_creation")
    rows["draft_in_co_creation"] = promised.commitment(co_creating, "draft")
    rows["proposed"] = plans.propose_commitment(
        promised.commitment(co_creating, "draft"), by=cast.coordinator
    )
    rows["judged"] = promised.assessment(cast).commitment
    rows["carried_out_by_another"] = promised.commitment(cast, implementer=cast.stranger)
    for state in ("draft", "published"):
        rows[f"{state}_historical"] = promised.commitment(historical, state)
    return rows


def milestones(world: "World") -> Rows:
    cast = world.cast
    rows = {
        f"of_{name}": row.milestones.order_by("position").first()
        for name, row in world.rows["commitments.commitment"].items()
        if name in {"draft", "published", "closed", "withdrawn", "proposed", "published_historical"}
    }
    rows["complete"] = promised.complete(cast, promised.commitment(cast))
    rows["complete_historical"] = promised.complete(cast, promised.commitment(cast))
    Commitment.objects.filter(pk=rows["complete_historical"].commitment_id).update(
        plan=world.plans["historical"]
    )
    rows["cancelled"] = plans.cancel_milestone(
        promised.commitment(cast).milestones.first(), by=cast.coordinator, reason="Ya no procede."
    )
    return rows


def amendments(world: "World") -> Rows:
    cast = world.cast
    rows = {state: amendment(cast, state) for state in states("commitments.amendment")}
    rows["in_force_of_hidden"] = hide(amendment(world.of_plan(HIDDEN)))
    closed = amendment(cast, "submitted")
    Commitment.objects.filter(pk=closed.commitment_id).update(state="closed", state_reason="Fin.")
    rows["submitted_of_closed"] = closed
    own = amendment(cast, "submitted")
    type(own).objects.filter(pk=own.pk).update(author=cast.second_coordinator)
    rows["submitted_by_second_coordinator"] = own
    rows |= {
        f"{state}_of_plan": plan_amendment(world.of_plan("in_force"), state)
        for state in ("in_force", "discarded")
    }
    for name in ("in_force", "ended"):
        rows[f"submitted_of_{name}_plan"] = plan_amendment(world.of_plan(name), "submitted")
    rows["in_force_of_hidden_plan"] = plan_amendment(world.of_plan(HIDDEN))
    return rows


def amended_fields(world: "World") -> Rows:
    made = world.make(apps.get_model("commitments.amendment"))
    return {f"of_{name}": row.fields.get() for name, row in made.items()}


def updates(world: "World") -> Rows:
    cast = world.cast
    rows = {state: promised.update(cast, state) for state in states("commitments.progressupdate")}
    rows["approved_of_hidden"] = hide(promised.update(world.of_plan(HIDDEN), "approved"))
    closed = promised.update(cast, "submitted")
    Commitment.objects.filter(pk=closed.commitment_id).update(state="closed", state_reason="Fin.")
    rows["submitted_of_closed"] = closed
    own = promised.update(cast, "submitted")
    type(own).objects.filter(pk=own.pk).update(author=cast.second_coordinator)
    rows["submitted_by_second_coordinator"] = own
    return rows


def evidence(world: "World") -> Rows:
    model = apps.get_model("commitments.evidence")
    facts = {"kind": "link", "title": "Acta", "url": "https://ciudad.example/acta"}
    rows = {
        f"of_{name}": model.objects.create(commitment=row.commitment, update_of=row, **facts)
        for name, row in world.make(apps.get_model("commitments.progressupdate")).items()
    }
    for name in ("draft", "proposed", "published", "withdrawn"):
        promise = world.rows["commitments.commitment"][name]
        rows[f"by_itself_of_{name}"] = model.objects.create(commitment=promise, **facts)
    return rows


def assessments(world: "World") -> Rows:
    cast = world.cast
    rows = {state: promised.assessment(cast, state) for state in states("commitments.assessment")}
    rows["published_of_hidden"] = hide(promised.assessment(world.of_plan(HIDDEN), "published"))
    for state in ("draft", "published"):
        row = promised.assessment(cast, state)
        type(row).objects.filter(pk=row.pk).update(kind="independent", organization=cast.watcher)
        rows[f"{state}_independent"] = row
    return rows


def remarks(world: "World") -> Rows:
    cast = world.cast
    rows = {state: remark(cast, state) for state in states("commitments.factualremark")}
    late = remark(cast)
    Assessment.objects.filter(pk=late.assessment_id).update(
        review_opens_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        review_closes_at=datetime.datetime(2026, 1, 15, tzinfo=datetime.UTC),
    )
    rows["draft_after_its_days"] = late
    for state in ("draft", "confirmed"):
        row = remark(cast, state)
        Assessment.objects.filter(pk=row.assessment_id).update(state="published")
        rows[f"{state}_of_published"] = row
    hidden = remark(cast, "confirmed", of=promised.assessment(world.of_plan(HIDDEN), "published"))
    hide(hidden.assessment)
    rows["confirmed_of_hidden"] = hidden
    return rows


def inquiries(world: "World") -> Rows:
    names = ("received", "not_published", "published", "prepared", "answered")
    rows = {name: promised.inquiry(world.cast, name) for name in names}
    own = promised.inquiry(world.cast, "prepared")
    type(own).objects.filter(pk=own.pk).update(prepared_by=world.cast.coordinator)
    return {**rows, "prepared_by_coordinator": own}


def memberships(world: "World") -> Rows:
    cast, model = world.cast, apps.get_model("commitments.membership")
    of_coordinator = cast.coordinator.memberships.get()
    return {
        "": cast.editor.memberships.get(),
        "of_coordinator": of_coordinator,
        "of_overseer": cast.overseer.memberships.get(),
        "delegated_to_member": model.objects.create(
            user=cast.member,
            organization=cast.city,
            role="coordinator",
            starts_on=LONG_HENCE,
            ends_on=LONG_HENCE + datetime.timedelta(days=30),
            delegated_from=of_coordinator,
        ),
    }


def role_proposals(world: "World") -> Rows:
    cast, model = world.cast, apps.get_model("commitments.roleproposal")
    return {
        name: model.objects.create(
            user=cast.member,
            organization=where,
            role=role,
            starts_on=LONG_AGO,
            proposed_by=by,
        )
        for name, role, where, by in (
            ("proposed_by_another", "editor", cast.city, second_administrator()),
            ("proposed_by_administrator", "monitor", cast.city, cast.administrator),
            ("invited_by_coordinator", "editor", cast.partner, cast.second_coordinator),
        )
    } | {
        "delegated_by_coordinator": model.objects.create(
            user=cast.member,
            organization=cast.city,
            role="coordinator",
            starts_on=LONG_HENCE,
            ends_on=LONG_HENCE + datetime.timedelta(days=30),
            proposed_by=cast.coordinator,
            delegated_from=cast.coordinator.memberships.get(),
        )
    }


def closed_institution(world: "World") -> Organization:
    """Return an institution of the plan that closed."""
    closed = organization("institucion-cerrada")
    PlanMember.objects.create(plan=world.cast.plan, organization=closed, part="member")
    Organization.objects.filter(pk=closed.pk).update(closed_on=LONG_AGO)
    return closed


def organization_changes(world: "World") -> Rows:
    """Return changes of an institution that wait, by who proposed them, one that was confirmed and
    one that was undone.
    """
    cast, model = world.cast, apps.get_model("commitments.organizationchange")
    another, now = second_administrator(), datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    done = {"confirmed_by": cast.administrator, "confirmed_at": now}
    return {
        name: model.objects.create(
            organization=where,
            kind="rename",
            effective_on=LONG_AGO,
            name="Otro nombre",
            former_name=where.name,
            reason="Cambió.",
            norm="Ley 1",
            **{"proposed_by": another, **facts},
        )
        for name, where, facts in (
            ("proposed_by_another", cast.city, {}),
            ("proposed_by_administrator", cast.stranger, {"proposed_by": cast.administrator}),
            ("proposed_by_coordinator", cast.partner, {"proposed_by": cast.coordinator}),
            ("confirmed", cast.city, done),
            ("undone", cast.city, {**done, "undone_at": now}),
        )
    }


def import_jobs(world: "World") -> Rows:
    rows = {
        name: spreadsheets.request_import(
            world.cast.plan,
            content=f"titulo\n{name}\n".encode(),
            file_name="a.csv",
            by=world.cast.coordinator,
        )
        for name in ("previewed", "previewed_of_who_left")
    }
    left = rows["previewed_of_who_left"]
    type(left).objects.filter(pk=left.pk).update(requested_by=world.cast.other_coordinator)
    return rows


def successions(world: "World") -> Rows:
    cast, model = world.cast, apps.get_model("commitments.succession")
    return {
        name: model.objects.create(
            leaving=leaving, successor=cast.member, starts_on=LONG_AGO, proposed_by=by
        )
        for name, leaving, by in (
            ("proposed_by_another", cast.colleague, second_administrator()),
            ("proposed_by_administrator", cast.editor, cast.administrator),
        )
    }


def team_notes(world: "World") -> Rows:
    """Return notes on a commitment in its states, by its editor, and one by who left."""
    note = apps.get_model("commitments.note")
    promises = {
        state: promised.commitment(world.cast, state) for state in ("draft", "published", "closed")
    }
    rows = {
        f"by_editor_of_{state}": note.objects.create(
            commitment=promise, author=world.cast.editor, text="Llamar."
        )
        for state, promise in promises.items()
    }
    rows["by_who_left"] = note.objects.create(
        commitment=promises["published"], author=world.cast.former_editor, text="Llamar."
    )
    return rows


MAKERS: dict[str, Make] = {
    "commitments.commitment": commitments,
    "commitments.note": team_notes,
    "commitments.succession": successions,
    "commitments.milestone": milestones,
    "commitments.amendment": amendments,
    "commitments.amendedfield": amended_fields,
    "commitments.progressupdate": updates,
    "commitments.evidence": evidence,
    "commitments.assessment": assessments,
    "commitments.factualremark": remarks,
    "commitments.inquiry": inquiries,
    "commitments.importjob": import_jobs,
    "commitments.organizationchange": organization_changes,
    "commitments.membership": memberships,
    "commitments.roleproposal": role_proposals,
    "commitments.planmember": lambda world: {
        name: PlanMember.objects.get(plan=plan, part="lead") for name, plan in world.plans.items()
    },
    "commitments.organization": lambda world: {
        "": world.cast.city,
        "closed": closed_institution(world),
    },
}
