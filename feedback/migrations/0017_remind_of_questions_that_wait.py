from django.db import migrations
from django.db.models import F


def remind_when_due(apps, schema_editor):
    """Questions asked before there were reminders get theirs from the due day on."""
    waiting = apps.get_model("feedback", "Referral").objects.filter(state="asked")
    waiting.update(remind_on=F("due_on"))


class Migration(migrations.Migration):
    dependencies = [("feedback", "0016_remind_of_questions")]
    operations = [migrations.RunPython(remind_when_due, migrations.RunPython.noop, elidable=True)]
