"""A table that was renamed (0010) kept the names of its indexes: they get those of a new one."""

from django.db import migrations

NAMES = """
DO $$
DECLARE
    named record;
BEGIN
    FOR named IN
        SELECT class.relname AS old, wanted.name AS new
        FROM (VALUES
            ('pgh_id', 'ogp_portal_userisactiveisadministratorevent_pkey'),
            ('pgh_context_id', 'ogp_portal_userisactiveisa_pgh_context_id_1e0897a3'),
            ('pgh_obj_id', 'ogp_portal_userisactiveisadministratorevent_pgh_obj_id_97286515')
        ) AS wanted (field, name)
        JOIN pg_catalog.pg_attribute field ON field.attname = wanted.field
            AND field.attrelid = 'public.ogp_portal_userisactiveisadministratorevent'::regclass
        JOIN pg_catalog.pg_index index ON index.indrelid = field.attrelid
            AND index.indkey::text = field.attnum::text
        JOIN pg_catalog.pg_class class ON class.oid = index.indexrelid
        WHERE class.relname <> wanted.name
    LOOP
        EXECUTE format('ALTER INDEX public.%I RENAME TO %I', named.old, named.new);
    END LOOP;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ogp_portal", "0019_kept_pages"),
    ]

    operations = [migrations.RunSQL(NAMES, migrations.RunSQL.noop)]
