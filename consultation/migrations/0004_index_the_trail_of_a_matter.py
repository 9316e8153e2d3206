import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultation", "0003_jobs")]

    operations = [
        migrations.AddIndex(
            "auditevent",
            models.Index(fields=["consultation", "id"], name="events_of_a_matter"),
        ),
        migrations.AlterField(
            "auditevent",
            "consultation",
            models.ForeignKey(
                "consultation.consultation", django.db.models.deletion.PROTECT, null=True,
                related_name="events", db_index=False,
            ),
        ),
    ]
