"""A country loads its own file of territories, as often as it likes; what is wrong is refused with
its reason.
"""

import json

import pytest
from django.core.management import CommandError, call_command

from commitments.organizations.models import Territory
from commitments.territories import reading, workflow
from commitments.territories.models import Boundary
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry

SOURCE = {"slug": "censo", "title": "Censo", "issuer": "Instituto"}
SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
BESIDE = [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]


def feature(code: str, name: str, geometry: object = None, **facts: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, **facts},
        "geometry": geometry,
    }


def polygon(coordinates: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": coordinates}


def country(*features: dict[str, object], **more: object) -> str:
    sources = {"boundaries": {**SOURCE, "slug": "limites"}, "population": SOURCE}
    return json.dumps(
        {"type": "FeatureCollection", "sources": sources, "features": features, **more}
    )


TWO = (
    feature("N", "Norte"),
    feature("N-1", "San Pedro", polygon(SQUARE), region="N", population=7, aliases=["Pedro"]),
    feature("N-2", "Villa", polygon(BESIDE), region="N", population=5),
)


def load(*features: dict[str, object], **how: bool) -> workflow.Loaded:
    return workflow.load_territories(reading.read(country(*features)), role="carga", **how)


@pytest.mark.django_db
def test_another_country_loads_its_own_file_and_twice_changes_nothing(tmp_path, capsys):
    file = tmp_path / "country.geojson"
    file.write_text(country(*TWO), encoding="utf-8")
    call_command("load_territories", str(file))
    assert "3 agregados, 0 al día, 3 límites" in capsys.readouterr().out
    villa = Territory.objects.select_related("region", "population_source").get(slug="villa")
    assert (villa.code, villa.kind, villa.region.slug) == ("N-2", "comuna", "norte")
    assert (villa.population, villa.population_source.slug) == (5, "censo")
    region = Territory.objects.select_related("boundary__source").get(slug="norte")
    assert region.population == 12
    [[outline]] = region.boundary.polygons
    assert (min(outline), max(outline)) == ([0, 0], [2, 1])
    assert region.boundary.source.slug == "limites"
    entries = JournalEntry.objects.count()
    call_command("load_territories", str(file))
    assert "0 agregados, 0 al día, 0 límites" in capsys.readouterr().out
    assert JournalEntry.objects.count() == entries


@pytest.mark.django_db
def test_a_changed_file_changes_names_and_numbers_and_keeps_addresses():
    load(*TWO)
    loaded = load(
        TWO[0], feature("N-1", "San Pedro Nuevo", polygon(BESIDE), region="N", population=8), TWO[2]
    )
    assert (loaded.added, loaded.changed, loaded.outlined) == (0, 2, 2)
    changed = Territory.objects.get(code="N-1")
    assert (changed.name, changed.slug, changed.population) == ("San Pedro Nuevo", "san-pedro", 8)
    assert Territory.objects.get(code="N").population == 13


@pytest.mark.django_db
def test_the_first_file_leaves_alone_what_a_person_changed():
    load(*TWO, is_first=True)
    Territory.objects.filter(code="N-1").update(name="San Pedro de Arriba", population=9)
    Territory.objects.filter(code="N-2").update(population=None, population_source=None)
    assert load(*TWO, is_first=True).changed == 1
    assert Territory.objects.get(code="N-1").name == "San Pedro de Arriba"
    assert Territory.objects.get(code="N-1").population == 9
    assert Territory.objects.get(code="N-2").population == 5


@pytest.mark.django_db
def test_two_of_one_name_have_each_an_address_of_its_own():
    load(
        *TWO,
        feature("S", "Sur"),
        feature("S-1", "San Pedro", region="S"),
        feature("S-2", "San Pedro", region="S"),
    )
    slugs = Territory.objects.filter(name="San Pedro").order_by("code").values_list("slug")
    assert [slug for (slug,) in slugs] == ["san-pedro", "san-pedro-sur", "san-pedro-sur-2"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "no es JSON"),
        ("[]", "FeatureCollection"),
        (country(), "no tiene territorios"),
        (country({"type": "Feature"}), "Territorio 1: no tiene propiedades"),
        (country(feature("", "Norte")), "falta «code»"),
        (country(feature("N", " ")), "falta «name»"),
        (country(feature("N" * 13, "Norte")), "«code» pasa de 12 letras"),
        (country(TWO[0], TWO[0]), "El código N está dos veces"),
        (country(TWO[1]), "no tiene la región N"),
        (country(TWO[0], feature("N-1", "Villa", region="N", population=1.5)), "número entero"),
        (country(TWO[0], feature("N-1", "Villa", region="N", population=True)), "número entero"),
        (country(TWO[0], feature("N-1", "Villa", region="N", aliases="Otra")), "«aliases»"),
        (country(feature("N", "Norte", polygon([[[0, 0], [1, 1], [0, 0]]]))), "no es un polígono"),
        (country(feature("N", "Norte", polygon([[*SQUARE[0][:4]]]))), "no es un polígono"),
        (country(feature("N", "Norte", polygon([[[0, 91]] * 4]))), "no es un polígono"),
        (country(feature("N", "Norte", {"type": "Point", "coordinates": [0, 0]})), "polígono"),
        (country(*TWO, sources={}), "de qué documento viene «boundaries»"),
        (country(TWO[0], sources={"codes": {"slug": "x"}}), "de qué documento viene «codes»"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_with_its_reason(content, reason):
    with pytest.raises(Refusal, match=reason):
        reading.read(content)


def test_the_command_tells_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="nada"):
        call_command("load_territories", str(tmp_path / "nada.geojson"))


@pytest.mark.django_db
def test_chile_is_whole_and_says_where_it_comes_from(santiago):
    comunas = Territory.objects.filter(kind="comuna")
    assert comunas.count() == 346
    assert sum(comunas.values_list("population", flat=True)) == 18_480_432
    assert Territory.objects.get(code="13").population == 7_400_741
    renca = Territory.objects.select_related("population_source", "boundary__source").get(
        code="13128"
    )
    assert "CC BY 4.0" in renca.population_source.note
    assert renca.boundary.source.issuer == "IDE Chile"
    without = Territory.objects.filter(kind="comuna", boundary=None).order_by("code")
    assert [row.name for row in without] == ["Juan Fernández", "Isla de Pascua", "Antártica"]
    assert Boundary.objects.count() == 343 + 16
