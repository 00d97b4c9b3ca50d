"""The lists of the admin."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError
from django.http import HttpRequest
from django.utils.text import capfirst


class StaffList(ChangeList):
    """A list is named by what it lists. One whose address asks for what cannot be (the year 0, one
    of five digits) is shown whole, as Django does where it notices before asking the database.
    """

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Name the list; who chooses a row in a window of its own is told to."""
        super().__init__(request, *args, **kwargs)
        if not self.is_popup:
            self.title = capfirst(str(self.opts.verbose_name_plural))

    def get_results(self, request: HttpRequest) -> None:
        """Count and read the rows."""
        try:
            super().get_results(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error
