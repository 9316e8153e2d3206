from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0025_require_the_matter_of_every_part")]

    operations = [
        migrations.AddField(
            "comment", "masked_name", models.CharField(blank=True, editable=False, max_length=80)
        ),
    ]
