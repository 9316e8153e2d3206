from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("feedback", "0029_index_what_waits_for_a_decision")]

    operations = [
        migrations.AddIndex(
            "referral",
            models.Index(
                fields=["department", "due_on"],
                condition=Q(state="asked"),
                name="referrals_that_wait",
            ),
        ),
        migrations.AddIndex(
            "referral",
            models.Index(fields=["department", "asked_at"], name="referrals_asked_together"),
        ),
        migrations.AddIndex(
            "referral",
            models.Index(fields=["department", "answered_at", "id"], name="referrals_as_answered"),
        ),
    ]
