"""One field of many commitments: seen old beside new, one amendment of each, approved together by
another person; what changed meanwhile is refused by its name.
"""

import pytest
from django.urls import reverse

from commitments.amendments import workflow
from commitments.amendments.models import Amendment
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions import four_eyes
from tests.commitments.amendments.test_pages import review_fields
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
ADDRESS = "/mi-trabajo/modificaciones/varias/"
APPROVING = "/mi-trabajo/modificaciones/por-revisar/"
WHY = {"kind": "modification", "reason": "La ley 21.000 pasó la obra al municipio socio."}


def looked_at(client, rows, **typed):
    """Return the page that shows what would happen to each row."""
    return client.post(ADDRESS, {"c": [row.pk for row in rows], "look": "", **WHY, **typed})


def confirmed(client, page):
    """Return what answers once what a page showed is confirmed."""
    return client.post(ADDRESS, {"act": page.context["act"], "confirm": ""}, follow=True)


def test_one_field_of_many_is_seen_sent_to_review_and_put_in_force_by_another(client, cast):
    rows = [commitment(cast, number=n, title=f"Compromiso {n}") for n in (1, 2, 3)]
    client.force_login(cast.second_coordinator)
    page = looked_at(client, rows[:2], field="responsible", responsible=cast.partner.name)
    body = page.content.decode()
    assert "Enviar 2 a revisión" in body
    assert body.count(f'<td data-title="Dirá">{cast.partner.name}</td>') == 2
    assert not Amendment.objects.exists()  # looking writes nothing
    confirmed(client, page)
    written = Amendment.objects.order_by("commitment")
    assert [(row.commitment, row.state, row.reason) for row in written] == [
        (rows[0], "submitted", WHY["reason"]),
        (rows[1], "submitted", WHY["reason"]),
    ]
    assert "Ninguna modificación espera" in client.get(APPROVING).content.decode()  # her own
    client.force_login(cast.coordinator)
    fields = review_fields(client.get(APPROVING))
    read = {name: value for name, value in fields.items() if name.startswith("read-amendment")}
    answer = client.post(APPROVING, {**read, "a": [row.pk for row in written]}, follow=True)
    assert "2 modificaciones rigen desde ahora" in answer.content.decode()
    stands = Commitment.objects.order_by("number").values_list("responsible", flat=True)
    assert list(stands) == [cast.partner.pk, cast.partner.pk, cast.city.pk]
    assert {row.reviewer for row in Amendment.objects.all()} == {cast.coordinator}


def test_what_changed_since_it_was_shown_is_refused_by_its_name_and_holds_up_no_other(client, cast):
    rows = [commitment(cast, title="El agua de todos"), commitment(cast, title="Barrio claro")]
    client.force_login(cast.coordinator)
    page = looked_at(client, rows, field="ends_on", ends_on="2027-03-31")
    Commitment.objects.filter(pk=rows[0].pk).update(version=9)
    answer = confirmed(client, page).content.decode()
    assert "No se hizo: «El agua de todos». Cambió desde que abrió esta página" in answer
    assert [row.commitment for row in Amendment.objects.all()] == [rows[1]]


def test_each_is_refused_by_what_alone_would_refuse_it(client, cast):
    busy, foreign, own = (commitment(cast, title=name) for name in ("Uno", "Dos", "Tres"))
    own.counterparts.create(organization=cast.society)
    client.force_login(cast.coordinator)
    first = looked_at(client, [busy], field="responsible", responsible=cast.partner.name)
    confirmed(client, first)
    page = looked_at(client, [busy, own], field="responsible", responsible=cast.society.name)
    told = {row: refusal for row, _changes, refusal in page.context["prospects"]}
    assert "ya tiene una modificación en trabajo" in told[busy]
    assert "nadie responde por lo que evalúa" in told[own]
    assert page.context["able"] == 0
    client.force_login(cast.other_editor)
    page = looked_at(client, [foreign], field="responsible", responsible=cast.partner.name)
    assert "prospects" not in page.context
    assert Amendment.objects.count() == 1


def test_an_axis_of_another_plan_and_an_end_before_the_beginning_are_refused_before_review(
    client, cast
):
    row = commitment(cast)
    client.force_login(cast.coordinator)
    page = looked_at(client, [row], field="ends_on", ends_on="2019-01-01")
    assert "El término no puede ser anterior al inicio." in page.content.decode()
    assert page.context["able"] == 0
    page = looked_at(client, [row], field="ends_on", ends_on=row.starts_on.isoformat(), reason=" ")
    assert page.status_code == 422


def test_what_was_read_is_what_is_approved_and_nobody_approves_her_own(cast):
    rows = [commitment(cast), commitment(cast)]
    act = {"name": "precision", "value": "month", "agreement": "", **WHY}
    seen = {row.pk: row.version for row in rows}
    assert workflow.amend_field_of_each(rows, by=cast.coordinator, seen=seen, **act) == {}
    waiting = list(Amendment.objects.order_by("pk"))
    read = {row.pk: four_eyes.as_read("approve_amendment", row) for row in waiting}
    refused = workflow.approve_each(waiting, by=cast.coordinator, read=read)
    assert set(refused) == set(read)
    Amendment.objects.filter(pk=waiting[0].pk).update(reason="Otro motivo.")
    refused = workflow.approve_each(waiting, by=cast.second_coordinator, read=read)
    assert list(refused) == [waiting[0].pk]
    assert "Cambió desde que abrió esta página" in refused[waiting[0].pk]
    assert list(Amendment.objects.in_force()) == [waiting[1]]


def test_the_list_of_commitments_leads_there_with_what_was_ticked(client, cast):
    rows = [commitment(cast), commitment(cast, "draft")]
    client.force_login(cast.coordinator)
    data = {"action": "bulk_amend", "_selected_action": [row.pk for row in rows]}
    answer = client.post(reverse("admin:commitments_commitment_changelist"), data)
    assert answer.status_code == 302
    page = client.get(f"{answer['Location']}&field=ends_on").content.decode()
    assert "Uno de los elegidos no está publicado" in page
    assert rows[1].title not in page or rows[0].title == rows[1].title
