"""What Celery's workers do: exactly what the embedded drainer does, asked for by name of queue."""

from functools import cache

from celery import shared_task
from django.db import close_old_connections

from consultation import drainer, outbox, sealing

# Seconds; below the lease of a message (`outbox.LEASES`), so that nobody else has it meanwhile
LIMITS = {outbox.HEAVY: (840, 870), outbox.EXPORT: (3300, 3600)}
LIMIT = (90, 105)


@shared_task(name="relay")
def relay(queue: str) -> None:
    """Handle what is due in one queue."""
    close_old_connections()
    drainer.attempt(queue, lambda: drainer.relay(queue))


@shared_task(name="duties")
def duties(_queue: str) -> None:
    """Seal, and run the periodic jobs; each by one worker at a time."""
    close_old_connections()
    catch_up()
    drainer.duties()


@cache
def catch_up() -> None:
    """Once in a worker's life: seal what was left unsealed longer ago than a duty looks back."""
    drainer.attempt("seal", lambda: drainer.run_alone("seal", sealing.seal_all))
