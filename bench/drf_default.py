"""What stands beside our API when it is measured: DRF as its tutorial teaches it, on the same rows
and columns (`bench/api.py` serves it).

ModelSerializer, nested milestones, page numbers; relations fetched beforehand, as a careful
developer would.
"""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
settings.REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}  # DRF's own defaults, not the portal's
django.setup()

from django.urls import path  # noqa: E402
from rest_framework import generics, pagination, serializers  # noqa: E402

from commitments.plans.models import Commitment, Milestone  # noqa: E402

CODED = ("state", "precision", "computed_level", "claimed_level")


class MilestoneSerializer(serializers.ModelSerializer):
    """The ten columns our page shows of a milestone."""

    counts = serializers.SerializerMethodField()

    class Meta:
        model = Milestone
        fields = (
            "public_id",
            "position",
            "title",
            "state",
            "weight",
            "progress",
            "counts",
            "due_on",
            "first_due_on",
            "completed_on",
        )

    def get_counts(self, row):
        """Say whether it counts."""
        return row.state != "cancelled"


class CommitmentSerializer(serializers.ModelSerializer):
    """The columns of our page."""

    plan = serializers.SlugRelatedField("slug", read_only=True)
    axis = serializers.SlugRelatedField("slug", read_only=True)
    responsible = serializers.SlugRelatedField("slug", read_only=True)
    implementer = serializers.SlugRelatedField("slug", read_only=True)
    theme = serializers.SlugRelatedField("slug", read_only=True)
    source = serializers.SlugRelatedField("slug", read_only=True)
    values = serializers.SlugRelatedField("slug", many=True, read_only=True)
    policy_areas = serializers.SlugRelatedField("slug", many=True, read_only=True)
    territories = serializers.SlugRelatedField("slug", many=True, read_only=True)
    responsible_post = serializers.CharField(source="contact.post", default=None)
    state_label = serializers.CharField(source="get_state_display")
    precision_label = serializers.CharField(source="get_precision_display")
    claimed_level_label = serializers.CharField(source="get_claimed_level_display")
    computation = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()
    milestones = MilestoneSerializer(many=True)

    class Meta:
        model = Commitment
        fields = (
            "slug",
            "plan",
            "number",
            "ogp_id",
            "title",
            "axis",
            "state",
            "state_label",
            "state_reason",
            "is_proposed",
            "responsible",
            "implementer",
            "responsible_post",
            "theme",
            "values",
            "policy_areas",
            "territories",
            "summary",
            "problem",
            "objective",
            "description",
            "components",
            "relevance",
            "ambition",
            "expected_results",
            "additional_information",
            "starts_on",
            "ends_on",
            "precision",
            "precision_label",
            "concluded_on",
            "published_on",
            "budget_clp",
            "computed_progress",
            "computed_level",
            "claimed_level",
            "claimed_level_label",
            "computation",
            "milestone_count",
            "complete_count",
            "open_due_on",
            "times_moved",
            "last_report_on",
            "source",
            "url",
            "page",
            "modified_at",
            "milestones",
        )

    def get_computation(self, row):
        """Say how the percentage comes about."""
        counted = [
            milestone for milestone in row.milestones.all() if milestone.state != "cancelled"
        ]
        return {
            "weighted_sum": sum(milestone.weight * milestone.progress for milestone in counted),
            "weight_sum": sum(milestone.weight for milestone in counted),
        }

    def get_url(self, row):
        """Return the address in the API."""
        return f"{settings.PORTAL_URL}/api/v1/commitments/{row.slug}/"

    def get_page(self, row):
        """Return the address of the page."""
        return f"{settings.PORTAL_URL}/compromisos/{row.slug}/"


class Pages(pagination.PageNumberPagination):
    """Page numbers."""

    page_size = 100


class Commitments(generics.ListAPIView):
    """The list."""

    serializer_class = CommitmentSerializer
    pagination_class = Pages
    queryset = (
        Commitment.objects.public()
        .select_related("plan", "axis", "responsible", "implementer", "theme", "source", "contact")
        .prefetch_related("values", "policy_areas", "territories", "milestones")
        .defer("search")
        .order_by("slug")
    )


urlpatterns = [path("commitments/", Commitments.as_view())]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
application = get_wsgi_application()
