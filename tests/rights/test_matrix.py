"""Who may do what: the registry of rules against a table that a lawyer can read (expected.csv)."""

import csv
import datetime
from pathlib import Path

import pytest
from django.apps import apps

from commitments.plans import workflow as plans
from commitments.plans.models import Plan
from commitments.sources.models import SourceDocument
from commitments.spreadsheets import workflow as spreadsheets
from forums.drafts import workflow as drafts
from forums.process.models import Stage
from forums.sessions import workflow as sessions
from ogp_portal.foundation.permissions import rights
from tests.factories import budgets as money
from tests.factories import forums as made
from tests.factories import publications as published
from tests.factories.commitments import PNG, assessment, commitment, complete, inquiry, update
from tests.people import Cast
from transparency.budgets import workflow as budgets
from transparency.budgets.models import BudgetLink
from transparency.reports.models import ComplianceReport, ComplianceSnapshot
from transparency.subscriptions.models import Mailing
from transparency.tokens.models import ApiToken
from transparency.webhooks.models import Webhook

TABLE = Path(__file__).with_name("expected.csv")
ROLES = (
    "citizen",
    "editor",
    "colleague",
    "other_editor",
    "former_editor",
    "coordinator",
    "second_coordinator",
    "other_coordinator",
    "counterpart",
    "other_counterpart",
    "monitor",
    "other_monitor",
    "administrator",
    "chair",
    "member",
    "alternate",
    "forum_observer",
    "former_member",
    "other_member",
)
PLAN_STATES = (
    "preparing",
    "co_creation",
    "suspended",
    "submitted",
    "in_force",
    "ended",
    "assessed",
    "archived",
)


def _plan(cast: Cast, state: str) -> Plan:
    commitment(cast)
    Plan.objects.filter(pk=cast.plan.pk).update(
        state=state, state_reason="Motivo." if state == "suspended" else ""
    )
    return Plan.objects.get(pk=cast.plan.pk)


def _proposed(cast: Cast):
    Plan.objects.filter(pk=cast.plan.pk).update(state="co_creation")
    return plans.propose_commitment(commitment(cast, "draft"), by=cast.coordinator)


def _milestone(cast: Cast, state: str):
    return commitment(cast, "draft" if state == "of_draft" else "published").milestones.first()


def _report(cast: Cast, state: str):
    snapshot = ComplianceSnapshot.objects.create(
        plan=cast.plan,
        month=datetime.date(2026, 1, 1),
        cut_off_at=datetime.datetime.now(datetime.UTC),
        taken_at=datetime.datetime.now(datetime.UTC),
        body="{}",
        sha256="0" * 64,
    )
    issued = (
        {"file": "x.pdf", "sha256": "0" * 64, "issued_at": datetime.datetime.now(datetime.UTC)}
        if state == "issued"
        else {}
    )
    return ComplianceReport.objects.create(snapshot=snapshot, state=state, **issued)


def _webhook(cast: Cast, state: str):
    approved = datetime.datetime.now(datetime.UTC) if state == "approved" else None
    reason = "Motivo." if state == "revoked" else ""
    return Webhook.objects.create(
        organization=cast.city,
        url="https://receptor.example/",
        state=state,
        state_reason=reason,
        approved_at=approved,
    )


def _paper(cast: Cast, kind: str):
    return sessions.add_paper(
        made.session(cast),
        by=cast.coordinator,
        title="Propuesta de tabla",
        content=PNG,
        file_name="tabla.png",
        is_restricted=kind == "restricted",
    )


def _agreement(cast: Cast, state: str):
    row = sessions.add_agreement(
        made.session(cast, "held"),
        by=cast.coordinator,
        text="Publicar el borrador.",
        responsible=cast.city,
    )
    if state == "fulfilled":
        return sessions.fulfil_agreement(row, by=cast.coordinator, reason="Está publicado.")
    return (
        sessions.drop_agreement(row, by=cast.coordinator, reason="Ya no hace falta.")
        if state == "dropped"
        else row
    )


def _reference():
    source = SourceDocument.objects.create(
        slug="uf", title="Valor de la UF", issuer="Banco Central"
    )
    return budgets.register_reference(
        "uf",
        territory=None,
        on=datetime.date(2025, 12, 31),
        value=39000,
        source=source,
        role="prueba",
    )


def _mailing():
    end = datetime.datetime.now(datetime.UTC)
    return Mailing.objects.create(
        frequency="weekly", since=end - datetime.timedelta(days=7), until=end
    )


def _answer(cast: Cast):
    made.offer(cast)
    return apps.get_model("forums.answer").objects.get()


def _adopted(cast: Cast):
    row = made.draft(cast)
    drafts.adopt_version(row, by=cast.coordinator)
    return type(row).objects.get(pk=row.pk)


MAKERS = {
    "commitments.plan": {
        state: lambda cast, state=state: _plan(cast, state) for state in PLAN_STATES
    },
    "commitments.commitment": {
        **{
            state: lambda cast, state=state: commitment(cast, state)
            for state in ("draft", "in_review", "published", "closed", "withdrawn")
        },
        "proposed": _proposed,
        "judged": lambda cast: assessment(cast).commitment,
    },
    "commitments.milestone": {
        **{
            state: lambda cast, state=state: _milestone(cast, state)
            for state in ("of_draft", "of_published")
        },
        "complete": lambda cast: complete(cast, commitment(cast)),
    },
    "commitments.progressupdate": {
        state: lambda cast, state=state: update(cast, state)
        for state in ("draft", "submitted", "returned", "approved", "superseded")
    },
    "commitments.assessment": {
        state: lambda cast, state=state: assessment(cast, state)
        for state in ("draft", "factual_review", "published")
    },
    "commitments.inquiry": {
        state: lambda cast, state=state: inquiry(cast, state)
        for state in ("received", "not_published", "published", "prepared", "answered")
    },
    "commitments.importjob": {
        "previewed": lambda cast: spreadsheets.request_import(
            cast.plan, content=b"titulo\nUno\n", file_name="a.csv", by=cast.coordinator
        )
    },
    "commitments.contact": {
        "": lambda cast: apps.get_model("commitments.contact").objects.create(
            commitment=commitment(cast), post="Directora"
        )
    },
    "commitments.membership": {"": lambda cast: cast.editor.memberships.get()},
    "commitments.organization": {"": lambda cast: cast.city},
    "forums.forum": {"": lambda cast: cast.forum},
    "forums.seat": {"": lambda cast: cast.member.seats.get()},
    "forums.session": {
        state: lambda cast, state=state: made.session(cast, state)
        for state in ("draft", "convened", "held", "not_held")
    },
    "forums.paper": {
        kind: lambda cast, kind=kind: _paper(cast, kind) for kind in ("open", "restricted")
    },
    "forums.minutes": {
        state: lambda cast, state=state: made.minutes(cast, state)
        for state in ("draft", "circulated", "approved")
    },
    "forums.agreement": {
        state: lambda cast, state=state: _agreement(cast, state)
        for state in ("open", "fulfilled", "dropped")
    },
    "forums.ballot": {
        state: lambda cast, state=state: made.ballot(cast, state)
        for state in ("draft", "open", "counted", "void")
    },
    "forums.call": {
        "prepared": lambda cast: made.call(cast, is_announced=False),
        "announced": made.call,
        "over": lambda cast: made.call(cast, is_over=True),
    },
    "forums.proposal": {
        state: lambda cast, state=state: made.proposal(cast, state)
        for state in (
            "received",
            "confirmed",
            "not_admitted",
            "admitted",
            "in_table",
            "selected",
            "not_selected",
            "withdrawn",
        )
    },
    "forums.workinggroup": {
        state: lambda cast, state=state: made.group(cast, state)
        for state in ("planned", "held", "reported")
    },
    "forums.draft": {
        "written": lambda cast: made.draft(cast, versions=0),
        "published": made.draft,
        "kept": lambda cast: made.draft(cast, is_kept=True),
        "adopted": lambda cast: _adopted(cast),
    },
    "forums.draftversion": {
        "written": lambda cast: apps.get_model("forums.draftversion").objects.get(
            draft=made.draft(cast, versions=0)
        ),
        "published": lambda cast: made.draft(cast).versions.get(),
        "kept": lambda cast: made.draft(cast, is_kept=True).versions.get(),
    },
    "forums.consultation": {
        **{
            state: lambda cast, state=state: made.consultation(cast, state)
            for state in ("draft", "announced", "answered", "applied", "cancelled")
        },
        "kept": lambda cast: made.consultation(cast, of=made.draft(cast, is_kept=True)),
    },
    "forums.comment": {
        state: lambda cast, state=state: made.comment(cast, state)
        for state in ("published", "hidden", "withdrawn")
    },
    "forums.response": {
        state: lambda cast, state=state: made.response(cast, state)
        for state in ("draft", "approved")
    },
    "forums.survey": {
        state: lambda cast, state=state: made.survey(cast, state)
        for state in ("draft", "announced", "reported")
    },
    "forums.question": {
        state: lambda cast, state=state: made.survey(cast, state).questions.first()
        for state in ("draft", "announced")
    },
    "forums.answer": {"waiting": lambda cast: _answer(cast)},
    "forums.offerofhelp": {
        state: lambda cast, state=state: made.offer(cast, state)
        for state in ("offered", "taken_up", "declined", "done")
    },
    "forums.stage": {
        "planned": lambda cast: Stage.objects.create(
            plan=cast.plan, position=1, name="Planificación"
        )
    },
    "transparency.budgetimport": {
        "previewed": lambda cast: budgets.request_import(
            cast.city, content=money.balance(), file_name="a.csv", by=cast.coordinator
        )
    },
    "transparency.budgetprogram": {"": money.program},
    "transparency.budgetperiod": {"current": money.period},
    "transparency.budgetaccount": {
        "of_a_program": lambda cast: budgets.register_account(
            "22",
            side="expense",
            year=2023,
            name="Bienes",
            role="prueba",
            program=money.program(cast),
        ),
        "of_everybody": lambda cast: budgets.register_account(
            "22", side="expense", year=2005, name="Bienes", role="prueba"
        ),
    },
    "transparency.budgetlink": {
        "": lambda cast: budgets.save_link(
            BudgetLink(
                program=money.program(cast),
                account="22",
                bip_code="40000000-0",
                project="Parque",
                note="Obra.",
            ),
            by=cast.coordinator,
        )
    },
    "transparency.referencevalue": {"": lambda cast: _reference()},
    "transparency.finding": {
        state: lambda cast, state=state: money.finding(cast, state)
        for state in ("detected", "notified", "explained", "disputed", "settled", "corrected")
    },
    "transparency.apitoken": {
        "active": lambda cast: ApiToken.objects.create(label="Estudio", digest="0" * 64)
    },
    "transparency.webhook": {
        state: lambda cast, state=state: _webhook(cast, state)
        for state in ("requested", "approved", "revoked")
    },
    "transparency.compliancereport": {
        state: lambda cast, state=state: _report(cast, state) for state in ("requested", "issued")
    },
    "transparency.publication": {
        state: lambda cast, state=state: published.publication(cast, state).publication
        for state in ("draft", "published", "withdrawn")
    },
    "transparency.publicationversion": {
        state: lambda cast, state=state: published.publication(cast, state)
        for state in ("draft", "submitted", "published", "superseded", "withdrawn")
    },
    "transparency.disseminationchannel": {
        state: lambda cast, state=state: published.channel(cast, state)
        for state in ("of_a_draft", "promised", "done")
    },
    "transparency.mailing": {"": lambda cast: _mailing()},
    "ogp_portal.user": {"": lambda cast: cast.editor},
}
PLAIN = {  # seen with what they belong to; their rules have no role of their own
    "commitments.territory",
    "commitments.theme",
    "commitments.value",
    "commitments.policyarea",
    "commitments.axis",
    "commitments.publishedtotal",
    "commitments.planmember",
    "commitments.actor",
    "commitments.commitmentversion",
    "commitments.reschedule",
    "commitments.milestoneclaim",
    "commitments.evidence",
    "commitments.inquiryfile",
    "commitments.rubric",
    "commitments.counterpart",
    "commitments.sourcedocument",
    "transparency.compliancesnapshot",
    "ogp_portal.letter",
    "ogp_portal.backup",
    "ogp_portal.letterrefusal",
    "forums.alliance",
    "forums.agendaitem",
    "forums.attendance",
    "forums.sessionheadcount",
    "forums.observation",
    "forums.confirmation",
    "forums.followup",
    "forums.ballotoption",
    "forums.vote",
    "forums.turn",
    "forums.attachment",
    "forums.support",
    "forums.lineage",
    "forums.origin",
    "forums.groupheadcount",
    "forums.stageevidence",
    "forums.choice",
    "forums.result",
    "forums.section",
    "forums.change",
    "forums.placement",
    "forums.consultationquestion",
    "forums.consultationdocument",
    "forums.voice",
    "forums.concurrence",
    "forums.sheet",
    "forums.respondent",
    "transparency.budgetline",
    "transparency.budgetsubtotal",
    "ogp_portal.journalentry",
    "ogp_portal.outboxmessage",
    "ogp_portal.keptdocument",
    "ogp_portal.ratecount",
    "transparency.datapackage",
    "transparency.delivery",
    "transparency.infographic",
    "transparency.subscriber",
    "transparency.subscription",
    "transparency.digest",
}


def rows(cast: Cast, label: str, state: str) -> list[tuple[str, str, str, str]]:
    """Return (thing, act, state, roles that may) for every act registered on the thing."""
    row = MAKERS[label][state](cast)
    people = cast.roles()
    found = []
    for thing, act in sorted(rights.RULES):
        if thing == label:
            allowed = [role for role in ROLES if rights.may(people[role], act, row)]
            found.append((label, act, state, " ".join(allowed)))
    return found


def expected() -> dict[tuple[str, str, str], str]:
    with TABLE.open(encoding="utf-8") as table:
        return {
            (row["thing"], row["act"], row["state"]): row["who"] for row in csv.DictReader(table)
        }


CASES = [(label, state) for label, states in MAKERS.items() for state in states]


@pytest.mark.parametrize(("label", "state"), CASES)
def test_the_rules_allow_exactly_what_the_table_says(cast, label, state):
    table = expected()
    for thing, act, when, who in rows(cast, label, state):
        assert table.get((thing, act, when)) == who, f"{act} {thing} ({when})"


def test_every_act_of_the_registry_is_in_the_table_and_the_other_way_round(db):
    registered = {(thing, act) for thing, act in rights.RULES if thing not in PLAIN}
    assert registered == {(thing, act) for thing, act, _state in expected()}


def test_every_model_has_a_rule_of_viewing():
    ours = [
        model
        for app in ("commitments", "forums", "transparency", "ogp_portal")
        for model in apps.get_app_config(app).get_models()
    ]
    lacking = [
        model._meta.label_lower
        for model in ours
        if not hasattr(model, "pgh_event_model")
        and "pgh_id" not in {f.name for f in model._meta.fields}
        and (model._meta.label_lower, "view") not in rights.RULES
    ]
    assert lacking == []


def test_an_act_nobody_declared_is_refused_loudly(cast):
    with pytest.raises(rights.ActWithoutRule):
        rights.may(cast.coordinator, "burn", cast.plan)
