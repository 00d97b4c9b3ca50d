"""Each part of the API stands where DRF, django-filter and drf-spectacular have it, and refuses
what it should.
"""

import pytest
from django.db import OperationalError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django_filters import FilterSet
from rest_framework.authentication import BaseAuthentication
from rest_framework.pagination import BasePagination
from rest_framework.serializers import BaseSerializer
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle
from rest_framework.viewsets import ReadOnlyModelViewSet

from commitments.plans.datasets import COMMITMENTS
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.api.exceptions import BadParameter, exception_handler
from ogp_portal.foundation.api.filters import narrowed
from ogp_portal.foundation.api.filtersets import filterset_of
from ogp_portal.foundation.api.viewsets import DatasetViewSet, viewset_of
from tests.factories.commitments import commitment
from transparency.catalogue.api.urls import router

pytestmark = pytest.mark.django_db
API = "/api/v1/"


def test_the_settings_and_the_viewset_name_every_part():
    assert issubclass(api_settings.DEFAULT_AUTHENTICATION_CLASSES[0], BaseAuthentication)
    assert issubclass(DatasetViewSet.throttle_classes[0], BaseThrottle)
    assert api_settings.EXCEPTION_HANDLER is exception_handler
    assert issubclass(DatasetViewSet.pagination_class, BasePagination)
    assert [backend.__name__ for backend in DatasetViewSet.filter_backends] == [
        "KnownParametersFilter",
        "ColumnsFilter",
        "OrderingFilter",
        "DatasetFilterBackend",
    ]
    assert [renderer.format for renderer in DatasetViewSet.renderer_classes] == [
        "json",
        "api",
        "csv",
        "jsonl",
        "xlsx",
    ]
    for part in (
        *DatasetViewSet.authentication_classes,
        *DatasetViewSet.throttle_classes,
        *DatasetViewSet.filter_backends,
        *DatasetViewSet.renderer_classes,
        DatasetViewSet.pagination_class,
        DatasetViewSet.content_negotiation_class,
        api_settings.DEFAULT_SCHEMA_CLASS,
    ):
        assert not part.__module__.startswith(("rest_framework", "drf_spectacular")), part


def test_one_router_has_a_read_only_viewset_for_every_published_dataset():
    assert [prefix for prefix, _viewset, _name in router.registry] == list(PUBLISHED)
    for name, viewset, _basename in router.registry:
        assert issubclass(viewset, ReadOnlyModelViewSet)
        assert issubclass(viewset.serializer_class, BaseSerializer)
        assert issubclass(filterset_of(PUBLISHED[name]), FilterSet)
        assert reverse(f"api_{name}") == f"{API}{name}/"
        assert reverse(f"api_{name}_item", args=["x"]) == f"{API}{name}/x/"
        assert reverse(f"api_{name}_csv") == f"{API}{name}.csv"
        assert reverse(f"api_{name}_schema") == f"{API}{name}.schema.json"


def test_no_viewset_has_a_way_to_write():
    for _prefix, viewset, _name in router.registry:
        assert not {"create", "update", "partial_update", "destroy"} & set(dir(viewset))
        assert set(viewset.http_method_names) == {"get", "head", "options"}


def test_only_the_filters_that_are_asked_for_are_made(cast):
    commitment(cast, title="Abrir las actas")
    rows = querying.rows(COMMITMENTS)
    made = filterset_of(COMMITMENTS)(QueryDict("plan=plan&q=actas"), rows)
    assert list(made.filters) == ["plan", "q"]
    assert made.qs.count() == 1
    assert filterset_of(COMMITMENTS)(QueryDict(""), rows).filters == {}
    assert len(filterset_of(COMMITMENTS).base_filters) > 20


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("plan__in=a,b&state=burnt", "state"),
        ("nada=1", "nada"),
        ("page_size=1", "page_size"),
        ("computed_progress__gte=x", "computed_progress__gte"),
        ("plan=a&plan=b", "plan"),
        ("plan=", "plan"),
    ],
)
def test_filters_outside_a_request_refuse_as_the_api_does(cast, query, parameter):
    with pytest.raises(BadParameter) as refused:
        narrowed(COMMITMENTS, querying.rows(COMMITMENTS), QueryDict(query))
    assert refused.value.parameter == parameter


def test_of_several_mistakes_the_first_to_be_looked_at_is_named(client, cast):
    for query, parameter in (
        ("fields=x&nada=1", "nada"),
        ("count=x&cursor=x&page_size=0&ordering=x&fields=x", "fields"),
        ("count=x&cursor=x&page_size=0&ordering=x", "ordering"),
        ("count=x&cursor=x&page_size=0&modified_since=x", "modified_since"),
        ("count=x&page_size=0&cursor=x", "cursor"),
        ("count=x&page_size=0", "page_size"),
        ("count=x", "count"),
    ):
        answer = client.get(f"{API}commitments/?{query}")
        assert answer.json()["parameter"] == parameter, query


def test_the_order_and_the_columns_are_refused_where_they_have_no_sense(client, cast):
    row = commitment(cast)
    for path in (f"commitments/{row.slug}/?ordering=slug", "commitments.csv?ordering=slug"):
        assert client.get(f"{API}{path}").json()["parameter"] == "ordering"
    assert client.get(f"{API}commitments.csv?fields=slug").json()["parameter"] == "fields"
    assert client.get(f"{API}commitments/{row.slug}/?fields=slug").json() == {"slug": row.slug}


def test_nothing_new_comes_without_what_the_answer_before_carried(client, cast):
    commitment(cast)
    first = client.get(f"{API}commitments/")
    again = client.get(f"{API}commitments/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for header in ("ETag", "Link", "Vary", "RateLimit-Policy", "Content-Language"):
        assert again[header] == first[header]
    assert "Content-Type" not in again


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [(RuntimeError("x"), 500, "fault"), (OperationalError("x"), 503, "unavailable")],
)
def test_what_nobody_foresaw_is_a_problem_document_that_tells_nothing(
    cast, monkeypatch, error, status, kind
):
    def fail(*_args, **_options):
        raise error

    commitment(cast)
    monkeypatch.setattr(querying, "bodies", fail)
    answer = Client(raise_request_exception=False).get(f"{API}commitments/")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith(f"#{kind}")
    assert "RuntimeError" not in answer.content.decode()


def test_the_description_tells_of_the_formats_and_not_twice_of_the_same(client, db):
    paths = client.get(f"{API}openapi.json").json()["paths"]
    assert set(paths) == {
        API,
        f"{API}openapi.json",
        *(
            f"{API}{name}{end}"
            for name in PUBLISHED
            for end in ("/", "/{key}/", ".csv", ".jsonl", ".xlsx", ".schema.json")
        ),
    }
    for name in PUBLISHED:
        answers = paths[f"{API}{name}/"]["get"]["responses"]
        assert list(answers["200"]["content"]) == [
            "application/json",
            "text/csv",
            "application/x-ndjson",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ]
        item = paths[f"{API}{name}/{{key}}/"]["get"]
        assert list(item["responses"]["200"]["content"]) == ["application/json"]


def test_every_parameter_that_is_described_is_taken_and_no_other_is(client, db, settings):
    settings.API_UNITS_PER_MINUTE = 1_000_000
    paths = client.get(f"{API}openapi.json").json()["paths"]
    for name in PUBLISHED:
        described = {parameter["name"] for parameter in paths[f"{API}{name}/"]["get"]["parameters"]}
        valid = client.get(f"{API}{name}/?nada=1").json()["valid"]
        assert described | {"expand"} == set(valid) | {"expand"}
        files = {parameter["name"] for parameter in paths[f"{API}{name}.csv"]["get"]["parameters"]}
        taken = client.get(f"{API}{name}.csv?nada=1").json()["valid"]
        assert files == {*taken, "language", "bom"}


def test_a_viewset_is_made_once():
    assert viewset_of(COMMITMENTS) is viewset_of(COMMITMENTS)
