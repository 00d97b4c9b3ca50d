"""What a person is told of each check."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0007_constraint_sentences'),
        ('forums', '0005_languages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='agreement',
            name='agreement_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'fulfilled', 'dropped'])), name='agreement_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='agreement',
            name='agreement_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['dropped']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='agreement_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='answer',
            name='answer_withheld_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reading', 'withheld'), _negated=True), models.Q(('withheld_reason', ''), _negated=True), _connector='OR'), name='answer_withheld_has_reason', violation_error_message='Escriba por qué se reserva el texto.'),
        ),
        migrations.AlterConstraint(
            model_name='ballot',
            name='ballot_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'counted', 'void'])), name='ballot_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='ballot',
            name='ballot_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['void']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='ballot_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='call',
            name='call_window_half_open',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='call_window_half_open', violation_error_message='El cierre debe ser posterior a la apertura.'),
        ),
        migrations.AlterConstraint(
            model_name='call',
            name='call_announced_has_rules',
            constraint=models.CheckConstraint(condition=models.Q(('announced_at', None), models.Q(('rules', ''), _negated=True), _connector='OR'), name='call_announced_has_rules', violation_error_message='Antes de anunciarla, escriba sus reglas.'),
        ),
        migrations.AlterConstraint(
            model_name='comment',
            name='comment_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['published', 'hidden', 'withdrawn'])), name='comment_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='comment',
            name='comment_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['hidden']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='comment_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='comment',
            name='comment_words_have_place',
            constraint=models.CheckConstraint(condition=models.Q(('exact', ''), models.Q(models.Q(('section_key', ''), _negated=True), ('start__isnull', False)), _connector='OR'), name='comment_words_have_place', violation_error_message='Las palabras que se comentan necesitan su lugar en el texto.'),
        ),
        migrations.AlterConstraint(
            model_name='comment',
            name='comment_change_has_wording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'change'), _negated=True), models.Q(('wording', ''), _negated=True), models.Q(('parent', None), _negated=True), ('text', ''), _connector='OR'), name='comment_change_has_wording', violation_error_message='Escribe cómo quedaría el texto.'),
        ),
        migrations.AlterConstraint(
            model_name='consultation',
            name='consultation_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'announced', 'answered', 'applied', 'cancelled'])), name='consultation_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='consultation',
            name='consultation_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['cancelled']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='consultation_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='consultation',
            name='consultation_window_half_open',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='consultation_window_half_open', violation_error_message='El cierre debe ser posterior a la apertura.'),
        ),
        migrations.AlterConstraint(
            model_name='consultation',
            name='consultation_announced_has_rules',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('rules', ''), ('summary', ''), _negated=True), _connector='OR'), name='consultation_announced_has_rules', violation_error_message='Antes de anunciarla, escriba sus reglas o su resumen.'),
        ),
        migrations.AlterConstraint(
            model_name='draftversion',
            name='published_version_has_number',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('published_at', None)), models.Q(('number__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='published_version_has_number', violation_error_message='Una versión publicada tiene número y fecha; una que se escribe, ninguno de los dos.'),
        ),
        migrations.AlterConstraint(
            model_name='forum',
            name='forum_ends_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='forum_ends_after_start', violation_error_message='El término debe ser posterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='lineage',
            name='lineage_not_of_itself',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('child')), _negated=True), name='lineage_not_of_itself', violation_error_message='Una propuesta no viene de sí misma.'),
        ),
        migrations.AlterConstraint(
            model_name='minutes',
            name='minutes_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'circulated', 'approved'])), name='minutes_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='observation',
            name='observation_answer_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(('is_accepted', None), models.Q(('answer', ''), _negated=True), _connector='OR'), name='observation_answer_has_reason', violation_error_message='Escriba por qué se acoge o no la observación.'),
        ),
        migrations.AlterConstraint(
            model_name='offerofhelp',
            name='offer_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['offered', 'taken_up', 'declined', 'done'])), name='offer_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='offerofhelp',
            name='offer_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='offer_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='offerofhelp',
            name='offer_has_a_taker',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken_up'), _negated=True), ('organization__isnull', False), _connector='OR'), name='offer_has_a_taker', violation_error_message='Diga qué institución acepta el ofrecimiento.'),
        ),
        migrations.AlterConstraint(
            model_name='placement',
            name='placement_found_or_changed',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'changed'), ('section_key', ''), ('now_text', ''), _connector='OR'), name='placement_found_or_changed', violation_error_message='Un comentario llevado a otra versión encontró su lugar, o el texto cambió.'),
        ),
        migrations.AlterConstraint(
            model_name='proposal',
            name='proposal_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'confirmed', 'not_admitted', 'admitted', 'in_table', 'selected', 'merged', 'split', 'not_selected', 'in_commitment', 'withdrawn'])), name='proposal_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='proposal',
            name='proposal_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['not_admitted', 'merged', 'split', 'not_selected']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='proposal_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='proposal',
            name='proposal_selected_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('selected', 'in_commitment')), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='proposal_selected_has_reason', violation_error_message='Escriba por qué se selecciona: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='question',
            name='question_offer_is_open',
            constraint=models.CheckConstraint(condition=models.Q(('is_offer', False), ('kind', 'open'), _connector='OR'), name='question_offer_is_open', violation_error_message='Un ofrecimiento de ayuda se responde con texto.'),
        ),
        migrations.AlterConstraint(
            model_name='response',
            name='response_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'approved'])), name='response_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='response',
            name='response_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='response_has_reason', violation_error_message='Escriba el porqué de la respuesta: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='response',
            name='response_approved_by_another',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('state', 'draft')), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('state', 'approved'), models.Q(('approved_by', models.F('written_by')), _negated=True)), _connector='OR'), name='response_approved_by_another', violation_error_message='La respuesta la aprueba otra persona, no quien la escribió.'),
        ),
        migrations.AlterConstraint(
            model_name='seat',
            name='seat_ends_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='seat_ends_after_start', violation_error_message='El término debe ser posterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='seat',
            name='seat_alternate_of_somebody',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'alternate'), ('stands_in_for__isnull', False)), models.Q(models.Q(('kind', 'alternate'), _negated=True), ('stands_in_for', None)), _connector='OR'), name='seat_alternate_of_somebody', violation_error_message='Una suplencia dice de qué asiento; los demás asientos, de ninguno.'),
        ),
        migrations.AlterConstraint(
            model_name='session',
            name='session_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'convened', 'held', 'not_held'])), name='session_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='session',
            name='session_negative_has_reason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['not_held']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='session_negative_has_reason', violation_error_message='Escriba el motivo: se publica.'),
        ),
        migrations.AlterConstraint(
            model_name='session',
            name='session_ends_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='session_ends_after_start', violation_error_message='El término debe ser posterior al inicio.'),
        ),
        migrations.AlterConstraint(
            model_name='session',
            name='session_convened_has_date',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'convened'), _negated=True), ('starts_at__isnull', False), _connector='OR'), name='session_convened_has_date', violation_error_message='Antes de convocar, escriba cuándo es la sesión.'),
        ),
        migrations.AlterConstraint(
            model_name='stage',
            name='stage_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'open', 'closed', 'reported'])), name='stage_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='stage',
            name='stage_closes_after_opening',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on', None), ('closes_on__gte', models.F('opens_on')), _connector='OR'), name='stage_closes_after_opening', violation_error_message='El cierre no puede ser anterior a la apertura.'),
        ),
        migrations.AlterConstraint(
            model_name='stageevidence',
            name='stage_evidence_has_something',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('file', ''), _negated=True), _connector='OR'), name='stage_evidence_has_something', violation_error_message='La prueba es un enlace o un archivo: agregue uno.'),
        ),
        migrations.AlterConstraint(
            model_name='survey',
            name='survey_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'announced', 'reported'])), name='survey_state_known', violation_error_message='Ese estado no existe.'),
        ),
        migrations.AlterConstraint(
            model_name='survey',
            name='survey_window_half_open',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='survey_window_half_open', violation_error_message='El cierre debe ser posterior a la apertura.'),
        ),
        migrations.AlterConstraint(
            model_name='workinggroup',
            name='group_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'reported'])), name='group_state_known', violation_error_message='Ese estado no existe.'),
        ),
    ]
