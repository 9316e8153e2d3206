from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill_in(apps, schema_editor):
    comments = apps.get_model("feedback", "Comment").objects.filter(pk=OuterRef("comment"))
    points = apps.get_model("feedback", "Point").objects.filter(consultation=None)
    points.update(consultation=Subquery(comments.values("consultation")[:1]))


class Migration(migrations.Migration):
    dependencies = [("feedback", "0005_place_points_in_their_matter")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
