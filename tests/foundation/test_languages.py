"""Languages are not a pair: a third one is a catalogue and a word in the settings."""

import pytest
from django.utils import translation

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.runtime import environment


def test_the_portals_own_language_comes_first():
    assert languages.codes() == ["es-cl", "en"]
    assert languages.shorts() == ("es", "en")
    assert languages.find("es") == "es-cl"
    assert languages.find("pt") is None


@pytest.mark.parametrize(("code", "tag"), [("es-cl", "es-CL"), ("en", "en"), ("pt-br", "pt-BR")])
def test_a_page_says_its_language_by_the_tag_of_the_web(code, tag):
    assert languages.tag(code) == tag
    with translation.override("es-cl"):
        assert languages.tag() == "es-CL"


def test_headings_are_as_declared_in_spanish_and_named_as_in_the_api_where_untranslated():
    dataset = PUBLISHED["commitments"]
    column = dataset.column("title")
    assert querying.heading(dataset, column, language="es") == column.heading
    assert querying.heading(dataset, column, language="en") == "title"
    assert querying.file_name(dataset, language="es") == dataset.heading
    assert querying.file_name(dataset, language="en") == "commitments"


def test_a_third_language_heads_its_files_from_its_catalogue(settings, monkeypatch):
    settings.LANGUAGES = [("es-cl", "Español"), ("en", "English"), ("pt", "Português")]
    dataset = PUBLISHED["commitments"]
    column = dataset.column("title")
    words = {("column heading", column.heading): "titulo_em_portugues"}
    monkeypatch.setattr(
        languages, "pgettext", lambda context, text: words.get((context, text), text)
    )
    assert languages.shorts() == ("es", "en", "pt")
    assert querying.heading(dataset, column, language="pt") == "titulo_em_portugues"
    assert querying.heading(dataset, dataset.column("summary"), language="pt") == "summary"


def test_the_languages_of_the_settings_are_ones_that_exist(monkeypatch):
    monkeypatch.setenv("PLANTED", "es-cl,pt-br")
    found = environment.languages("PLANTED", default="en", meaning="x")
    assert found == [("es-cl", "Español"), ("pt-br", "Português brasileiro")]
    monkeypatch.setenv("PLANTED", "es-cl,qq")
    with pytest.raises(environment.BadSetting, match="qq"):
        environment.languages("PLANTED", default="en", meaning="x")
