from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("feedback", "0031_index_what_waits_for_a_signature")]

    operations = [
        migrations.AddField("attachment", "erased_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name=""), name="an_erased_scan_has_no_name"
            ),
        ),
    ]
