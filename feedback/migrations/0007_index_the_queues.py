import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('feedback', '0006_fill_in_the_matter_of_points')]

    operations = [
        migrations.AlterField(
            model_name='point',
            name='consultation',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='points', to='consultation.consultation'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['consultation', 'channel', 'received_at', 'id'], name='comment_queue_by_channel'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['consultation', 'stance', 'received_at', 'id'], name='comment_queue_by_stance'),
        ),
        migrations.AddIndex(
            model_name='point',
            index=models.Index(condition=models.Q(('removed_at', None)), fields=['consultation', 'comment', 'number'], name='point_queue'),
        ),
        migrations.AddIndex(
            model_name='point',
            index=models.Index(condition=models.Q(('removed_at', None)), fields=['consultation', 'state', 'comment', 'number'], name='point_queue_by_state'),
        ),
        migrations.AddIndex(
            model_name='point',
            index=models.Index(condition=models.Q(('removed_at', None)), fields=['consultation', 'outcome', 'comment', 'number'], name='point_queue_by_outcome'),
        ),
        migrations.AddIndex(
            model_name='point',
            index=models.Index(condition=models.Q(('removed_at', None)), fields=['consultation', 'assigned_to', 'comment', 'number'], name='point_queue_by_assigned_to'),
        ),
    ]
