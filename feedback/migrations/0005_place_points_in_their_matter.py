import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0003_jobs"),
        ("feedback", "0004_widen_the_organisation"),
    ]

    operations = [
        migrations.AddField(
            model_name="point",
            name="consultation",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="points",
                to="consultation.consultation",
            ),
        ),
    ]
