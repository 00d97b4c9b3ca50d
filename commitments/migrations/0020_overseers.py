from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0019_factual_review'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('editor', 'contraparte institucional (edita)'), ('coordinator', 'coordinación (punto de contacto OGP)'), ('counterpart', 'contraparte de la sociedad civil'), ('monitor', 'monitoreo independiente'), ('overseer', 'autoridad (mira el avance)')], max_length=20, verbose_name='rol'),
        ),
        migrations.AlterField(
            model_name='membershipevent',
            name='role',
            field=models.CharField(choices=[('editor', 'contraparte institucional (edita)'), ('coordinator', 'coordinación (punto de contacto OGP)'), ('counterpart', 'contraparte de la sociedad civil'), ('monitor', 'monitoreo independiente'), ('overseer', 'autoridad (mira el avance)')], max_length=20, verbose_name='rol'),
        ),
        migrations.AlterField(
            model_name='roleproposal',
            name='role',
            field=models.CharField(choices=[('editor', 'contraparte institucional (edita)'), ('coordinator', 'coordinación (punto de contacto OGP)'), ('counterpart', 'contraparte de la sociedad civil'), ('monitor', 'monitoreo independiente'), ('overseer', 'autoridad (mira el avance)')], max_length=20, verbose_name='rol'),
        ),
    ]
