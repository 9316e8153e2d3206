"""The index beside the entries: full-text search over grams made in Python."""

from django.db import migrations

FORWARDS = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_grams"
        " USING fts5(title, heading, context, body, tokenize='ascii', prefix='1')",
        "CREATE TRIGGER search_grams_follow_entries AFTER DELETE ON search_entry"
        " BEGIN DELETE FROM search_grams WHERE rowid = old.id; END",
    ],
    "postgresql": [
        statement
        for field in ("title", "heading", "context", "body")
        for statement in (
            f"ALTER TABLE search_entry ADD COLUMN {field}_grams tsvector NOT NULL DEFAULT ''",
            f"CREATE INDEX search_{field}_grams ON search_entry USING gin ({field}_grams)"
            " WITH (fastupdate = off)",
        )
    ],
}
BACKWARDS = {
    "sqlite": ["DROP TRIGGER search_grams_follow_entries", "DROP TABLE search_grams"],
    "postgresql": [
        f"ALTER TABLE search_entry DROP COLUMN {field}_grams"
        for field in ("title", "heading", "context", "body")
    ],
}


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("search", "0001_entries")]

    operations = [migrations.RunPython(run(FORWARDS), run(BACKWARDS))]
