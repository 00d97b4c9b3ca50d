"""Files that citizens sent with a question or an objection lose the names they had."""

from typing import Any

from django.db import migrations


def number_files(apps: Any, _schema: Any) -> None:
    """Call each file by its number, in every version of the row."""
    file = apps.get_model("commitments", "InquiryFile")
    events = apps.get_model("commitments", "InquiryFileEvent")
    for row in file.objects.order_by("pk"):
        before = file.objects.filter(inquiry=row.inquiry_id, pk__lte=row.pk).count()
        row.title = f"Documento {before}"
        row.save(update_fields=["title"])
        events.objects.filter(pgh_obj_id=row.pk).update(title=row.title)


class Migration(migrations.Migration):
    """What stands in the rows that were written before."""

    dependencies = [("commitments", "0007_constraint_sentences")]
    operations = [migrations.RunPython(number_files, migrations.RunPython.noop)]
