"""Files that citizens sent with a proposal lose the names they had."""

from typing import Any

from django.db import migrations

NAME = r"\.[A-Za-z0-9]{2,5}$"  # a title that is the name of a file


def number_files(apps: Any, _schema: Any) -> None:
    """Call each such file by its number, in every version of the row."""
    attachment = apps.get_model("forums", "Attachment")
    events = apps.get_model("forums", "AttachmentEvent")
    for row in attachment.objects.filter(title__regex=NAME).order_by("pk"):
        before = attachment.objects.filter(proposal=row.proposal_id, pk__lte=row.pk).count()
        row.title = f"Documento {before}"
        row.save(update_fields=["title"])
        events.objects.filter(pgh_obj_id=row.pk).update(title=row.title)


class Migration(migrations.Migration):
    """What stands in the rows that were written before."""

    dependencies = [("forums", "0006_constraint_sentences")]
    operations = [
        migrations.RunPython(number_files, migrations.RunPython.noop),
    ]
