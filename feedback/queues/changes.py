"""Which comments wait to be counted anew."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min

from consultation.models import Consultation
from feedback.models import QueueChange

BATCH = 1000


def note(consultation_id: int, comments: Iterable[int]) -> None:
    """In the transaction that changed these comments, their points, questions or groups."""
    QueueChange.objects.bulk_create(
        [
            QueueChange(consultation_id=consultation_id, comment_id=pk)
            for pk in dict.fromkeys(comments)
        ],
        batch_size=BATCH,
    )


def age(consultation: Consultation, at: datetime) -> int:
    """Seconds since the oldest change that the numbers of a matter lack; 0 if they lack none."""
    oldest = consultation.queue_changes.aggregate(oldest=Min("noted_at"))["oldest"]
    return max(1, round((at - oldest).total_seconds())) if oldest else 0
