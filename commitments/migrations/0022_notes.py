import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0021_roles_undone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True, verbose_name='identificador')),
                ('text', models.TextField(max_length=4000, verbose_name='nota')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='cuándo')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='la escribió')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='commitments.commitment', verbose_name='compromiso')),
            ],
            options={
                'verbose_name': 'nota del equipo',
                'verbose_name_plural': 'notas del equipo',
                'indexes': [models.Index(fields=['commitment', '-at'], name='note_of_commitment')],
            },
        ),
    ]
