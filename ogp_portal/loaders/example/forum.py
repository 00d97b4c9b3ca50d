"""The forum: how the plan was made in stages, its sessions, minutes, ballots and agreements."""

import datetime
from functools import partial

from commitments.organizations.models import Organization
from commitments.plans.models import Plan
from forums.bodies import workflow as bodies
from forums.bodies.models import Forum, Seat
from forums.process import workflow as process
from forums.process.models import Stage
from forums.sessions import workflow as sessions
from forums.sessions.models import AgendaItem, Ballot, Session
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.loaders.example import clock
from ogp_portal.loaders.example.diary import Diary
from ogp_portal.loaders.example.places import People, Row
from ogp_portal.loaders.example.plan import LEAD
from ogp_portal.models import User

FOUNDED = (-7, 6)  # month and day
DAY = 12  # of the month, on which the forum meets
CALLED, CIRCULATED, OBSERVED, CONFIRMED, APPROVED = -14, 3, 6, 9, 12  # days from a session
TO_COME = 14  # days from today to the next session, which was called half of them ago
AN_HOUR = datetime.timedelta(hours=1)
ABSTENTION = "Abstención"


class TheForum:
    """Writes the forum, the stages of the plan's making and the sessions into its diary."""

    def __init__(self, diary: Diary, people: People, facts: Row, *, plan: str) -> None:
        self.diary, self.people, self.facts, self.plan_slug = diary, people, facts, plan

    def write_down(self, *, today: datetime.date) -> None:
        """Plan everything, up to the session that is called and not held yet."""
        diary = self.diary
        diary.on(diary.day(*FOUNDED), self._found)
        for position, row in enumerate(self.facts["stage"], start=1):
            self._plan_stage(position, row)
        for row in self.facts["session"]:
            self._plan_session(row, diary.day(row["at"], DAY))
        half = datetime.timedelta(days=TO_COME // 2)
        to_come = {**self.facts["next"], "at": 0}
        diary.on(today - half, partial(self._convene, to_come, today + half))

    @property
    def _lead(self) -> User:
        return self.people.coordinator

    def _found(self) -> None:
        forum = Forum(
            kind=Forum.Kind.MULTI_STAKEHOLDER,
            convener=Organization.objects.get(slug=LEAD),
            plan=Plan.objects.get(slug=self.plan_slug),
            founded_on=self.diary.day(*FOUNDED),
            **self.facts["forum"],
        )
        forum = bodies.save_forum(forum, by=self._lead)
        for row in self.facts["seat"]:
            organization = Organization.objects.get(slug=row["organization"])
            seat = Seat(
                forum=forum,
                organization=organization,
                label=organization.name,
                kind=row["kind"],
                sector=row["sector"],
                user=self._holder(row),
                starts_on=forum.founded_on,
            )
            bodies.save_seat(seat, by=self._lead)

    def _holder(self, row: Row) -> User:
        holder: User = getattr(self.people, row["holder"])
        return holder

    def _plan_stage(self, position: int, row: Row) -> None:
        diary, lead = self.diary, self._lead
        opens, closes = diary.day(*row["opens"]), diary.day(*row["closes"])

        def stage() -> Stage:
            return Stage.objects.select_related("plan").get(
                plan__slug=self.plan_slug, position=position
            )

        def announce() -> None:
            new = Stage(
                plan=Plan.objects.get(slug=self.plan_slug),
                position=position,
                name=row["name"],
                description=row["description"],
                opens_on=opens,
                closes_on=closes,
            )
            process.save_stage(new, by=lead)

        def prove(proof: Row, day: datetime.date) -> None:
            process.add_stage_evidence(
                stage(),
                by=lead,
                kind=proof["kind"],
                title=proof["title"],
                happened_on=day,
                url=f"https://valle-sereno.example/cocreacion/{position}",
            )

        diary.on(diary.day(*FOUNDED), announce)
        diary.on(opens, lambda: process.open_stage(stage(), by=lead))
        day = diary.day(*row["proof"]["at"])
        diary.on(day, partial(prove, row["proof"], day))
        diary.on(closes, lambda: process.close_stage(stage(), by=lead))
        reported = closes + datetime.timedelta(days=1)
        result = row["result"]
        diary.on(reported, lambda: process.report_stage(stage(), by=lead, reason=result))

    def _plan_session(self, row: Row, day: datetime.date) -> None:
        def after(days: int) -> datetime.date:
            return day + datetime.timedelta(days=days)

        self.diary.on(after(CALLED), partial(self._convene, row, day))
        if "called_off" in row:
            self.diary.on(day, partial(self._call_off, row))
            return
        self.diary.on(day, partial(self._meet, row))
        self.diary.on(after(CIRCULATED), partial(self._circulate, row, after(APPROVED - 1)))
        if "observation" in row:
            self.diary.on(after(OBSERVED), partial(self._observe, row, after(APPROVED - 1)))
        self.diary.on(after(CONFIRMED), partial(self._confirm, row))
        self.diary.on(after(APPROVED), partial(self._approve, row))

    def _session(self, row: Row) -> Session:
        return Session.objects.select_related("forum__plan").get(slug=row["slug"])

    def _convene(self, row: Row, day: datetime.date) -> None:
        session = Session(
            forum=Forum.objects.get(slug=self.facts["forum"]["slug"]),
            slug=row["slug"],
            title=row["title"],
            starts_at=clock.noon(day) - AN_HOUR,
            place=row["place"],
            is_accountability=row.get("is_accountability", False),
        )
        session = sessions.save_session(session, by=self._lead)
        for position, title in enumerate(row["agenda"], start=1):
            item = AgendaItem(session=session, position=position, title=title)
            sessions.save_agenda_item(item, by=self._lead)
        sessions.convene_session(session, by=self._lead)

    def _call_off(self, row: Row) -> None:
        sessions.call_off_session(self._session(row), by=self._lead, reason=row["called_off"])

    def _meet(self, row: Row) -> None:
        session = self._session(row)
        statuses = dict.fromkeys(session.forum.seats.values_list("pk", flat=True), "present")
        sessions.record_attendance(session, by=self._lead, statuses=statuses)
        for sector, people in row["public"].items():
            sessions.count_public(session, by=self._lead, sector=sector, people=people)
        session = sessions.hold_session(session, by=self._lead)
        self._vote(session, row)
        for facts in row["agreements"]:
            agreement = sessions.add_agreement(
                session,
                by=self._lead,
                text=facts["text"],
                responsible=Organization.objects.get(slug=LEAD),
                due_on=self.diary.end(row["at"] + 1),
            )
            if "done" in facts:
                done = partial(sessions.fulfil_agreement, agreement, by=self._lead)
                self.diary.on(
                    self.diary.day(row["at"] + 1, 20), partial(done, reason=facts["done"])
                )

    def _vote(self, session: Session, row: Row) -> None:
        ballot = sessions.save_ballot(
            session,
            by=self._lead,
            question=row["question"],
            options=["Sí", "No"],
            abstention=ABSTENTION,
        )
        ballot = sessions.open_ballot(ballot, by=self._lead)
        for seat, label in zip(self.facts["seat"], row["votes"], strict=True):
            option = ballot.options.get(label=label)
            sessions.cast_vote(ballot, by=self._holder(seat), option=str(option.public_id))
        sessions.count_ballot(Ballot.objects.get(pk=ballot.pk), by=self._lead)

    def _circulate(self, row: Row, last_day: datetime.date) -> None:
        minutes = sessions.begin_minutes(self._session(row), by=self._lead)
        minutes = sessions.save_minutes(
            minutes,
            by=self._lead,
            text=row["spoken"],
            seen_at="",
        )
        sessions.circulate_minutes(minutes, by=self._lead, last_day=last_day)

    def _observe(self, row: Row, last_day: datetime.date) -> None:
        facts, minutes = row["observation"], self._session(row).minutes
        observation = sessions.observe_minutes(
            minutes, by=self.people.counterpart, text=facts["text"]
        )
        sessions.answer_observation(
            observation, by=self._lead, is_accepted=True, answer=facts["answer"]
        )
        minutes = sessions.take_back_minutes(minutes, by=self._lead, reason=facts["answer"])
        text = f"{minutes.text}\n\n{facts['added']}"
        minutes = sessions.save_minutes(minutes, by=self._lead, text=text, seen_at="")
        sessions.circulate_minutes(minutes, by=self._lead, last_day=last_day)

    def _confirm(self, row: Row) -> None:
        minutes = self._session(row).minutes
        for seat in self.facts["seat"]:
            read = four_eyes.as_read("confirm", minutes)
            sessions.confirm_minutes(minutes, read=read, by=self._holder(seat))

    def _approve(self, row: Row) -> None:
        minutes = self._session(row).minutes
        read = four_eyes.as_read("approve_minutes", minutes)
        sessions.approve_minutes(minutes, read=read, by=self._lead)
