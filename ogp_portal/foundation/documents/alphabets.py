"""Letters that look like others: a name that says one thing to the eye and another to a search.

One word has one alphabet, as the single-script restriction of Unicode's UTS 39 asks; letters that
are drawn alike are told by it.
"""

import re
import unicodedata

# alphabets with letters that are drawn like those of others (UTS 39, confusables.txt)
ALPHABETS = {
    *("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN", "LISU"),
    *("MATHEMATICAL", "FULLWIDTH"),
}
DRAWN = {"MATHEMATICAL", "FULLWIDTH"}  # Latin letters in another dress
# Cyrillic and Greek letters that no eye tells from Latin ones
ALIKE = set("АВЕКМНОРСТУХЅІЈԚԜҮаеорсухѕіјһԛԝүӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυρα")
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")


def mixed_word(text: str) -> str:
    """Return the first word of `text` whose letters are of two alphabets, or that is drawn like
    Latin among Latin words and is not, or in letters of formulas, which no search finds; "" where
    there is none.
    """
    words = [(word.group(), alphabets(word.group())) for word in WORD.finditer(text)]
    has_latin = any(found == {"LATIN"} for _word, found in words)
    for word, found in words:
        is_alike = found & DRAWN or (has_latin and ALIKE.issuperset(word))
        if len(found) > 1 or (len(word) > 1 and is_alike):
            return word
    return ""


def alphabets(text: str) -> set[str]:
    """Return the alphabets, of those that can be taken for one another, of a text's letters."""
    found = {unicodedata.name(letter, "").partition(" ")[0] for letter in text}
    return found & ALPHABETS
