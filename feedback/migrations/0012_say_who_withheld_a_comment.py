

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0003_jobs'),
        ('feedback', '0011_keep_versions_of_points'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='withheld_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withheld at'),
        ),
        migrations.AddField(
            model_name='comment',
            name='withheld_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withheld by'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withheld_at__isnull', True), ('withheld_by__isnull', True)), models.Q(('withheld_at__isnull', False), ('withheld_by__isnull', False)), _connector='OR'), name='a_withholding_has_an_instant_and_a_person'),
        ),
    ]
