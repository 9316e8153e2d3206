"""Full-text search over grams made in Python; everything there is waits to be counted and read."""

from django.db import migrations

TABLES = {
    "feedback_comment_grams": ("feedback_queueentry", "comment_id"),
    "feedback_point_grams": ("feedback_pointwords", "point_id"),
}
FORWARDS = {
    "sqlite": [
        statement
        for name, (table, key) in TABLES.items()
        for statement in (
            f"CREATE VIRTUAL TABLE {name} USING fts5(grams, tokenize='ascii', prefix='1')",
            f"CREATE TRIGGER {name}_follow AFTER DELETE ON {table}"
            f" BEGIN DELETE FROM {name} WHERE rowid = old.{key}; END",
        )
    ],
    "postgresql": [
        statement
        for name, (table, _key) in TABLES.items()
        for statement in (
            f"ALTER TABLE {table} ADD COLUMN grams tsvector NOT NULL DEFAULT ''",
            f"CREATE INDEX {name} ON {table} USING gin (grams) WITH (fastupdate = off)",
        )
    ],
}
BACKWARDS = {
    "sqlite": [
        statement
        for name in TABLES
        for statement in (f"DROP TRIGGER {name}_follow", f"DROP TABLE {name}")
    ],
    "postgresql": [f"ALTER TABLE {table} DROP COLUMN grams" for table, _key in TABLES.values()],
}
NOTE = (
    "INSERT INTO feedback_queuechange (consultation_id, comment_id, noted_at)"
    " SELECT consultation_id, id, CURRENT_TIMESTAMP FROM feedback_comment"
)


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("feedback", "0022_count_the_queues")]

    operations = [
        migrations.RunPython(run(FORWARDS), run(BACKWARDS)),
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
