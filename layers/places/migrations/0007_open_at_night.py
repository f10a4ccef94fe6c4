import django.contrib.postgres.indexes
import layers.places.queryset
from django.db import migrations, models

FILL = """
UPDATE places_facets AS facets SET at_night = true FROM places_schedule AS schedule
WHERE schedule.id = facets.schedule_id
    AND EXISTS (SELECT FROM unnest(opens, closes) AS hours(opens, closes) WHERE opens < '06:00' OR closes > '22:00')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0006_narrow_facets'),
        ('regions', '0003_seats'),
        ('services', '0003_scans_and_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='facets',
            name='at_night',
            field=models.BooleanField(default=False, verbose_name='夜间开放'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='facets',
            index=django.contrib.postgres.indexes.GistIndex(models.F('item'), layers.places.queryset.Geography('location'), condition=models.Q(('at_night', True)), name='places_facets_night'),
        ),
        migrations.AddIndex(
            model_name='facets',
            index=django.contrib.postgres.indexes.GistIndex(models.F('item'), models.F('category'), layers.places.queryset.Geography('location'), condition=models.Q(('at_night', True)), name='places_facets_night_category'),
        ),
    ]
