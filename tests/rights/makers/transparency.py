"""Situations of budgets, reports, publications and what the ground keeps."""

import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils import timezone

from tests.factories import budgets as money
from tests.factories import narratives as told
from tests.factories import publications as published
from tests.rights.makers.making import Make, Rows, by_factory, second_administrator, states
from transparency.budgets import workflow as budgets
from transparency.reports.models import ComplianceReport, ComplianceSnapshot

if TYPE_CHECKING:
    from tests.rights.world import World


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


def narratives(world: "World") -> Rows:
    return {
        state: told.narrative(world.cast, state, month=datetime.date(2026, place, 1))
        for place, state in enumerate(states("transparency.monthnarrative"), start=1)
    }


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


def budget_imports(world: "World") -> Rows:
    rows = {
        name: budgets.request_import(
            world.cast.city,
            content=money.balance(month=month),
            file_name="a.csv",
            by=world.cast.coordinator,
        )
        for month, name in enumerate(("previewed", "previewed_of_who_left"), start=1)
    }
    left = rows["previewed_of_who_left"]
    type(left).objects.filter(pk=left.pk).update(requested_by=world.cast.other_coordinator)
    return rows


def publication_versions(world: "World") -> Rows:
    rows = by_factory("transparency.publicationversion", published.publication)(world)
    own = published.publication(world.cast, "submitted")
    type(own).objects.filter(pk=own.pk).update(author=world.cast.coordinator)
    return {**rows, "submitted_by_coordinator": own}


def journal_entries(_world: "World") -> Rows:
    model = apps.get_model("ogp_portal.journalentry")
    return {
        "public": model.objects.filter(is_public=True).first(),
        "not_public": model.objects.filter(is_public=False).first(),
    }


def account_changes(world: "World") -> Rows:
    model = apps.get_model("ogp_portal.accountchange")
    return {
        name: model.objects.create(kind=kind, account=world.cast.member, address=to, proposed_by=by)
        for name, kind, to, by in (
            ("proposed_by_another", "address", "otro@prueba.example", second_administrator()),
            ("proposed_by_administrator", "administration", "", world.cast.administrator),
        )
    }


SEEN_WITH = {  # where it is not the first thing that a row belongs to
    "forums.origin": "commitment",
    "forums.placement": "version",
}


MAKERS: dict[str, Make] = {
    "transparency.budgetimport": budget_imports,
    "transparency.budgetprogram": lambda world: {"": money.program(world.cast)},
    "transparency.budgetperiod": periods,
    "transparency.budgetaccount": accounts,
    "transparency.budgetlink": links,
    "transparency.finding": findings,
    "transparency.webhook": webhooks,
    "transparency.compliancereport": reports,
    "transparency.compliancesnapshot": snapshots,
    "transparency.monthnarrative": narratives,
    "transparency.publication": lambda world: {
        state: published.publication(world.cast, state).publication
        for state in ("draft", "published", "withdrawn")
    },
    "transparency.publicationversion": publication_versions,
    "transparency.disseminationchannel": lambda world: {
        state: published.channel(world.cast, state) for state in ("of_a_draft", "promised", "done")
    },
    "ogp_portal.user": lambda world: {"": world.cast.editor},
    "ogp_portal.accountchange": account_changes,
    "ogp_portal.notice": lambda world: {
        "of_editor": apps.get_model("ogp_portal.notice").objects.create(
            user=world.cast.editor, kind="report_returned", subject_id=1
        )
    },
    "ogp_portal.journalentry": journal_entries,
}
