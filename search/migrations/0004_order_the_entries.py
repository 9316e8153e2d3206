from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_owed")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["-published_at", "key"], name="entries_newest_first"),
        ),
    ]
