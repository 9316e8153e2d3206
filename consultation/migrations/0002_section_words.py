from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='repair',
            name='section',
            field=models.CharField(choices=[('notice', 'Announcement'), ('draft', 'Full draft'), ('interpretation', 'Interpretation'), ('background', 'Background'), ('feedback', 'Feedback on adoption'), ('deliberation', 'Deliberation'), ('decision', 'Decision'), ('comment', 'Have your say')], max_length=16),
        ),
        migrations.AlterField(
            model_name='sectionpublication',
            name='section',
            field=models.CharField(choices=[('notice', 'Announcement'), ('draft', 'Full draft'), ('interpretation', 'Interpretation'), ('background', 'Background'), ('feedback', 'Feedback on adoption'), ('deliberation', 'Deliberation'), ('decision', 'Decision'), ('comment', 'Have your say')], max_length=16, verbose_name='section'),
        ),
    ]
