"""The journal no longer calls withdrawn proposals by the titles that were erased with them."""

import pgtrigger
from django.db import migrations


def erase_names(apps, schema_editor):
    """Call each withdrawn proposal by its number, where it was merged into, too."""
    entries = apps.get_model('ogp_portal', 'JournalEntry').objects
    events = apps.get_model('ogp_portal', 'JournalEntryEvent').objects
    parents = apps.get_model('forums', 'Lineage').objects.filter(kind='merge')
    withdrawn = apps.get_model('forums', 'Proposal').objects.filter(state='withdrawn')
    with pgtrigger.ignore('ogp_portal.JournalEntry:journal_never_changes'):
        for proposal in withdrawn.iterator():
            title = f'Propuesta {proposal.number or ""}'.strip()
            own = {'subject_type': 'forums.proposal', 'subject_id': proposal.pk}
            for rows in (entries, events):
                rows.filter(**own).update(subject_title=title, subject_slug=proposal.slug)
                merged = rows.filter(
                    act='merge',
                    subject_type='forums.proposal',
                    subject_id__in=parents.filter(child=proposal.pk).values('parent'),
                )
                for row in merged:
                    rows.filter(pk=row.pk).update(after={**row.after, 'target': title})


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0011_moved_paragraphs'),
        ('ogp_portal', '0014_removed_by_dataset'),
    ]

    operations = [migrations.RunPython(erase_names, migrations.RunPython.noop)]
