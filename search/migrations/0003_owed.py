from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_grams")]

    operations = [
        migrations.CreateModel(
            name="Owed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consultation", models.PositiveBigIntegerField(null=True)),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "change to be copied",
                "verbose_name_plural": "changes to be copied",
            },
        ),
    ]
