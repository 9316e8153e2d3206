from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('feedback', '0009_group_comments_of_the_same_text')]

    operations = [
        migrations.AddField(
            model_name='point',
            name='passage_end',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='point',
            name='passage_start',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='point',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('passage_end', None), ('passage_start', None)), ('passage_end__gt', models.F('passage_start')), _connector='OR'), name='a_passage_begins_and_ends'),
        ),
    ]
