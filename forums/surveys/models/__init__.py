"""Surveys, what was answered, the results, and offers of help."""

from forums.surveys.models.answer import Answer, Respondent, Result, Sheet
from forums.surveys.models.offer import OfferOfHelp
from forums.surveys.models.survey import Choice, Question, Survey

__all__ = ["Answer", "Choice", "OfferOfHelp", "Question", "Respondent", "Result", "Sheet", "Survey"]
