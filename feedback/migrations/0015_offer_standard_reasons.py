import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0003_jobs'),
        ('feedback', '0014_number_the_opinions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StandardReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('outcome', models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('adopted_elsewhere', 'Adopted in another document'), ('partly_adopted', 'Partly adopted'), ('already_covered', 'Already covered'), ('not_adopted', 'Not adopted'), ('deferred', 'Kept for study'), ('noted', 'Noted, no change asked'), ('out_of_scope', 'Outside this matter')], max_length=20, verbose_name='outcome')),
                ('text', models.TextField(verbose_name='reason (public)')),
                ('created_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='retired at')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standard_reasons', to='consultation.department')),
                ('retired_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='retired by')),
            ],
            options={
                'verbose_name': 'standard reason',
                'verbose_name_plural': 'standard reasons',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by__isnull', True)), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False)), _connector='OR'), name='a_retirement_has_an_instant_and_a_person')],
            },
        ),
    ]
