import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0012_say_who_withheld_a_comment'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SuggestionVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('article', 'Article'), ('topic', 'Topic'), ('route', 'Belongs elsewhere'), ('department', 'Ask a department'), ('answer', 'Answered before')], max_length=12)),
                ('value', models.CharField(max_length=60)),
                ('is_taken', models.BooleanField()),
                ('settled_at', models.DateTimeField()),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='feedback.point')),
                ('settled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
                'constraints': [models.UniqueConstraint(fields=('point', 'kind', 'value'), name='a_suggestion_is_settled_once')],
            },
        ),
    ]
