"""What a person is told of each check."""

import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0006_languages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='assessment',
            name='assessment_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'factual_review', 'published', 'corrected'])), name='assessment_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='assessment',
            name='assessment_window_half_open',
            constraint=models.CheckConstraint(condition=models.Q(('review_closes_at', None), ('review_closes_at__gt', models.F('review_opens_at')), _connector='OR'), name='assessment_window_half_open', violation_error_message='El cierre debe ser posterior a la apertura.'),
        ),
        migrations.AlterConstraint(
            model_name='assessment',
            name='assessment_edition_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(('edition', 1), models.Q(('correction_reason', ''), _negated=True), _connector='OR'), name='assessment_edition_has_reason', violation_error_message='Escriba por qué se corrige la evaluación: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='commitment',
            name='commitment_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'closed', 'withdrawn'])), name='commitment_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='commitment',
            name='commitment_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['withdrawn']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='commitment_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='commitment',
            name='commitment_ends_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='commitment_ends_after_start', violation_error_message='El término no puede ser anterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='commitment',
            name='commitment_budget_not_negative',
            constraint=models.CheckConstraint(condition=models.Q(('budget_clp', None), ('budget_clp__gte', 0), _connector='OR'), name='commitment_budget_not_negative', violation_error_message='El presupuesto no puede ser negativo.'),
        ),
        migrations.AlterConstraint(
            model_name='commitment',
            name='commitment_summary_short',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('summary'), 140), models.Q(('keeps_long_summary', True)), _connector='OR'), name='commitment_summary_short', violation_error_message='La descripción breve tiene hasta 140 caracteres.'),
        ),
        migrations.AlterConstraint(
            model_name='commitment',
            name='commitment_closed_unfulfilled_explains',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('computed_level__in', ('', 'complete')), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='commitment_closed_unfulfilled_explains', violation_error_message='Explique en público por qué se cierra sin haberse cumplido.'),
        ),
        migrations.AlterConstraint(
            model_name='commitmentversion',
            name='version_change_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='version_change_has_reason', violation_error_message='Escriba por qué cambia el texto: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='evidence',
            name='evidence_is_file_or_link',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('kind', 'link'), models.Q(('url', ''), _negated=True)), models.Q(('kind', 'file'), ('sha256__regex', '^[0-9a-f]{64}$'), ('url', ''), models.Q(('file', ''), _negated=True)), _connector='OR'), name='evidence_is_file_or_link', violation_error_message='La evidencia es un archivo o un enlace: uno de los dos.'),
        ),
        migrations.AlterConstraint(
            model_name='importjob',
            name='import_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['previewed', 'queued', 'done', 'failed'])), name='import_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='importjob',
            name='import_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='import_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='inquiry',
            name='inquiry_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'not_published', 'published', 'answered', 'upheld', 'partly_upheld', 'dismissed', 'withdrawn'])), name='inquiry_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='inquiry',
            name='inquiry_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['not_published', 'dismissed']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='inquiry_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='inquiry',
            name='inquiry_decided_has_answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('answered', 'upheld', 'partly_upheld', 'dismissed')), _negated=True), models.Q(models.Q(('state_reason', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='inquiry_decided_has_answer', violation_error_message='Lo que se decide lleva su respuesta y la fecha de ella.'),
        ),
        migrations.AlterConstraint(
            model_name='inquiry',
            name='inquiry_challenge_names_milestone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'question'), ('milestone', None)), models.Q(('kind', 'challenge'), ('milestone__isnull', False)), _connector='OR'), name='inquiry_challenge_names_milestone', violation_error_message='Una objeción dice a qué hito; una pregunta, a ninguno.'),
        ),
        migrations.AlterConstraint(
            model_name='inquiry',
            name='inquiry_only_a_challenge_reopens',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'challenge'), ('has_reopened', False), _connector='OR'), name='inquiry_only_a_challenge_reopens', violation_error_message='Solo una objeción vuelve a abrir un hito.'),
        ),
        migrations.AlterConstraint(
            model_name='inquiry',
            name='inquiry_four_eyes',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='inquiry_four_eyes', violation_error_message='Quien preparó la respuesta no la aprueba.'),
        ),
        migrations.AlterConstraint(
            model_name='membership',
            name='membership_ends_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='membership_ends_after_start', violation_error_message='El término debe ser posterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='milestone',
            name='milestone_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['not_started', 'in_progress', 'complete', 'cancelled'])), name='milestone_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='milestone',
            name='milestone_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['cancelled']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='milestone_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='milestone',
            name='milestone_weight_positive',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 1)), name='milestone_weight_positive', violation_error_message='El peso es de 1 o más.'),
        ),
        migrations.AlterConstraint(
            model_name='milestone',
            name='milestone_progress_at_most_100',
            constraint=models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='milestone_progress_at_most_100', violation_error_message='El avance va de 0 a 100.'),
        ),
        migrations.AlterConstraint(
            model_name='milestone',
            name='milestone_complete_is_100_with_date',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('completed_on__isnull', False), ('progress', 100), ('state', 'complete')), models.Q(models.Q(('state', 'complete'), _negated=True), ('completed_on', None), ('progress__lt', 100)), _connector='OR'), name='milestone_complete_is_100_with_date', violation_error_message='Un hito cumplido tiene avance 100 y la fecha en que se cumplió; uno que no, menos de 100 y ninguna fecha.'),
        ),
        migrations.AlterConstraint(
            model_name='milestone',
            name='milestone_not_started_is_0',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_started'), _negated=True), ('progress', 0), _connector='OR'), name='milestone_not_started_is_0', violation_error_message='Un hito no iniciado tiene avance 0.'),
        ),
        migrations.AlterConstraint(
            model_name='milestone',
            name='milestone_due_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('due_on__gte', models.F('starts_on')), _connector='OR'), name='milestone_due_after_start', violation_error_message='El plazo no puede ser anterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='milestoneclaim',
            name='claim_at_most_100',
            constraint=models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='claim_at_most_100', violation_error_message='El avance va de 0 a 100.'),
        ),
        migrations.AlterConstraint(
            model_name='milestoneclaim',
            name='claim_100_has_date',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('completed_on__isnull', False), ('progress', 100)), models.Q(('completed_on', None), ('progress__lt', 100)), _connector='OR'), name='claim_100_has_date', violation_error_message='Con avance 100 se dice en qué fecha se cumplió; con menos, ninguna.'),
        ),
        migrations.AlterConstraint(
            model_name='plan',
            name='plan_ends_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='plan_ends_after_start', violation_error_message='El término no puede ser anterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='plan',
            name='plan_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'co_creation', 'suspended', 'submitted', 'in_force', 'ended', 'assessed', 'archived'])), name='plan_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='plan',
            name='plan_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['suspended']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='plan_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='progressupdate',
            name='update_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'approved', 'superseded'])), name='update_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='progressupdate',
            name='update_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['returned']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='update_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='progressupdate',
            name='update_period_ends_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('period_ends_on__gte', models.F('period_starts_on'))), name='update_period_ends_after_start', violation_error_message='El término no puede ser anterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='progressupdate',
            name='update_says_something',
            constraint=models.CheckConstraint(condition=models.Q(('is_nil', True), models.Q(('narrative', ''), _negated=True), _connector='OR'), name='update_says_something', violation_error_message='Cuente qué pasó, o marque que no hubo novedades.'),
        ),
        migrations.AlterConstraint(
            model_name='progressupdate',
            name='update_four_eyes',
            constraint=models.CheckConstraint(condition=models.Q(('reviewer', None), models.Q(('reviewer', models.F('author')), _negated=True), _connector='OR'), name='update_four_eyes', violation_error_message='Quien escribió el reporte no lo revisa.'),
        ),
        migrations.AlterConstraint(
            model_name='progressupdate',
            name='update_approved_by_someone_or_sourced',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('reviewer__isnull', False), ('source__isnull', False), _connector='OR'), name='update_approved_by_someone_or_sourced', violation_error_message='Un reporte aprobado dice quién lo revisó, o de qué fuente viene.'),
        ),
        migrations.AlterConstraint(
            model_name='reschedule',
            name='reschedule_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reschedule_has_reason', violation_error_message='Escriba por qué se mueve el plazo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='reschedule',
            name='reschedule_moves',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', models.F('from_on')), _negated=True), name='reschedule_moves', violation_error_message='Ese ya es el plazo: elija otra fecha.'),
        ),
        migrations.AlterConstraint(
            model_name='territory',
            name='territory_code_fits_kind',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code__regex', '^\\d{2}$'), ('kind', 'region'), ('region', None)), models.Q(('code__regex', '^\\d{5}$'), ('kind', 'comuna'), ('region__isnull', False)), _connector='OR'), name='territory_code_fits_kind', violation_error_message='Una región lleva dos cifras; una comuna, cinco y la región a la que pertenece.'),
        ),
    ]
