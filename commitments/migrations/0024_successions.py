import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0023_amendments_of_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True, verbose_name='identificador')),
                ('starts_on', models.DateField(verbose_name='desde qué día')),
                ('proposed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='propuesto')),
                ('leaving', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quien se va')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lo propone')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quien continúa')),
            ],
            options={
                'verbose_name': 'relevo por confirmar',
                'verbose_name_plural': 'relevos por confirmar',
                'constraints': [models.UniqueConstraint(fields=('leaving',), name='succession_once', violation_error_message='Ya hay un relevo de esa persona por confirmar.'), models.CheckConstraint(condition=models.Q(('leaving', models.F('successor')), _negated=True), name='succession_of_two', violation_error_message='Quien sigue es otra persona.')],
            },
        ),
    ]
