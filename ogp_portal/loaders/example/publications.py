"""What the lead municipality publishes of its own accord, and by which channels it was carried."""

import datetime
from functools import partial

from commitments.organizations.models import Organization
from commitments.plans.models import Plan
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.loaders.example.diary import Diary
from ogp_portal.loaders.example.places import People, Row
from ogp_portal.loaders.example.plan import LEAD
from transparency.publications import workflow as publications
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion

REVIEWED_AFTER = datetime.timedelta(days=3)


class Publications:
    """Writes the publications into the diary of the plan: one writes, another publishes."""

    def __init__(self, diary: Diary, people: People, facts: Row, *, plan: str) -> None:
        self.diary, self.people, self.facts, self.plan_slug = diary, people, facts, plan

    def write_down(self) -> None:
        """Plan each publication with its channels, and what was published again."""
        diary = self.diary
        for row in self.facts["publication"]:
            written = diary.day(*row["written"])
            diary.on(written, partial(self._write, row))
            diary.on(written + REVIEWED_AFTER, partial(self._publish, row))
            for channel in row["channels"]:
                diary.on(written + REVIEWED_AFTER, partial(self._promise, row, channel))
                if "done" in channel:
                    day = diary.day(*channel["done"])
                    diary.on(day, partial(self._carry, row, channel, day))
            if again := row.get("again"):
                written = diary.day(*again["written"])
                diary.on(written, partial(self._write_again, row, again))
                diary.on(written + REVIEWED_AFTER, partial(self._publish, row))

    def _publication(self, row: Row) -> Publication:
        found: Publication = Publication.objects.get(slug=row["slug"])
        return found

    def _write(self, row: Row) -> None:
        publication = Publication(
            organization=Organization.objects.get(slug=LEAD),
            plan=Plan.objects.get(slug=self.plan_slug),
            **{name: row[name] for name in ("slug", "kind", "title", "period")},
        )
        publications.save_publication(publication, by=self.people.editor)
        (version,) = publication.versions.all()
        version.summary, version.body = row["summary"], row["body"]
        self._send(version)

    def _write_again(self, row: Row, again: Row) -> None:
        publication = self._publication(row)
        version = publications.begin_publication_version(publication, by=self.people.editor)
        version.body += again["more"]
        version.what_changed = again["what_changed"]
        self._send(version)

    def _send(self, version: PublicationVersion) -> None:
        version = publications.save_publication_version(version, by=self.people.editor)
        publications.submit_publication(version, by=self.people.editor)

    def _publish(self, row: Row) -> None:
        version = self._publication(row).versions.get(number=None)
        read = four_eyes.as_read("publish_publication", version)
        publications.publish_publication(version, by=self.people.coordinator, read=read)

    def _promise(self, row: Row, channel: Row) -> None:
        promised = DisseminationChannel(
            publication=self._publication(row),
            kind=channel["kind"],
            what=channel["what"],
            planned_on=self.diary.day(*channel["planned"]),
        )
        publications.plan_channel(promised, by=self.people.editor)

    def _carry(self, row: Row, channel: Row, day: datetime.date) -> None:
        promised = self._publication(row).channels.get(what=channel["what"])
        publications.record_diffusion(
            promised, by=self.people.editor, done_on=day, note=channel["note"]
        )
