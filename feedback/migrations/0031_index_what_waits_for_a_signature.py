from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("feedback", "0030_index_the_questions")]

    operations = [
        migrations.AddIndex(
            "point",
            models.Index(
                fields=["consultation", "outcome", "comment", "number"],
                condition=Q(state="in_review", removed_at=None),
                name="points_to_sign",
            ),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["id"],
                condition=Q(withdrawn_at__isnull=False) | Q(is_late=True),
                name="comments_outside_the_count",
            ),
        ),
    ]
