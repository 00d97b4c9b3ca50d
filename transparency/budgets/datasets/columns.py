"""Small constructors for columns of money, and the rule behind the codes of accounts."""

from django.db.models import CharField, F
from django.db.models.functions import Cast

from ogp_portal.foundation.api.datasets import Column
from ogp_portal.foundation.sentences import Sentence

CLASSIFIER = "Decreto de Hacienda 854 de 2004"


def amount(name: str, heading: str, sentence: Sentence, path: str = "") -> Column:
    """Return the column of an amount in pesos."""
    return Column(name, heading, sentence, "integer", path or name, "CLP")


def exact(path: str) -> Cast:
    """Return an exact number as text: JSON's own numbers would lose its decimals."""
    return Cast(F(path), CharField())
