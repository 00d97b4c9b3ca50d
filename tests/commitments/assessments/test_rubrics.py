"""The scales: which serve a plan, written as text, kept as they are once somebody judged by one."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from commitments.assessments import criteria, queries, workflow
from commitments.assessments.models import Assessment, Rubric
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from tests.factories.commitments import assessment, commitment

SCALE = [
    {
        "key": "completion",
        "label": "Cumplimiento",
        "options": [
            {"value": "not_started", "label": "No iniciado"},
            {"value": "completo", "label": "Completo"},
        ],
    }
]
TEXT = "Cumplimiento [completion]\n- No iniciado [not_started]\n- Completo [completo]"


def scale(**facts):
    return Rubric(
        **{
            "kind": "independent",
            "slug": "nueva",
            "version": "2",
            "name": "Nueva",
            "criteria": SCALE,
        }
        | facts
    )


def test_criteria_are_written_as_text_and_come_back_the_same():
    assert criteria.as_text(SCALE) == TEXT
    assert criteria.read(TEXT) == SCALE
    assert (
        criteria.read("Cumplimiento [completion]\n\n– No iniciado [not_started]\n* Completo")
        == SCALE
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- Sí\n- No", "Línea 1: la primera línea es una pregunta"),
        ("¿Sí?\n- Sí\n- Sí", "Línea 3: la clave «si» está repetida"),
        ("¿Sí?\n- Sí\n- No\n¿Sí?\n- a\n- b", "Línea 4: la clave «si» está repetida"),
        ("¿Sí?\n- Sí", "necesita al menos dos respuestas"),
        ("¿Sí? [Clave Rara]\n- Sí\n- No", "Línea 1: se escribe"),
        ("¿?\n- Sí\n- No", "Línea 1: la clave «» está repetida o vacía"),
        ("\n\n", "al menos una pregunta"),
    ],
)
def test_what_is_not_understood_is_said_by_its_line(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        criteria.read(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("years", "serves"),
    [
        ((None, None), True),
        ((2026, None), True),
        ((2027, None), False),
        ((None, 2026), True),
        ((None, 2025), False),
        ((2026, 2026), True),
    ],
)
def test_a_scale_serves_the_plans_of_its_years(cast, years, serves):
    from_year, until_year = years
    row = scale(from_year=from_year, until_year=until_year)
    row.save()
    assert cast.plan.starts_on.year == 2026
    assert (row in queries.rubrics_for(cast.plan, "independent")) is serves
    assert (cast.plan in queries.plans_served(row)) is serves
    assert row not in queries.rubrics_for(cast.plan, "counterpart")


@pytest.mark.django_db
def test_a_plan_of_2026_is_not_judged_by_a_scale_for_plans_until_2020(cast, client):
    Rubric.objects.filter(kind="independent").update(until_year=2020)
    promise = commitment(cast)
    with pytest.raises(Refusal, match="no sirve para este plan"):
        workflow.begin_assessment(
            promise, rubric=Rubric.objects.get(kind="independent"), by=cast.monitor
        )
    client.force_login(cast.monitor)
    page = client.get(reverse("judge", args=[promise.slug])).content.decode()
    assert "Ninguna pauta registrada sirve para este plan" in page
    assert 'name="begin"' not in page


@pytest.mark.django_db
def test_where_several_serve_the_judge_chooses(cast, client):
    newer = scale()
    newer.save()
    promise = commitment(cast)
    client.force_login(cast.monitor)
    page = reverse("judge", args=[promise.slug])
    assert client.get(page).content.decode().count('type="radio"') == 2
    assert client.post(page, {"begin": ""}).status_code == 422
    assert client.post(page, {"begin": "", "rubric": newer.pk}).status_code == 302
    assert Assessment.objects.get().rubric == newer


@pytest.mark.django_db
def test_a_scale_that_somebody_judged_by_never_changes_but_for_its_years(cast):
    row = assessment(cast).rubric
    row.until_year = 2026
    workflow.save_rubric(row, by=cast.administrator)
    row.name = "Otro nombre"
    with pytest.raises(Refusal, match="Registre otra versión") as refused:
        workflow.save_rubric(row, by=cast.administrator)
    assert refused.value.field == "name"
    with pytest.raises(DatabaseError), transaction.atomic():
        Rubric.objects.filter(pk=row.pk).update(criteria=SCALE)


@pytest.mark.django_db
def test_administrators_keep_scales_and_who_is_judged_does_not(cast):
    assert workflow.save_rubric(scale(), by=cast.administrator).pk
    for name in ("coordinator", "editor", "monitor", "counterpart", "citizen"):
        with pytest.raises(NotAllowed):
            workflow.save_rubric(scale(version="3"), by=getattr(cast, name))


@pytest.mark.django_db
def test_a_scale_is_written_in_the_admin(cast, client):
    client.force_login(cast.administrator)
    page = reverse("admin:commitments_rubric_add")
    sent = {"kind": "independent", "name": "Nueva", "version": "2", "slug": "nueva"}
    refused = client.post(page, {**sent, "criteria": "¿Sí?\n- Sí"})
    assert "necesita al menos dos respuestas" in refused.content.decode()
    assert client.post(page, {**sent, "criteria": TEXT, "from_year": "2021"}).status_code == 302
    made = Rubric.objects.get(slug="nueva")
    assert (made.criteria, made.from_year) == (SCALE, 2021)
    change = client.get(reverse("admin:commitments_rubric_change", args=[made.pk]))
    assert "- No iniciado [not_started]" in change.content.decode()
    assert str(cast.plan) in change.content.decode()
