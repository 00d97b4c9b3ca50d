"""An offer of help is kept apart from the sheet of answers that it came with: its words in both
joined an address to the sheet.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_offers_among_answers(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """Delete the answers that repeat an offer; the offers stay."""
    apps.get_model("forums", "Answer").objects.filter(question__is_offer=True).delete()


class Migration(migrations.Migration):
    dependencies = [("forums", "0008_scanned_files")]

    operations = [migrations.RunPython(forget_offers_among_answers, migrations.RunPython.noop)]
