"""Texts written with people: the plan's draft, consulted, answered and changed, and a commitment's
new words, on which anybody may comment today.
"""

import datetime
import uuid
from collections.abc import Callable
from functools import partial

from commitments.plans.models import Commitment, Plan
from forums.drafts import workflow as drafts
from forums.drafts.models import Consultation, Draft
from forums.drafts.models import Response as Answer
from forums.drafts.reading import Part
from forums.drafts.workflow import Target
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.loaders.example import clock
from ogp_portal.loaders.example.diary import Diary
from ogp_portal.loaders.example.places import People, Row
from ogp_portal.models import User

WRITTEN, CHANGED, APPLIED, ADOPTED = (-3, 28), (-1, 14), (-1, 16), (-1, 19)  # month and day
A_DAY = datetime.timedelta(days=1)


class Consultations:
    """Writes both consultations into the diary of the plan."""

    def __init__(self, diary: Diary, people: People, facts: Row, *, plan: str) -> None:
        self.diary, self.people, self.facts, self.plan_slug = diary, people, facts, plan

    def write_down(self, *, today: datetime.date) -> None:
        """Plan everything, from the draft of the plan to what is open `today`."""
        self._plan_answered(self.facts["answered"])
        self._plan_open(self.facts["open"], today)

    @property
    def _lead(self) -> User:
        return self.people.coordinator

    def _plan_answered(self, facts: Row) -> None:
        diary = self.diary
        diary.on(diary.day(*WRITTEN), self._write)
        opens, closes = diary.day(*facts["opens"]), diary.day(*facts["closes"])
        diary.on(opens - A_DAY, partial(self._announce, facts, self._draft, opens, closes))
        for number, row in enumerate(facts["comment"]):
            day = opens + (1 + 2 * number) * A_DAY
            diary.on(day, partial(self._comment, facts["slug"], row))
        diary.on(closes + 5 * A_DAY, self._respond)
        diary.on(diary.day(*facts["answered"]), self._answered)
        diary.on(diary.day(*CHANGED), self._change)
        diary.on(diary.day(*APPLIED), self._apply)
        diary.on(diary.day(*ADOPTED), self._adopt)

    def _plan_open(self, facts: Row, today: datetime.date) -> None:
        opens = today - facts["opened_before"] * A_DAY
        closes = today + facts["closes_in"] * A_DAY
        self.diary.on(opens - 2 * A_DAY, partial(self._rewrite, facts))
        self.diary.on(opens - A_DAY, partial(self._announce, facts, self._rewritten, opens, closes))
        for row in facts["comment"]:
            self.diary.on(opens + row["day"] * A_DAY, partial(self._comment, facts["slug"], row))

    def _draft(self) -> Draft:
        drafts_of_plan = Draft.objects.select_related("plan", "commitment")
        return drafts_of_plan.get(plan__slug=self.plan_slug, commitment=None)

    def _rewritten(self) -> Draft:
        of_commitment = Draft.objects.select_related("plan", "commitment")
        return of_commitment.get(commitment__slug=self.facts["open"]["commitment"])

    def _write(self) -> None:
        plan = Plan.objects.get(slug=self.plan_slug)
        draft = Draft(slug=plan.slug, title=f"Borrador: {plan.title}", plan=plan)
        drafts.begin_draft(draft, by=self._lead)
        parts = [
            Part(row["key"], row["heading"], row["text"]) for row in self.facts["answered"]["part"]
        ]
        drafts.import_version(
            draft, by=self._lead, parts=parts, seen=drafts.digest_of(drafts.standing_parts(draft))
        )
        drafts.publish_version(draft, by=self._lead)

    def _rewrite(self, facts: Row) -> None:
        commitment = Commitment.objects.select_related("plan").get(slug=facts["commitment"])
        draft = Draft(
            slug=commitment.slug,
            title=commitment.title,
            plan=commitment.plan,
            commitment=commitment,
        )
        version = drafts.begin_draft(draft, by=self._lead)
        drafts.publish_version(draft, by=self._lead)
        version = drafts.begin_version(draft, by=self._lead)
        drafts.save_version(version, by=self._lead, texts=facts["words"])
        drafts.publish_version(draft, by=self._lead, what=facts["what_changed"])

    def _announce(
        self, facts: Row, draft: Callable[[], Draft], opens: datetime.date, closes: datetime.date
    ) -> None:
        consultation = Consultation(
            version=draft().versions.order_by("-number")[0],
            opens_at=clock.noon(opens),
            closes_at=clock.noon(closes),
            **{name: facts[name] for name in ("slug", "title", "summary", "rules")},
        )
        consultation = drafts.save_consultation(consultation, by=self._lead)
        drafts.announce_consultation(consultation, by=self._lead)

    def _consultation(self, slug: str) -> Consultation:
        rows = Consultation.objects.select_related("version__draft__plan")
        found: Consultation = rows.get(slug=slug)
        return found

    def _comment(self, slug: str, row: Row) -> None:
        consultation = self._consultation(slug)
        comment = drafts.comment(
            consultation,
            by=self.people.neighbours[row["by"] - 1],
            key=uuid.uuid4(),
            kind=row["kind"],
            text=row["text"],
            wording=row.get("wording", ""),
            target=_target(consultation, row),
        )
        for number in row.get("concur", ()):
            drafts.concur(comment, by=self.people.neighbours[number - 1])

    def _respond(self) -> None:
        """Answer every comment: one coordination writes, the other one approves."""
        facts = self.facts["answered"]
        consultation = self._consultation(facts["slug"])
        for row in facts["response"]:
            numbers = [
                number
                for number, comment in enumerate(facts["comment"], start=1)
                if comment.get("answer") == row["key"]
            ]
            answer = drafts.answer_comments(
                consultation,
                by=self._lead,
                numbers=numbers,
                outcome=row["outcome"],
                reason=row["reason"],
            )
            read = four_eyes.as_read("approve_response", answer)
            drafts.approve_response(answer, by=self.people.second_coordinator, read=read)

    def _answered(self) -> None:
        slug = self.facts["answered"]["slug"]
        drafts.answer_consultation(self._consultation(slug), by=self._lead)

    def _change(self) -> None:
        facts, draft = self.facts["answered"], self._draft()
        version = drafts.begin_version(draft, by=self._lead)
        texts = {row["key"]: row["after"] for row in facts["part"] if "after" in row}
        drafts.save_version(version, by=self._lead, texts=texts)
        drafts.publish_version(draft, by=self._lead, what=facts["what_changed"])

    def _apply(self) -> None:
        """Say which change each answer caused, and that all are published."""
        facts = self.facts["answered"]
        consultation = self._consultation(facts["slug"])
        changes = self._draft().versions.get(number=2).changes
        for row in facts["response"]:
            if "part" in row:
                answer = Answer.objects.get(consultation=consultation, reason=row["reason"])
                caused = changes.filter(section_key=row["part"])
                drafts.link_changes(answer, by=self._lead, changes=caused)
        drafts.apply_consultation(consultation, by=self._lead)

    def _adopt(self) -> None:
        draft = self._draft()
        read = four_eyes.as_read("adopt_version", draft)
        drafts.adopt_version(draft, by=self.people.second_coordinator, read=read)


def _target(consultation: Consultation, row: Row) -> Target:
    """Return what a comment is about: some words of a part, a part, another one, or the whole."""
    if "reply_to" in row:
        return Target(parent=row["reply_to"])
    if "words" not in row:
        return Target(section=row.get("part", ""))
    text = consultation.version.sections.get(key=row["part"]).text
    start = passages.read(text).words.index(row["words"])
    return Target(section=row["part"], start=start, end=start + len(row["words"]))
