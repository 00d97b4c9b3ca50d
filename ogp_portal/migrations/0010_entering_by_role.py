import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


def end_what_opened_nothing(apps, schema_editor):
    """An administrator whom the flag kept out of the admin could do nothing: she gains nothing."""
    user = apps.get_model("ogp_portal", "User")
    user.objects.filter(is_administrator=True, is_staff=False).update(is_administrator=False)


class Migration(migrations.Migration):
    """Who enters the admin follows from roles with dates; the flag goes, the history stays."""

    dependencies = [
        ('ogp_portal', '0009_received'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.RunPython(end_what_opened_nothing, migrations.RunPython.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='delete_delete',
        ),
        migrations.RemoveField(model_name='user', name='is_staff'),
        migrations.RemoveField(model_name='userisactiveisstaffisadministratorevent', name='is_staff'),
        migrations.RenameModel('UserIsActiveIsStaffIsAdministratorEvent', 'UserIsActiveIsAdministratorEvent'),
        migrations.AlterField(
            model_name='userisactiveisadministratorevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='is_active_is_administrator_events', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "ogp_portal_userisactiveisadministratorevent" ("is_active", "is_administrator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."is_active", NEW."is_administrator", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='b43a6f664ff1a1656bd833d1582b1c45e3a13766', operation='INSERT', pgid='pgtrigger_insert_insert_41655', table='ogp_portal_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_administrator" IS DISTINCT FROM (NEW."is_administrator"))', func='INSERT INTO "ogp_portal_userisactiveisadministratorevent" ("is_active", "is_administrator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."is_active", NEW."is_administrator", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='caf41a1366f77d8e11795a6c3af0d6590c7be5e4', operation='UPDATE', pgid='pgtrigger_update_update_30c8d', table='ogp_portal_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "ogp_portal_userisactiveisadministratorevent" ("is_active", "is_administrator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."is_active", OLD."is_administrator", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='cd717c9b16f4c113660c0f19ffae73303b93e6a8', operation='DELETE', pgid='pgtrigger_delete_delete_191c8', table='ogp_portal_user', when='AFTER')),
        ),
    ]
