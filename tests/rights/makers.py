"""Rows of what has a life of its own: for each thing, its situations and how each is made.

A situation is a state of the thing's machine, or what a rule tells apart besides (a plan that
nobody sees yet, a draft kept for a forum, an institution that carries out what another promised).
"""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, PlanMember
from commitments.spreadsheets import workflow as spreadsheets
from forums.drafts import workflow as drafts
from forums.process.models import Stage
from forums.sessions import workflow as sessions
from tests.factories import budgets as money
from tests.factories import commitments as promised
from tests.factories import forums as made
from tests.factories import publications as published
from tests.factories.commitments import PNG
from tests.people import Cast
from transparency.budgets import workflow as budgets
from transparency.reports.models import ComplianceReport, ComplianceSnapshot

if TYPE_CHECKING:
    from tests.rights.world import World

Rows = dict[str, models.Model]
Make = Callable[["World"], Rows]
HIDDEN = "preparing"  # the plan that nobody sees yet


def states(label: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the states of a thing's machine."""
    machine = apps.get_model(label).machine
    return [state.name for state in machine.states if state.name not in but]


def by_factory(
    label: str, make: Callable[[Cast, str], models.Model], *more: str, but: tuple[str, ...] = ()
) -> Make:
    """Return how a thing is made in each state of its machine, and in more, by its factory."""
    return lambda world: {
        state: make(world.cast, state) for state in (*states(label, but=but), *more)
    }


def hide(row: Any) -> Any:
    """Take the commitment of a row out of sight."""
    Commitment.objects.filter(pk=row.commitment_id).update(state="draft", is_proposed=False)
    return row


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
        held = world.rows["commitments.commitment"][name]
        rows[f"by_itself_of_{name}"] = model.objects.create(commitment=held, **facts)
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


def inquiries(world: "World") -> Rows:
    names = ("received", "not_published", "published", "prepared", "answered")
    rows = {name: promised.inquiry(world.cast, name) for name in names}
    own = promised.inquiry(world.cast, "prepared")
    type(own).objects.filter(pk=own.pk).update(prepared_by=world.cast.coordinator)
    return {**rows, "prepared_by_coordinator": own}


def memberships(world: "World") -> Rows:
    return {"": world.cast.editor.memberships.get()}


def papers(world: "World") -> Rows:
    rows = {}
    for state in ("draft", "convened"):
        for kind in ("open", "restricted"):
            rows[f"{kind}_of_{state}"] = sessions.add_paper(
                made.session(world.cast, state),
                by=world.cast.coordinator,
                title="Propuesta de tabla",
                content=PNG,
                file_name=f"{kind}.png",
                is_restricted=kind == "restricted",
            )
    rows["open"], rows["restricted"] = (
        rows.pop("open_of_convened"),
        rows.pop("restricted_of_convened"),
    )
    return rows


def agreements(world: "World") -> Rows:
    rows, by = {}, world.cast.coordinator
    for name in ("open", "fulfilled", "dropped", "of_a_stranger"):
        row = sessions.add_agreement(
            made.session(world.cast, "held"),
            by=by,
            text="Publicar el borrador.",
            responsible=world.cast.stranger if name == "of_a_stranger" else world.cast.city,
        )
        if name == "fulfilled":
            row = sessions.fulfil_agreement(row, by=by, reason="Está publicado.")
        if name == "dropped":
            row = sessions.drop_agreement(row, by=by, reason="Ya no hace falta.")
        rows[name] = row
    held = made.session(world.cast, "held")
    rows["of_a_session_called_off"] = sessions.add_agreement(
        held, by=by, text="Nada.", responsible=world.cast.city
    )
    type(held).objects.filter(pk=held.pk).update(state="not_held", state_reason="No llegó nadie.")
    return rows


def calls(world: "World") -> Rows:
    hidden = world.of_plan(HIDDEN)
    return {
        "prepared": made.call(world.cast, is_announced=False),
        "announced": made.call(world.cast),
        "over": made.call(world.cast, is_over=True),
        "announced_of_hidden_plan": made.call(hidden),
    }


def written_drafts(world: "World") -> Rows:
    cast, hidden = world.cast, world.of_plan(HIDDEN)
    adopted = made.draft(cast)
    drafts.adopt_version(adopted, by=cast.coordinator)
    return {
        "written": made.draft(cast, versions=0),
        "published": made.draft(cast),
        "kept": made.draft(cast, is_kept=True),
        "adopted": type(adopted).objects.get(pk=adopted.pk),
        "of_hidden_plan": made.draft(hidden),
        "of_a_commitment": made.draft(
            cast, versions=0, commitment=promised.commitment(cast, "draft")
        ),
    }


def draft_versions(world: "World") -> Rows:
    drafts_made = world.make(apps.get_model("forums.draft"))
    return {
        name: row.versions.order_by("pk").first()
        for name, row in drafts_made.items()
        if name != "adopted"
    }


def consultations(world: "World") -> Rows:
    rows = {state: made.consultation(world.cast, state) for state in states("forums.consultation")}
    rows["kept"] = made.consultation(world.cast, of=made.draft(world.cast, is_kept=True))
    hidden = world.of_plan(HIDDEN)
    rows["of_hidden_plan"] = made.consultation(hidden, of=made.draft(hidden))
    return rows


def comments(world: "World") -> Rows:
    rows = {state: made.comment(world.cast, state) for state in states("forums.comment")}
    consulted = world.make(apps.get_model("forums.consultation"))
    for name in ("kept", "of_hidden_plan"):
        other = made.comment(world.cast)
        type(other).objects.filter(pk=other.pk).update(consultation=consulted[name])
        rows[f"published_{name}"] = other
    over = made.comment(world.cast)
    type(over).objects.filter(pk=over.pk).update(consultation=consulted["answered"])
    rows["published_after_the_answer"] = over
    return rows


def responses(world: "World") -> Rows:
    rows = {state: made.response(world.cast, state) for state in states("forums.response")}
    consulted = world.make(apps.get_model("forums.consultation"))
    kept = made.response(world.cast, "approved")
    type(kept).objects.filter(pk=kept.pk).update(consultation=consulted["kept"])
    return {**rows, "approved_kept": kept}


def lineages(world: "World") -> Rows:
    proposals = world.make(apps.get_model("forums.proposal"))
    model = apps.get_model("forums.lineage")
    return {
        "": model.objects.create(
            parent=proposals["admitted"], child=proposals["selected"], kind="merge"
        )
    }


def surveys(world: "World") -> Rows:
    rows = {state: made.survey(world.cast, state) for state in states("forums.survey")}
    rows["announced_with_account"] = made.survey(world.cast, needs_account=True)
    rows["announced_of_hidden_plan"] = made.survey(world.of_plan(HIDDEN))
    return rows


def questions(world: "World") -> Rows:
    return {
        name: row.questions.order_by("position").first()
        for name, row in world.make(apps.get_model("forums.survey")).items()
    }


def answers(world: "World") -> Rows:
    rows = {}
    for name, reading in (
        ("waiting", "waiting"),
        ("published", "published"),
        ("withheld", "withheld"),
    ):
        offered = made.offer(world.cast)
        row = apps.get_model("forums.answer").objects.get(question__survey=offered.survey)
        type(row).objects.filter(pk=row.pk).update(
            reading=reading, withheld_reason="Nombra a alguien." if reading == "withheld" else ""
        )
        if name != "waiting":
            apps.get_model("forums.survey").objects.filter(pk=offered.survey_id).update(
                state="reported", reported_at=timezone.now(), sheet_count=1
            )
        rows[name] = row
    offered = made.offer(world.cast)
    early = apps.get_model("forums.answer").objects.get(question__survey=offered.survey)
    type(early).objects.filter(pk=early.pk).update(reading="published")
    return {**rows, "published_before_the_results": early}


def stages(world: "World") -> Rows:
    return {
        name: Stage.objects.create(plan=plan, position=1, name="Planificación")
        for name, plan in (("planned", world.cast.plan), ("of_hidden_plan", world.plans[HIDDEN]))
    }


def periods(world: "World") -> Rows:
    first = money.sheet(world.cast, [("22", 100, 120, "120,0")])
    current = money.sheet(world.cast, [("22", 100, 121, "121,0")])
    first.refresh_from_db()
    return {"superseded": first, "current": current}


def findings(world: "World") -> Rows:
    from tests.rights.world import filled

    period = world.make(apps.get_model("transparency.budgetperiod"))["current"]
    people = {"explained_by": world.cast.coordinator}
    return {
        state: filled(
            apps.get_model("transparency.finding"),
            period=period,
            slug=f"hallazgo-{state}",
            rule="R3",
            account=f"22.0{place}",
            measure="accrued",
            unit="CLP",
            severity="low",
            state=state,
            difference_clp=20,
            **(
                {**people, "explanation": "Se pagó con un traspaso.", "outcome": "Consta."}
                if state in {"explained", "settled", "disputed"}
                else {}
            ),
        )
        for place, state in enumerate(states("transparency.finding"))
    }


def accounts(world: "World") -> Rows:
    facts = {"side": "expense", "name": "Bienes", "role": "prueba"}
    return {
        "of_a_program": budgets.register_account(
            "22", year=2023, program=money.program(world.cast), **facts
        ),
        "of_everybody": budgets.register_account("22", year=2005, **facts),
    }


def links(world: "World") -> Rows:
    row = apps.get_model("transparency.budgetlink")(
        program=money.program(world.cast),
        account="22",
        bip_code="40000000-0",
        project="Parque",
        note="Obra.",
    )
    return {"": budgets.save_link(row, by=world.cast.coordinator)}


def reports(world: "World") -> Rows:
    rows: Rows = {}
    now = timezone.now()
    for place, state in enumerate(("requested", "issued"), start=1):
        taken = ComplianceSnapshot.objects.create(
            plan=world.cast.plan,
            month=datetime.date(2026, place, 1),
            cut_off_at=now,
            taken_at=now,
            body="{}",
            sha256="0" * 64,
        )
        issued = {"file": "x.pdf", "sha256": "0" * 64, "issued_at": now}
        rows[state] = ComplianceReport.objects.create(
            snapshot=taken, state=state, **(issued if state == "issued" else {})
        )
    return rows


def snapshots(world: "World") -> Rows:
    made_for = world.make(apps.get_model("transparency.compliancereport"))
    return {f"of_{state}": row.snapshot for state, row in made_for.items()}


def webhooks(world: "World") -> Rows:
    model = apps.get_model("transparency.webhook")
    return {
        state: model.objects.create(
            organization=world.cast.city,
            url=f"https://receptor.example/{state}",
            state=state,
            state_reason="Motivo." if state == "revoked" else "",
            approved_at=timezone.now() if state == "approved" else None,
        )
        for state in states("transparency.webhook")
    }


def import_jobs(world: "World") -> Rows:
    return {
        "previewed": spreadsheets.request_import(
            world.cast.plan,
            content=b"titulo\nUno\n",
            file_name="a.csv",
            by=world.cast.coordinator,
        )
    }


def budget_imports(world: "World") -> Rows:
    return {
        "previewed": budgets.request_import(
            world.cast.city, content=money.balance(), file_name="a.csv", by=world.cast.coordinator
        )
    }


def journal_entries(_world: "World") -> Rows:
    model = apps.get_model("ogp_portal.journalentry")
    return {
        "public": model.objects.filter(is_public=True).first(),
        "not_public": model.objects.filter(is_public=False).first(),
    }


SEEN_WITH = {  # where it is not the first thing that a row belongs to
    "forums.origin": "commitment",
    "forums.placement": "version",
}
SOON = datetime.date(2026, 9, 1)
FACTS: dict[str, dict[str, Any]] = {  # what some columns must hold
    "commitments.territory": {"code": "13"},
    "commitments.reschedule": {"to_on": SOON},
    "forums.stageevidence": {"url": "https://ciudad.example/acta"},
    "transparency.referencevalue": {"kind": "uf"},
    "transparency.mailing": {"until": datetime.datetime(2026, 3, 8, tzinfo=datetime.UTC)},
}

MAKERS: dict[str, Make] = {
    "commitments.commitment": commitments,
    "commitments.milestone": milestones,
    "commitments.progressupdate": updates,
    "commitments.evidence": evidence,
    "commitments.assessment": assessments,
    "commitments.inquiry": inquiries,
    "commitments.importjob": import_jobs,
    "commitments.membership": memberships,
    "commitments.planmember": lambda world: {
        name: PlanMember.objects.get(plan=plan, part="lead") for name, plan in world.plans.items()
    },
    "commitments.organization": lambda world: {"": world.cast.city},
    "forums.forum": lambda world: {"": world.cast.forum},
    "forums.seat": lambda world: {"": world.cast.member.seats.get()},
    "forums.session": by_factory("forums.session", made.session),
    "forums.paper": papers,
    "forums.minutes": by_factory("forums.minutes", made.minutes),
    "forums.agreement": agreements,
    "forums.ballot": by_factory("forums.ballot", made.ballot),
    "forums.call": calls,
    "forums.proposal": by_factory(
        "forums.proposal", made.proposal, but=("merged", "split", "in_commitment")
    ),
    "forums.workinggroup": by_factory("forums.workinggroup", made.group),
    "forums.draft": written_drafts,
    "forums.draftversion": draft_versions,
    "forums.consultation": consultations,
    "forums.comment": comments,
    "forums.response": responses,
    "forums.survey": surveys,
    "forums.question": questions,
    "forums.answer": answers,
    "forums.offerofhelp": by_factory("forums.offerofhelp", made.offer),
    "forums.lineage": lineages,
    "forums.stage": stages,
    "transparency.budgetimport": budget_imports,
    "transparency.budgetprogram": lambda world: {"": money.program(world.cast)},
    "transparency.budgetperiod": periods,
    "transparency.budgetaccount": accounts,
    "transparency.budgetlink": links,
    "transparency.finding": findings,
    "transparency.webhook": webhooks,
    "transparency.compliancereport": reports,
    "transparency.compliancesnapshot": snapshots,
    "transparency.publication": lambda world: {
        state: published.publication(world.cast, state).publication
        for state in ("draft", "published", "withdrawn")
    },
    "transparency.publicationversion": by_factory(
        "transparency.publicationversion", published.publication
    ),
    "transparency.disseminationchannel": lambda world: {
        state: published.channel(world.cast, state) for state in ("of_a_draft", "promised", "done")
    },
    "ogp_portal.user": lambda world: {"": world.cast.editor},
    "ogp_portal.journalentry": journal_entries,
}
