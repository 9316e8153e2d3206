from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0003_keep_scans_from_the_web")]

    operations = [
        migrations.AlterField(
            model_name="comment",
            name="organisation",
            field=models.CharField(blank=True, max_length=480, verbose_name="organisation"),
        ),
    ]
