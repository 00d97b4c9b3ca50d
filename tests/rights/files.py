"""The files that rows name: the world of the rows keeps none."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models


def give_files(row: models.Model) -> None:
    """Write what a row names, if it is not there."""
    for field in row._meta.concrete_fields:
        name = getattr(row, field.name).name if isinstance(field, models.FileField) else ""
        if name and not default_storage.exists(name):
            default_storage.save(name, ContentFile(b"titulo\nUno\n"))
