"""What is counted while people are served, for /metrics. Counts hold no names and no addresses."""

from prometheus_client import Counter, Histogram

ACCEPTED = Counter("yanlu_comments_accepted", "Comments taken in, by channel", ["channel"])
REFUSED = Counter("yanlu_comments_refused", "Forms that were not taken, by reason", ["reason"])
SEARCH_FAILOVERS = Counter(
    "yanlu_search_failovers", "Searches that the database answered for a search server"
)
REPLICA_READS = Counter("yanlu_replica_reads", "Questions that the replica answered")
REPLICA_FAILOVERS = Counter(
    "yanlu_replica_failovers", "Questions that the primary answered for the replica"
)
REQUESTS = Histogram(
    "yanlu_request_seconds",
    "How long answers took",
    ["route", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)
