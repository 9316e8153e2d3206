from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("feedback", "0028_seal_the_views_of_a_report")]

    operations = [
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["id", "consultation"],
                condition=Q(visibility="pending", withdrawn_at=None),
                name="comments_that_wait_to_be_shown",
            ),
        ),
        migrations.AddIndex(
            "finding",
            models.Index(
                fields=["comment", "consultation"],
                condition=Q(settled_at=None),
                name="findings_that_nobody_settled",
            ),
        ),
    ]
