import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import layers.places.queryset
from django.db import migrations, models

# layers.places.facets.WRITE_SCHEDULES and WRITE as they were on the day of this migration.
FILL_SCHEDULES = """
INSERT INTO places_schedule (days, opens, closes)
SELECT DISTINCT hours.days, hours.opens, hours.closes
FROM places_place AS place, LATERAL (
    SELECT array_agg(hours.days ORDER BY days, opens, closes) AS days,
        array_agg(hours.opens ORDER BY days, opens, closes) AS opens,
        array_agg(hours.closes ORDER BY days, opens, closes) AS closes
    FROM places_openinghours AS hours WHERE hours.place_id = place.id
) AS hours WHERE hours.days IS NOT NULL AND place.withdrawn_at IS NULL
ON CONFLICT DO NOTHING
"""
FILL = """
INSERT INTO places_facets (place_id, item_id, category_id, region_id, schedule_id, location)
SELECT place.id, matter.item_id, place.category_id, place.region_id, schedule.id, place.public_location
FROM places_place AS place CROSS JOIN LATERAL (
    SELECT array_agg(hours.days ORDER BY days, opens, closes) AS days,
        array_agg(hours.opens ORDER BY days, opens, closes) AS opens,
        array_agg(hours.closes ORDER BY days, opens, closes) AS closes
    FROM places_openinghours AS hours WHERE hours.place_id = place.id
) AS hours
    LEFT JOIN places_schedule AS schedule USING (days, opens, closes),
    LATERAL (
        SELECT NULL::bigint AS item_id
        UNION SELECT handled.item_id FROM places_handleditem AS handled WHERE handled.place_id = place.id
    ) AS matter
WHERE place.withdrawn_at IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0005_facets'),
        ('regions', '0001_initial'),
        ('services', '0001_initial'),
    ]

    operations = [
        # An index: what stood in it is made anew.
        migrations.DeleteModel(name='Facets'),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None, verbose_name='哪些天')),
                ('opens', django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(), size=None, verbose_name='开门')),
                ('closes', django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(), size=None, verbose_name='关门')),
            ],
            options={
                'verbose_name': '时间表',
                'verbose_name_plural': '时间表',
                'constraints': [models.UniqueConstraint(fields=('days', 'opens', 'closes'), name='places_schedule_once')],
            },
        ),
        migrations.CreateModel(
            name='Facets',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('location', django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=4490, verbose_name='公开位置')),
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.category', verbose_name='类目')),
                ('item', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='services.serviceitem', verbose_name='事项')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facets', to='places.place', verbose_name='网点')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regions.region', verbose_name='所在区划')),
                ('schedule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.schedule', verbose_name='时间表')),
            ],
            options={
                'verbose_name': '网点查询项',
                'verbose_name_plural': '网点查询项',
                'indexes': [django.contrib.postgres.indexes.GistIndex('item', layers.places.queryset.Geography('location'), name='places_facets_item'), django.contrib.postgres.indexes.GistIndex('item', 'category', layers.places.queryset.Geography('location'), name='places_facets_category')],
            },
        ),
        migrations.RunSQL(FILL_SCHEDULES, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
