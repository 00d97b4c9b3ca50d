"""What a person is told of each check."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ogp_portal', '0005_backups'),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='user',
            name='user_email_lower',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_lower', violation_error_message='El correo electrónico va en minúsculas.'),
        ),
    ]
