import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# layers.places.facets.WRITE as it was on the day of this migration.
FILL = """
INSERT INTO places_facets (place_id, words)
SELECT
    place.id,
    ARRAY['category:' || place.category_id, 'region:' || place.region_id]
    || ARRAY(
        SELECT 'item:' || handled.item_id FROM places_handleditem AS handled WHERE handled.place_id = place.id
    )
    || ARRAY(
        SELECT DISTINCT 'hour:' || hours.days || ':' || hour
        FROM places_openinghours AS hours, LATERAL generate_series(
            extract(HOUR FROM hours.opens)::int,
            extract(HOUR FROM hours.closes - interval '1 microsecond')::int
        ) AS hour
        WHERE hours.place_id = place.id
    )
    || ARRAY(
        SELECT format(
            'cell:%s:%s:%s', level,
            floor(ST_X(place.public_location) * 2 ^ level), floor(ST_Y(place.public_location) * 2 ^ level)
        )
        FROM generate_series(2, 8) AS level
    )
FROM places_place AS place
WHERE place.withdrawn_at IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0004_region_organisation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Facets',
            fields=[
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='facets', serialize=False, to='places.place', verbose_name='网点')),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None, verbose_name='可按什么查')),
            ],
            options={
                'verbose_name': '网点查询词',
                'verbose_name_plural': '网点查询词',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='places_facets_words')],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
