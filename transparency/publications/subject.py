"""What publications and their diffusion give to the whole portal."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans.access import TEAM_ALONE
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, joined
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Personal
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Subject
from transparency.publications import access, datasets
from transparency.publications.documents.versions import VERSION_PDF
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion
from transparency.publications.states import VersionState

FOUR_EYES = Personal(
    _("Que nadie publique lo que escribió."),
    WITH_ITS_ACCOUNT,
    TEAM_ALONE,
    kept_by=(forget_closed_accounts,),
)

PUBLISHED = PublicationVersion.objects.filter(
    publication=OuterRef("pk"), state=VersionState.PUBLISHED
)

SUBJECT = Subject(
    documents=(VERSION_PDF,),
    position=50,
    access=access,
    datasets=(
        datasets.PUBLICATIONS,
        datasets.PUBLICATION_VERSIONS,
        datasets.DISSEMINATION_CHANNELS,
    ),
    machines=(PublicationVersion,),
    personal={PublicationVersion: {"author": FOUR_EYES, "reviewer": FOUR_EYES}},
    without_personal_data=(DisseminationChannel, Publication),
    pages=(
        Page("publication_list", (MenuEntry(_("Publicaciones"), 30, at="foot"),)),
        Page("replicate"),
        RowPages("publication", of=Publication),
    ),
    acts={
        "publish_publication": Act(_("Se publicó una versión de una publicación")),
        "withdraw_publication": Act(_("Se retiró una publicación")),
        "plan_channel": Act(_("Se prometió difundirla por un canal")),
        "record_diffusion": Act(_("Se difundió por un canal")),
    },
    named=("channel",),
    belonging={
        Organization: lambda institutions: Publication.objects.filter(
            organization__in=institutions
        ),
    },
    found=(
        Findable(
            "publicaciones",
            _("Publicaciones"),
            page("publication"),
            Publication,
            within=Q(Exists(PUBLISHED)),
            words=("period", joined(PUBLISHED, "summary"), joined(PUBLISHED, "body")),
            year=Subquery(PUBLISHED.values("published_at__year")[:1]),
            places=("organization__territory__slug", "organization__territory__region__slug"),
            of="organization__name",
            changed_by={"transparency.publicationversion": "versions"},
        ),
    ),
)
