"""The functions of search no longer depend on the search path, so that a backup restores."""

from django.db import migrations

from ogp_portal.foundation import search


class Migration(migrations.Migration):
    dependencies = [("ogp_portal", "0003_letters")]

    operations = [migrations.RunSQL(search.SQL, migrations.RunSQL.noop)]
