import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0024_lay_parts_beside_their_comment")]

    operations = [
        migrations.AlterField(
            name, "consultation",
            models.ForeignKey(
                "consultation.consultation", django.db.models.deletion.PROTECT, related_name="+",
                editable=False, db_index=False,
            ),
        )
        for name in ("Respondent", "Finding", "Attachment")
    ]  # fmt: skip
