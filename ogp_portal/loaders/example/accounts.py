"""The lead municipality's accounts: a file a month for each side, with what is wrong in some, what
the portal finds and what the municipality answers.
"""

import csv
import datetime
import io
from functools import partial

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.loaders.example.diary import Diary, month_after
from ogp_portal.loaders.example.places import People, Row
from ogp_portal.loaders.example.plan import LEAD
from transparency.budgets import workflow as budgets
from transparency.budgets.models import BudgetAccount, BudgetLink, BudgetProgram, Finding
from transparency.budgets.states import FindingState

MILLION = 1_000_000
LOADED, ANSWERED_ON, SETTLED = 4, 11, 13  # day of the month after, or of that one
LINKED = (0, 6)  # month and day
CHARTS = {"expense": "215", "income": "115"}
HEADER = (
    "codigo_cuenta",
    "denominacion_cuenta",
    "fecha_balance",
    "presupuesto_inicial",
    "presupuesto_vigente",
    "obligado_acumulado",
    "devengado_acumulado",
    "pagado_acumulado",
)
SHARES = {"committed": 0.97, "accrued": 0.95, "paid": 0.91}  # of what the pace gives
MODIFIED_IN, MODIFIED = 5, 1.04  # the month from which the year's money is more


class Accounts:
    """Writes the accounts of the last months into a diary; `latest` is the month of the last."""

    def __init__(self, diary: Diary, people: People, facts: Row, *, latest: int) -> None:
        self.diary, self.people, self.facts, self.latest = diary, people, facts, latest

    def write_down(self) -> None:
        """Plan a file a month for each side, and what follows from what is wrong."""
        diary = self.diary
        months = range(self._first, self.latest + 1)
        for number in months:
            for side in CHARTS:
                slips = [slip for slip in self.facts["slip"] if self._month_of(slip) == number]
                load = partial(self._load, number, side, slips if side == "expense" else [])
                diary.on(diary.day(number + 1, LOADED), load)
        diary.on(diary.day(months[1], LOADED), self._put_in_words)
        for slip in self.facts["slip"]:
            self._plan_answer(slip)
        diary.on(diary.day(*LINKED), self._link)

    @property
    def _first(self) -> int:
        """Return the first month with accounts: a January."""
        number: int = self.latest + 1 - self.facts["months"]
        return number + 1 - self.diary.month(number).month

    def _plan_answer(self, slip: Row) -> None:
        diary, number = self.diary, self._month_of(slip)
        if "explain" in slip or "dispute" in slip:
            diary.on(diary.day(number + 1, ANSWERED_ON), partial(self._answer, slip))
        if "settle" in slip:
            diary.on(diary.day(number + 1, SETTLED), partial(self._settle, slip))
        if slip.get("corrected"):
            diary.on(diary.day(number + 1, SETTLED), partial(self._load, number, "expense", []))

    def _month_of(self, slip: Row) -> int:
        """Return the month in whose file something is wrong: more than the year's money is spent
        late in a year, and nothing falls from December to January.
        """
        number: int = self.latest - slip["ago"]
        least = {"R3": 10, "R4": 2}.get(slip["rule"], 1)
        while self.diary.month(number).month < least:
            number -= 1
        return number

    def _load(self, number: int, side: str, slips: list[Row]) -> None:
        """Send the file of a month to its preview and confirm it, as a coordinator does."""
        month = self.diary.month(number)
        job = budgets.request_import(
            Organization.objects.get(slug=LEAD),
            content=self._file(month, side, slips),
            file_name=f"{'gastos' if side == 'expense' else 'ingresos'}-{month:%Y-%m}.csv",
            by=self.people.coordinator,
        )
        budgets.confirm_import(job, by=self.people.coordinator)

    def _file(self, month: datetime.date, side: str, slips: list[Row]) -> bytes:
        target = io.StringIO()
        rows = csv.writer(target, delimiter=";", lineterminator="\n")
        rows.writerow(HEADER)
        for account in self.facts[side]:
            amounts = self._amounts(account, month)
            for slip in slips:
                if slip["code"] == account["code"]:
                    amounts |= self._wrong(slip, account, month, amounts)
            code = f"{CHARTS[side]}-{account['code']}-000-000"
            date = month_after(month, 1) - datetime.timedelta(days=1)
            rows.writerow([code, account["name"], f"{date:%d/%m/%Y}", *amounts.values()])
        return target.getvalue().encode()

    def _amounts(self, account: Row, month: datetime.date) -> dict[str, int]:
        """Return an account's amounts in pesos at the end of a month: the year's, and what of it
        was committed, accrued and paid since January.
        """
        years = month.year - self.diary.first.year
        initial = round(account["year"] * self.facts["raise_a_year"] ** years) * MILLION
        current = round(initial * MODIFIED) if month.month >= MODIFIED_IN else initial
        reached = current * (month.month / 12) ** account["pace"]
        spent = {name: round(reached * share) for name, share in SHARES.items()}
        return {"initial": initial, "current": current, **spent}

    def _wrong(
        self, slip: Row, account: Row, month: datetime.date, amounts: dict[str, int]
    ) -> dict[str, int]:
        """Return what stands wrong in the file, so that the rule of `slip` finds it."""
        if slip["rule"] == "R3":  # spent more than the year's money
            return {"current": round(amounts["accrued"] * 0.97)}
        if slip["rule"] == "R4":  # less than the month before
            before = self._amounts(account, month_after(month, -1))
            return {name: round(before[name] * 0.9) for name in ("accrued", "paid")}
        return {"paid": round(amounts["accrued"] * 1.04)}  # R5: paid more than was spent

    def _put_in_words(self) -> None:
        """Say in plain words what each account of the programme pays."""
        (program,) = BudgetProgram.objects.filter(organization__slug=LEAD)
        program.description = "Todo lo que la municipalidad recibe y gasta en el año."
        budgets.save_program(program, by=self.people.coordinator)
        year = self.diary.month(self._first).year
        for side in CHARTS:
            words = [
                *((account, name, "") for account, name in self.facts["names"][side].items()),
                *(
                    (row["code"].replace("-", "."), row["name"], row["words"])
                    for row in self.facts[side]
                ),
            ]
            for account, name, explanation in words:
                row = BudgetAccount(
                    program=program,
                    side=side,
                    year=year,
                    account=account,
                    name=name,
                    explanation=explanation,
                )
                budgets.save_account(row, by=self.people.coordinator)

    def _link(self) -> None:
        for row in self.facts["link"]:
            link = BudgetLink(
                program=BudgetProgram.objects.get(organization__slug=LEAD),
                account=row["code"],
                commitment=Commitment.objects.get(slug=row["commitment"]),
                note=row["note"],
            )
            budgets.save_link(link, by=self.people.coordinator)

    def _findings(self, slip: Row) -> list[Finding]:
        month = self.diary.month(self._month_of(slip))
        found = Finding.objects.exclude(state=FindingState.CORRECTED).filter(
            rule=slip["rule"],
            period__year=month.year,
            period__month=month.month,
            period__side="expense",
            account=slip["code"].replace("-", "."),
        )
        return list(found.order_by("pk"))

    def _answer(self, slip: Row) -> None:
        answer = budgets.explain_finding if "explain" in slip else budgets.dispute_finding
        reason = slip.get("explain") or slip["dispute"]
        for finding in self._findings(slip):
            answer(finding, by=self.people.coordinator, reason=reason)

    def _settle(self, slip: Row) -> None:
        for finding in self._findings(slip):
            read = four_eyes.as_read("settle_finding", finding)
            budgets.settle_finding(finding, by=self.people.deputy, reason=slip["settle"], read=read)
