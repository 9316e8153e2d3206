"""Names, findings and scans repeat the consultation of their comment, to be divided with it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

PARTS = ("Respondent", "Finding", "Attachment")


def fill(apps, schema_editor):
    comments = apps.get_model("feedback", "Comment").objects.filter(pk=OuterRef("comment"))
    for name in PARTS:
        rows = apps.get_model("feedback", name).objects.filter(consultation=None)
        rows.update(consultation=Subquery(comments.values("consultation")))


def repeated(**options):
    return models.ForeignKey(
        "consultation.consultation", django.db.models.deletion.PROTECT, related_name="+",
        editable=False, db_index=False, **options,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("feedback", "0023_find_words_in_the_queues")]

    operations = [
        *(migrations.AddField(name, "consultation", repeated(null=True)) for name in PARTS),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
