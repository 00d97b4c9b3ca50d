"""What a person is told of each check."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0007_constraint_sentences'),
        ('transparency', '0008_topics_of_subjects'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='apitoken',
            name='token_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'revoked'])), name='token_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='apitoken',
            name='token_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['revoked']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='token_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='apitoken',
            name='token_units_bounded',
            constraint=models.CheckConstraint(condition=models.Q(('units_per_minute__gte', 1), ('units_per_minute__lte', 1000000)), name='token_units_bounded', violation_error_message='Van de 1 a 1.000.000 de unidades por minuto.'),
        ),
        migrations.AlterConstraint(
            model_name='budgetimport',
            name='budget_import_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['previewed', 'queued', 'done', 'failed'])), name='budget_import_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='budgetimport',
            name='budget_import_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='budget_import_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='budgetlink',
            name='link_to_one_thing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bip_code', ''), ('commitment__isnull', False)), models.Q(('commitment', None), models.Q(('bip_code', ''), _negated=True)), _connector='OR'), name='link_to_one_thing', violation_error_message='Enlace la cuenta con un compromiso o con un código BIP: uno de los dos.'),
        ),
        migrations.AlterConstraint(
            model_name='budgetperiod',
            name='period_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['current', 'superseded'])), name='period_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='budgetperiod',
            name='period_month_exists',
            constraint=models.CheckConstraint(condition=models.Q(('month', None), ('month__range', (1, 12)), _connector='OR'), name='period_month_exists', violation_error_message='El mes va de 1 a 12.'),
        ),
        migrations.AlterConstraint(
            model_name='budgetperiod',
            name='period_year_is_near',
            constraint=models.CheckConstraint(condition=models.Q(('year__range', (1990, 2100))), name='period_year_is_near', violation_error_message='El año va de 1990 a 2100.'),
        ),
        migrations.AlterConstraint(
            model_name='budgetperiod',
            name='period_percentage_of_known',
            constraint=models.CheckConstraint(condition=models.Q(('pct_of__in', ('committed', 'accrued', 'paid'))), name='period_percentage_of_known', violation_error_message='El porcentaje se calcula sobre lo comprometido, lo devengado o lo pagado.'),
        ),
        migrations.AlterConstraint(
            model_name='budgetperiod',
            name='period_has_a_source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', ''), _negated=True), ('source__isnull', False), _connector='OR'), name='period_has_a_source', violation_error_message='Un mes sin archivo dice de qué fuente viene.'),
        ),
        migrations.AlterConstraint(
            model_name='compliancereport',
            name='report_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'issued'])), name='report_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='compliancereport',
            name='issued_report_has_file',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'issued'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('issued_at__isnull', False)), _connector='OR'), name='issued_report_has_file', violation_error_message='Un informe emitido tiene su archivo, su huella y su fecha.'),
        ),
        migrations.AlterConstraint(
            model_name='compliancesnapshot',
            name='snapshot_month_is_day_1',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='snapshot_month_is_day_1', violation_error_message='El mes se escribe por su primer día.'),
        ),
        migrations.AlterConstraint(
            model_name='disseminationchannel',
            name='channel_done_says_where',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), models.Q(('note', ''), _negated=True), models.Q(('link', ''), _negated=True), _connector='OR'), name='channel_done_says_where', violation_error_message='Diga dónde o cómo se difundió.'),
        ),
        migrations.AlterConstraint(
            model_name='finding',
            name='finding_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['detected', 'notified', 'explained', 'disputed', 'settled', 'corrected'])), name='finding_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='finding',
            name='finding_answered_has_words',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('explained', 'disputed')), _negated=True), models.Q(('explanation', ''), _negated=True), _connector='OR'), name='finding_answered_has_words', violation_error_message='Escriba la explicación: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='finding',
            name='finding_settled_has_outcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'settled'), _negated=True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='finding_settled_has_outcome', violation_error_message='Diga cómo se resolvió.'),
        ),
        migrations.AlterConstraint(
            model_name='mailing',
            name='mailing_window_half_open',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='mailing_window_half_open', violation_error_message='El término debe ser posterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='publicationversion',
            name='publication_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'published', 'superseded', 'withdrawn'])), name='publication_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='publicationversion',
            name='publication_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['withdrawn']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='publication_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='publicationversion',
            name='publication_public_has_number',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('published', 'superseded', 'withdrawn')), _negated=True), models.Q(('number__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='publication_public_has_number', violation_error_message='Una versión publicada tiene número y fecha.'),
        ),
        migrations.AlterConstraint(
            model_name='publicationversion',
            name='publication_four_eyes',
            constraint=models.CheckConstraint(condition=models.Q(('reviewer', None), models.Q(('reviewer', models.F('author')), _negated=True), _connector='OR'), name='publication_four_eyes', violation_error_message='Quien escribió la versión no la revisa.'),
        ),
        migrations.AlterConstraint(
            model_name='publicationversion',
            name='publication_later_version_says_what_changed',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), ('number', 1), models.Q(('what_changed', ''), _negated=True), _connector='OR'), name='publication_later_version_says_what_changed', violation_error_message='Diga qué cambió desde la versión anterior.'),
        ),
        migrations.AlterConstraint(
            model_name='referencevalue',
            name='reference_is_positive',
            constraint=models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='reference_is_positive', violation_error_message='El valor es mayor que cero.'),
        ),
        migrations.AlterConstraint(
            model_name='referencevalue',
            name='reference_of_its_kind',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'uf'), ('territory', None)), models.Q(('kind', 'population'), ('territory__isnull', False)), _connector='OR'), name='reference_of_its_kind', violation_error_message='La UF vale para todo el país; la población es de un territorio.'),
        ),
        migrations.AlterConstraint(
            model_name='webhook',
            name='webhook_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'approved', 'revoked'])), name='webhook_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='webhook',
            name='webhook_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['revoked']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='webhook_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='webhook',
            name='webhook_is_https',
            constraint=models.CheckConstraint(condition=models.Q(('url__startswith', 'https://')), name='webhook_is_https', violation_error_message='La dirección empieza con https://.'),
        ),
    ]
