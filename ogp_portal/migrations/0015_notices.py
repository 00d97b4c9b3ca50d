import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ogp_portal', '0014_removed_by_dataset'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', max_length=10, verbose_name='idioma de las cartas'),
        ),
        migrations.AddField(
            model_name='user',
            name='letters',
            field=models.CharField(choices=[('at_once', 'cada una al momento'), ('daily', 'una sola al día'), ('none', 'ninguna: lo veo en «Mi trabajo»')], db_default='at_once', default='at_once', max_length=10, verbose_name='cartas de mi trabajo'),
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='clase')),
                ('subject_id', models.BigIntegerField(verbose_name='identificador')),
                ('cause', models.CharField(blank=True, max_length=80, verbose_name='causa')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='cuándo')),
                ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='ogp_portal.letter', verbose_name='carta')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
            ],
            options={
                'verbose_name': 'aviso',
                'verbose_name_plural': 'avisos',
                'indexes': [models.Index(fields=['user', '-at'], name='notice_of_person')],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'subject_id', 'cause'), name='notice_once')],
            },
        ),
    ]
