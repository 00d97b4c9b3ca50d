"""The public pages: what they show, in how many queries, with which headers."""

import datetime

import pytest
import time_machine

from commitments.plans import queries, workflow
from commitments.plans.models import Commitment, Contact, Plan, PublishedTotal, Theme, Value
from commitments.plans.queries import facets
from commitments.sources.models import SourceDocument
from tests.factories.commitments import assessment, commitment, update

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 7, 1)


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content[-800:]
    return answer.content.decode()


@pytest.fixture
def rich(cast):
    """A plan with everything on its pages."""
    for _turn in range(8):
        row = commitment(cast)
        row.values.add(Value.objects.get_or_create(slug="participacion", name="Participación")[0])
        update(cast, "approved", of=row)
    assessment(cast, "published", of=row)
    workflow.reschedule(
        row.milestones.first(),
        to_on=datetime.date(2027, 1, 1),
        cause="approvals",
        reason="Falta la toma de razón.",
        by=cast.coordinator,
    )
    Contact.objects.create(
        commitment=row,
        post="Directora de obras",
        name="Nombre Privado",
        email="privada@example.org",
    )
    source = SourceDocument.objects.create(slug="fuente", title="Una fuente", issuer="Alguien")
    PublishedTotal.objects.create(plan=cast.plan, counts="commitments", value=10, source=source)
    return row


PAGES = [
    "/",
    "/planes/",
    "/planes/plan/",
    "/compromisos/",
    "/compromisos/?q=promesa&plan=plan&nivel=not_started&orden=plazo",
    "/instituciones/ciudad/",
    "/como-medimos/",
    "/accesibilidad/",
    "/privacidad/",
    "/informes/",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/salud/vivo",
    "/salud/listo",
]


@pytest.mark.parametrize("path", [*PAGES, "commitment"])
def test_a_public_page_takes_at_most_twelve_queries_and_no_session(
    client, rich, path, django_assert_max_num_queries
):
    address = f"/compromisos/{rich.slug}/" if path == "commitment" else path
    limit = 8 if path.startswith("/compromisos/") else 12
    with django_assert_max_num_queries(limit):
        answer = client.get(address)
    assert answer.status_code == 200
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert "s-maxage" in answer["Cache-Control"]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", [path for path in PAGES if path.endswith("/")])
def test_a_page_answers_in_both_languages_with_strict_headers(client, rich, prefix, path):
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert (
        'lang="en"' in answer.content.decode()
        if prefix
        else 'lang="es-CL"' in answer.content.decode()
    )


def test_a_visitor_with_a_session_is_never_given_to_a_cache(client, cast):
    client.force_login(cast.editor)
    assert "no-store" in client.get("/compromisos/")["Cache-Control"]


def test_the_number_of_queries_of_the_list_does_not_grow_with_the_rows(
    client, cast, django_assert_num_queries
):
    for _turn in range(3):
        commitment(cast)
    with django_assert_num_queries(3):
        client.get("/compromisos/")
    for _turn in range(15):
        commitment(cast)
    with django_assert_num_queries(3):
        client.get("/compromisos/")


@pytest.mark.parametrize(
    "typed",
    [
        "participacion",
        "participación",
        "PARTICIPACIÓN",
        "participar",
        "ñuñoa",
        '"año de la participacion"',
    ],
)
def test_search_forgives_accents(cast, client, typed):
    commitment(
        cast,
        title="Año de la participación en Ñuñoa",
        objective="Que puedan participar más vecinos",
    )
    commitment(cast, title="Luminarias")
    body = client.get("/compromisos/", {"q": typed}).content.decode()
    assert "Año de la participación" in body
    assert "Luminarias" not in body


def test_a_minus_takes_words_out(cast, client):
    commitment(cast, title="Participación vecinal")
    commitment(cast, title="Participación escolar")
    body = client.get("/compromisos/", {"q": "participacion -escolar"}).content.decode()
    assert "vecinal" in body
    assert "Participación escolar" not in body


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 5000,
        "pagina=-1",
        "pagina=99999999999",
        "pagina=x",
        "nivel=zzz",
        "orden=borrar",
        "plan=%27%3B--",
        "territorio=nada&eje=nada",
        "q=%F0%28",
    ],
)
def test_a_strange_address_of_the_list_is_answered(client, cast, query):
    assert client.get(f"/compromisos/?{query}").status_code == 200


def test_filters_narrow_and_count(cast):
    late, fine = (
        commitment(cast, theme=Theme.objects.create(slug="agua", name="Agua")),
        commitment(cast, milestones=0, state="draft"),
    )
    del fine
    answer = queries.browse(queries.Question(), user=cast.citizen, on=TODAY)
    counts = {
        name: {choice.value: choice.count for choice in choices}
        for name, _title, choices in answer.facets
    }
    assert answer.count == 1
    assert counts["plazo"] == {"atrasado": 1}
    assert counts["tema"] == {"agua": 1}
    assert counts["nivel"] == {"not_started": 1}
    narrowed = queries.browse(
        queries.Question.read({"plazo": "al_dia"}), user=cast.citizen, on=TODAY
    )
    assert narrowed.count == 0
    assert queries.browse(
        queries.Question.read({"plazo": "atrasado", "tema": "agua"}), user=cast.citizen, on=TODAY
    ).rows == [late]


def test_beyond_what_is_counted_the_page_says_so(cast, monkeypatch, client):
    monkeypatch.setattr(facets, "MOST_COUNTED", 3)
    for _turn in range(5):
        commitment(cast)
    assert "Más de 3 compromisos" in page(client, "/compromisos/")


def test_sorting_is_spanish(cast, client):
    for title in ("Zapato", "Ñandú", "Ávila", "Naranja"):
        commitment(cast, title=title)
    body = page(client, "/compromisos/")
    assert sorted(("Ávila", "Naranja", "Ñandú", "Zapato"), key=body.index) == [
        "Ávila",
        "Naranja",
        "Ñandú",
        "Zapato",
    ]


def test_a_commitment_tells_what_is_late_what_moved_and_who_says_what(client, rich):
    body = page(client, f"/compromisos/{rich.slug}/")
    for words in (
        "Falta la toma de razón.",
        "demora en aprobaciones",
        "primer plazo prometido",
        "Directora de obras",
        "No vimos el taller.",
        "Pauta de contraparte (1)",
        "Sin publicar",
        "Se hizo el primer taller.",
    ):
        assert words in body, words


def test_the_name_and_mail_of_an_official_are_only_for_those_who_need_them(client, cast, rich):
    address = f"/compromisos/{rich.slug}/"
    assert "Nombre Privado" not in page(client, address)
    for name, sees in (
        ("editor", True),
        ("coordinator", True),
        ("other_editor", False),
        ("monitor", False),
        ("administrator", False),
    ):
        client.force_login(getattr(cast, name))
        assert ("Nombre Privado" in page(client, address)) is sees, name


def test_a_published_total_that_differs_is_shown_as_a_difference(client, rich):
    body = page(client, "/planes/plan/")
    assert "−2" in body.replace("<strong>", "").replace("</strong>", "")


@pytest.mark.parametrize(
    ("published", "reported", "day", "words"),
    [
        ((9, 1), (), (11, 13), "Septiembre de 2026: no informado"),  # October is still reported
        ((9, 1), (), (11, 14), "2 meses no informados, el último octubre de 2026"),
        ((9, 1), (10,), (11, 14), "Septiembre de 2026: no informado"),  # not by the last report
        ((9, 2), (10,), (11, 14), ""),  # September had begun when it was published
        ((10, 31), (), (11, 14), ""),
    ],
)
def test_silence_is_shown_by_the_months_that_were_due(
    client, cast, published, reported, day, words
):
    at = datetime.datetime(2026, *published, 12, tzinfo=datetime.UTC)
    row = commitment(cast, published_at=at)
    with time_machine.travel(datetime.datetime(2026, *day, 12, tzinfo=datetime.UTC)):
        for month in reported:
            update(cast, "approved", of=row, month=datetime.date(2026, month, 1))
        body = " ".join(page(client, f"/compromisos/{row.slug}/").split())
    assert (words.lower() in body.lower()) if words else ("no informado" not in body)


def test_silence_is_still_shown_when_the_plan_has_ended_or_the_promise_was_closed(client, cast):
    row = commitment(cast, published_at=datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC))
    address = f"/compromisos/{row.slug}/"
    closed_at = datetime.datetime(2026, 10, 20, tzinfo=datetime.UTC)
    with time_machine.travel(datetime.datetime(2027, 1, 20, 12, tzinfo=datetime.UTC)):
        Plan.objects.update(state="ended", ends_on=datetime.date(2026, 10, 31))
        assert "2 meses no informados, el último octubre" in " ".join(page(client, address).split())
        Commitment.objects.filter(pk=row.pk).update(
            state="closed", state_reason="Terminó.", ended_at=closed_at
        )
        assert "septiembre de 2026: no informado" in page(client, address).lower()
        Plan.objects.update(is_historical=True)
        assert "no informado" not in page(client, address)


def test_a_draft_is_404_for_everybody_who_has_no_part_in_it(client, cast):
    row = commitment(cast, "draft")
    for name in (None, "other_editor", "other_coordinator", "monitor", "administrator"):
        client.logout()
        if name:
            client.force_login(getattr(cast, name))
        assert client.get(f"/compromisos/{row.slug}/").status_code == 404
    client.force_login(cast.editor)
    assert client.get(f"/compromisos/{row.slug}/").status_code == 200


def test_a_plan_being_prepared_is_hidden(client, cast):
    Plan.objects.filter(pk=cast.plan.pk).update(state="preparing")
    assert client.get("/planes/plan/").status_code == 404
    assert "Plan de prueba" not in page(client, "/planes/")


def test_hostile_text_comes_out_as_text(client, cast):
    row = commitment(
        cast,
        title="<script>alert(1)</script>",
        description="[x](javascript:alert(1)) <img src=x onerror=alert(1)>",
        problem="</script>",
    )
    body = page(client, f"/compromisos/{row.slug}/")
    assert "<script>alert" not in body
    assert 'href="javascript:' not in body
    assert "<img src=x" not in body


def test_what_is_missing_is_told_kindly(client):
    body = page(client, "/nada/", status=404)
    assert "No hay nada aquí" in body


def test_a_database_that_is_away_is_503_with_retry(client, cast, monkeypatch):
    from django.db import OperationalError

    def away(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr(queries, "browse", away)
    answer = client.get("/compromisos/")
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_a_reading_page_cannot_write(rf, cast):
    from ogp_portal.foundation.permissions.decorators import ReadingPageWrites, public

    @public()
    def naughty(_request):
        Plan.objects.update(title="x")

    with pytest.raises(ReadingPageWrites):
        naughty(rf.get("/"))
