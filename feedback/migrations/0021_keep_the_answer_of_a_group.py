from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0020_summarise_by_topic'),
    ]

    operations = [
        migrations.AddField(
            model_name='commentgroup',
            name='answer',
            field=models.JSONField(blank=True, default=dict, verbose_name='joint answer'),
        ),
    ]
