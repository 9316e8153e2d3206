import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('feedback', '0010_keep_the_place_of_passages')]

    operations = [
        migrations.CreateModel(
            name='PointVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('fields', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('provisions', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'earlier version of a point',
                'verbose_name_plural': 'earlier versions of points',
            },
        ),
        migrations.AddField(
            model_name='pointversion',
            name='point',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='feedback.point'),
        ),
        migrations.AddConstraint(
            model_name='pointversion',
            constraint=models.UniqueConstraint(fields=('point', 'version'), name='a_version_of_a_point_is_kept_once'),
        ),
    ]
