"""The lists of the admin."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError
from django.http import HttpRequest


class StaffList(ChangeList):
    """A list whose address asks for what cannot be (the year 0, one of five digits) is shown whole,
    as Django does where it notices before asking the database.
    """

    def get_results(self, request: HttpRequest) -> None:
        """Count and read the rows."""
        try:
            super().get_results(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error
