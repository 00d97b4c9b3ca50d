"""The pages where what is published is changed, with no script: written, seen, approved, read."""

import re

import pytest
from django.urls import reverse

from commitments.amendments.models import Amendment
from tests.commitments.amendments.typing_in import typed
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db


def test_a_form_sent_as_it_came_changes_nothing_and_says_so(client, cast):
    row = commitment(cast, budget_clp=45_000_000)
    row.actors.create(name="Junta de vecinos", kind="civil_society")
    address = reverse("write_amendment", args=[row.slug])
    client.force_login(cast.editor)
    page = client.get(address)
    answer = client.post(address, typed(page, kind="modification", reason="Porque sí."))
    assert answer.status_code == 422
    assert "no hay nada que modificar" in answer.content.decode()
    assert not Amendment.objects.exists()


def test_it_is_written_by_one_approved_by_another_and_read_by_everybody(client, cast):
    row = commitment(cast)
    address = reverse("write_amendment", args=[row.slug])
    client.force_login(cast.editor)
    new = {"nuevo-0-title": "Informe final", "nuevo-0-due_on": "2026-12-01", "nuevo-0-weight": "2"}
    answer = client.post(
        address,
        typed(
            client.get(address),
            kind="modification",
            reason="El decreto 12 lo cambió.",
            agreement="Acuerdo 4",
            budget_clp="45.000.000",
            submit="",
            **new,
        ),
    )
    assert answer.status_code == 302
    client.force_login(cast.coordinator)
    review = client.get(reverse("review_amendment", args=[row.slug]))
    assert "$45.000.000" in review.content.decode()
    token = [
        value for name, value in review_fields(review).items() if name.startswith("read-amendment")
    ]
    amendment = Amendment.objects.get()
    answer = client.post(
        reverse("review_amendment", args=[row.slug]),
        {f"read-amendment-{amendment.pk}": token[0], "approve": ""},
    )
    assert answer.status_code == 302
    client.logout()
    page = client.get(reverse("commitment", args=[row.slug])).content.decode()
    for words in ("Modificación 1", "El decreto 12 lo cambió.", "Acuerdo 4", "Informe final"):
        assert words in page
    listed = client.get("/api/v1/amended-fields/").json()["results"]
    assert {(each["name"], each["before"], each["after"]) for each in listed} == {
        ("budget_clp", "", "45000000"),
        ("milestone", "", "title: Informe final\ndue_on: 2026-12-01\nweight: 2"),
    }


def review_fields(page):
    """Return the hidden fields of a page by name."""
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.content.decode())
    return dict(found)


def test_a_milestone_to_add_stays_when_it_is_saved_again_and_goes_when_it_is_taken_out(
    client, cast
):
    row = commitment(cast)
    address = reverse("write_amendment", args=[row.slug])
    client.force_login(cast.editor)
    new = {"nuevo-0-title": "Informe final", "nuevo-0-due_on": "2026-12-01", "nuevo-0-weight": "2"}
    act = {"kind": "modification", "reason": "Falta un paso."}
    client.post(address, typed(client.get(address), **act, **new))
    client.post(address, typed(client.get(address), summary="Otra promesa clara.", **act))
    names = Amendment.objects.get().fields.order_by("name").values_list("name", flat=True)
    assert list(names) == ["milestone", "summary"]
    client.post(address, typed(client.get(address), **act, **{"nuevo-0-DELETE": "on"}))
    assert [field.name for field in Amendment.objects.get().fields.all()] == ["summary"]


def test_what_was_typed_stays_beside_its_error(client, cast):
    row = commitment(cast)
    address = reverse("write_amendment", args=[row.slug])
    client.force_login(cast.editor)
    data = typed(client.get(address), kind="correction", reason="x", budget_clp="1.5 millones")
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "1.5 millones" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("editor", 200),
        ("coordinator", 200),
        ("second_coordinator", 200),
        ("other_editor", 404),
        ("administrator", 404),
        ("member", 404),
    ],
)
def test_the_team_alone_writes(client, cast, who, status):
    client.force_login(getattr(cast, who))
    answer = client.get(reverse("write_amendment", args=[commitment(cast).slug]))
    assert answer.status_code == status


@pytest.mark.parametrize("state", ["draft", "closed", "withdrawn"])
def test_only_what_is_published_and_carried_out_is_modified(client, cast, state):
    client.force_login(cast.coordinator)
    answer = client.get(reverse("write_amendment", args=[commitment(cast, state).slug]))
    assert answer.status_code == 404


def test_the_list_of_what_may_be_changed_takes_few_queries(
    client, cast, django_assert_max_num_queries
):
    for _each in range(3):
        commitment(cast)
    client.force_login(cast.coordinator)
    client.get(reverse("amendable"))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("amendable"))
    addresses = re.findall(
        r"/mi-trabajo/(compromisos|planes)/[^/]+/modificar/", page.content.decode()
    )
    assert addresses == ["planes", *["compromisos"] * 3]


def test_the_form_asks_for_its_milestones_at_once(client, cast, django_assert_max_num_queries):
    client.force_login(cast.editor)
    asked = []
    for milestones in (1, 4):
        address = reverse("write_amendment", args=[commitment(cast, milestones=milestones).slug])
        client.get(address)
        with django_assert_max_num_queries(60) as queries:
            client.get(address)
        asked.append([q["sql"] for q in queries if 'FROM "commitments_milestone"' in q["sql"]])
    assert len(asked[0]) == len(asked[1])
