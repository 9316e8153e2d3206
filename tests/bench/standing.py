"""Measured in the product's own process: lists, reports, exports, searches."""

from tests.bench.running import (
    BUSY,
    COMMENTS,
    DOCUMENTS,
    ROUNDS,
    Bench,
    Figures,
    inside,
    middle,
)
from tests.bench.servers import elasticsearch


def lists(bench: Bench, few: dict[str, str], many: dict[str, str]) -> None:
    """Every list with few comments and with many."""
    small, large = inside(few, "lists"), inside(many, "lists")
    for name, found in large.items():
        compare(bench, f"{name} at {COMMENTS}", found, small.get(name, {}))


def queue(bench: Bench, many: dict[str, str]) -> None:
    """A matter's queue, each way of asking, and its report at the desk."""
    found = inside(many, "queue")
    for name, figures in found["many"].items():
        compare(bench, f"{name} at {BUSY}", figures, found["few"][name])


def compare(bench: Bench, case: str, found: Figures, less: Figures) -> None:
    """What one page costs among many comments, beside what it costs among few."""
    if "cpu" not in found:
        bench.note(case, {"error": f"answered {found['status']}"})
        return
    figures = {key: found[key] for key in ("ms", "cpu", "queries")}
    if "ms" in less:
        best = found["spread"][0], less["spread"][0]  # the least disturbed of each
        figures |= {"ms at 500": less["ms"], "of few": best[0] / best[1]}
    bench.note(case, figures, {"ms": found["spread"]})


def report(bench: Bench, many: dict[str, str]) -> None:
    """The first render of a report of 2,000 points, each in a process that has shown none yet."""
    bench.measure("report of 2,000 points", lambda: inside(many, "report"))


def export(bench: Bench, many: dict[str, str]) -> None:
    """The rows of a report as open data, streamed; by how much the process grows meanwhile."""
    bench.measure(f"export of {COMMENTS} points", lambda: inside(many, "export", str(COMMENTS)))


def searches(bench: Bench, many: dict[str, str]) -> None:
    """Words of two characters among so many documents, in the database and in Elasticsearch."""
    inside(many, "documents", str(DOCUMENTS))
    bench.attempt(searched, "the database", many)
    bench.attempt(copied, many)


def copied(bench: Bench, many: dict[str, str]) -> None:
    with elasticsearch() as url:
        environment = many | {"ELASTICSEARCH_URL": url}
        inside(environment, "copying")
        searched(bench, "Elasticsearch", environment)


def searched(bench: Bench, backend: str, environment: dict[str, str]) -> None:
    for label, rounds in inside(environment, "searching", str(ROUNDS)).items():
        bench.note(f"search of {DOCUMENTS} in {backend}, {label}", *middle(rounds, {}))
