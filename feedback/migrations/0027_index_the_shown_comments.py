from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0026_show_comments_with_a_name")]

    operations = [
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["consultation", "-received_at", "-id"],
                condition=models.Q(visibility="published", withdrawn_at=None),
                name="comments_that_are_shown",
            ),
        ),
    ]
