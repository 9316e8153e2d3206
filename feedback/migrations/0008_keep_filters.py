import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('consultation', '0003_jobs'),
        ('feedback', '0007_index_the_queues'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.CharField(max_length=1000)),
            ],
            options={
                'verbose_name': 'kept filter',
                'verbose_name_plural': 'kept filters',
            },
        ),
        migrations.AddField(
            model_name='keptfilter',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='keptfilter',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='keptfilter',
            constraint=models.UniqueConstraint(fields=('owner', 'consultation', 'name'), name='a_filter_is_kept_once_by_name'),
        ),
    ]
