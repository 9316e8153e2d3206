from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0027_index_the_shown_comments")]

    operations = [
        migrations.AddField(
            model_name="proof",
            name="format",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="proof",
            name="views_root",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
    ]
