"""The call for proposals the plan came from: proposed by internet and on paper, united, split,
chosen with reasons, followed into commitments.
"""

import datetime
import io
import uuid
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from commitments.organizations.models import Territory
from commitments.plans.models import Commitment, Plan
from forums.bodies.models import Forum
from forums.proposals import workflow as proposals
from forums.proposals.models import Call, Proposal
from forums.proposals.workflow.following import author_code
from ogp_portal.loaders.example import clock
from ogp_portal.loaders.example.diary import Act, Diary
from ogp_portal.loaders.example.places import People, Row
from ogp_portal.models import User

ANNOUNCED, OPENS = (-6, 18), (-6, 20)  # month and day
OPEN_FOR = datetime.timedelta(weeks=5)
READ, CHOSEN, PUT_IN = -4, -3, (-1, 22)  # months, and the day they went into commitments
WORDS = ("title", "problem", "solution", "sector", "organization_name")
DAYS = 20  # of a month, over which each of these is spread


class TheCall:
    """Writes the call, and what came of each proposal, into the diary of the plan."""

    def __init__(self, diary: Diary, people: People, facts: Row, *, plan: str, forum: str) -> None:
        self.diary, self.people, self.facts = diary, people, facts
        self.plan_slug, self.forum_slug = plan, forum
        self.keys: dict[int, int] = {}  # of a proposal in the file → in the database

    def write_down(self) -> None:
        """Plan everything. What is united waits until the one that carries it on is admitted."""
        diary = self.diary
        diary.on(diary.day(*ANNOUNCED), self._announce)
        opens = diary.day(*OPENS)
        for number, row in enumerate(self.facts["proposal"], start=1):
            received = opens + datetime.timedelta(days=1 + number % 32)
            diary.on(received, partial(self._propose, number, row))
            diary.on(diary.day(READ, 2 + number % DAYS), partial(self._read, number, row))
            diary.on(diary.day(CHOSEN, 2 + self._turn(number, row)), self._deciding(number, row))
            if "c" in row:
                diary.on(diary.day(*PUT_IN), partial(self._put_in, number, row["c"]))

    @property
    def _lead(self) -> User:
        return self.people.coordinator

    def _turn(self, number: int, row: Row) -> int:
        """Return the day on which it is decided: what is united goes before what carries it on."""
        return number % 6 if "into" in row else 6 + number % (DAYS - 6)

    def _call(self) -> Call:
        return Call.objects.select_related("plan").get(slug=self.facts["call"]["slug"])

    def _announce(self) -> None:
        opens = self.diary.day(*OPENS)
        call = Call(
            plan=Plan.objects.get(slug=self.plan_slug),
            forum=Forum.objects.get(slug=self.forum_slug),
            opens_at=clock.noon(opens),
            closes_at=clock.noon(opens + OPEN_FOR),
            answer_days=60,
            **self.facts["call"],
        )
        proposals.announce_call(proposals.save_call(call, by=self._lead), by=self._lead)

    def _propose(self, number: int, row: Row) -> None:
        facts = {name: row[name] for name in WORDS if name in row}
        facts["territory"] = Territory.objects.get(code=row["territory"])
        if "paper" in row:
            proposal = proposals.transcribe(
                self._call(),
                by=self._lead,
                gathering=row["paper"],
                files=[_sheet(number)],
                **facts,
            )
        else:
            key, email = uuid.uuid4(), f"vecindad.{number}@demo.example"
            proposals.propose(self._call(), key=key, email=email, language="es-cl", **facts)
            proposal = proposals.confirm(author_code("confirm", key, to=email))
        self.keys[number] = proposal.pk

    def _proposal(self, number: int) -> Proposal:
        return Proposal.objects.select_related("call__plan").get(pk=self.keys[number])

    def _read(self, number: int, row: Row) -> None:
        proposal = self._proposal(number)
        if "out" in row:
            proposals.not_admit(proposal, by=self._lead, reason=row["out"])
            return
        proposal = proposals.admit(proposal, by=self._lead)
        for person in self.people.neighbours[: row.get("supports", number % 3)]:
            proposals.support(proposal, by=person)

    def _deciding(self, number: int, row: Row) -> Act:
        if "into" in row:
            return partial(self._unite, number, row["into"])
        if "parts" in row:
            return partial(self._split, number, row)
        return partial(self._choose, number, row)

    def _unite(self, number: int, into: int) -> None:
        reason = self.facts["outcomes"]["merge"]
        proposals.merge(
            self._proposal(number), by=self._lead, into=self._proposal(into), reason=reason
        )

    def _split(self, number: int, row: Row) -> None:
        parts = [
            {"title": part["title"], "problem": row["problem"], "solution": part["solution"]}
            for part in row["parts"]
        ]
        reason = self.facts["outcomes"]["split"]
        made = proposals.split(self._proposal(number), by=self._lead, parts=parts, reason=reason)
        for place, (proposal, part) in enumerate(zip(made, row["parts"], strict=True), start=1):
            key = 100 * number + place
            self.keys[key] = proposal.pk
            self._choose(key, part)
            if "c" in part:
                self.diary.on(self.diary.day(*PUT_IN), partial(self._put_in, key, part["c"]))

    def _choose(self, number: int, row: Row) -> None:
        proposal = self._proposal(number)
        if "c" in row:
            proposals.select(proposal, by=self._lead, reason=self.facts["outcomes"]["select"])
        elif "why" in row:
            proposals.not_select(proposal, by=self._lead, reason=row["why"])

    def _put_in(self, number: int, slug: str) -> None:
        commitment = Commitment.objects.select_related("plan").get(slug=slug)
        proposals.put_in_commitment(self._proposal(number), by=self._lead, commitment=commitment)


def _sheet(number: int) -> SimpleUploadedFile:
    """Return the picture of a sheet of paper with lines of writing, another one for each number."""
    picture = Image.new("RGB", (360, 480), "#faf8f3")
    pen = ImageDraw.Draw(picture)
    for line in range(11):
        length = 170 + (number * 37 + line * 53) % 130
        pen.line([(36, 60 + 36 * line), (36 + length, 58 + 36 * line)], fill="#33415c", width=3)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return SimpleUploadedFile("hoja.png", target.getvalue(), content_type="image/png")
