import re
from collections import Counter

from django.db import migrations, models


def number(apps, schema_editor):
    """As `feedback.reports.entries.Tally` does for new reports."""
    entries = apps.get_model("feedback", "ReportEntry").objects
    for report in apps.get_model("feedback", "Report").objects.all():
        numbers, changed = {}, []
        for entry in entries.filter(report=report).order_by("position"):
            view = re.sub(r"[\W_]", "", entry.text).casefold()
            said = (view, entry.outcome, entry.reason, entry.answered_by)
            entry.opinion = numbers.setdefault(said, len(numbers) + 1)
            changed.append(entry)
        entries.bulk_update(changed, ["opinion"], batch_size=500)
        topics = Counter((entry.topic, entry.outcome) for entry in changed)
        articles = Counter((entry.provisions, entry.outcome) for entry in changed)
        report.tally = {
            "opinions": len(numbers),
            "topics": [[*pair, count] for pair, count in topics.items()],
            "articles": [[*pair, count] for pair, count in articles.items()],
        }
        report.save(update_fields=["tally"])


class Migration(migrations.Migration):
    dependencies = [("feedback", "0013_keep_verdicts_on_suggestions")]

    operations = [
        migrations.AddField(
            model_name="reportentry",
            name="opinion",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="report",
            name="tally",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddIndex(
            model_name="reportentry",
            index=models.Index(fields=["report", "opinion", "position"], name="entries_by_opinion"),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
