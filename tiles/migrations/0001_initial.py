"""The tables, and the functions of the triggers that fill them; tiles/triggers.py says which tables have the triggers."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

FUNCTIONS = """
-- An area of EPSG:4490 on the grid of each level: simplified by a quarter of a pixel of the screen (the deepest level as
-- it is) and set on whole numbers. What is not valid after that goes the long way, ten times as dear, which keeps it valid.
-- An area smaller than the grid is shown as a square of one unit.
CREATE FUNCTION tiles_levels(shown geometry, from_zoom integer, to_zoom integer)
RETURNS TABLE (zoom smallint, area geometry, label geometry) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH square AS MATERIALIZED (
        -- Half the side of the Web Mercator square in metres.
        SELECT ST_TransScale(ST_Transform(shown, 3857), half, half, 4096 / (2 * half), 4096 / (2 * half)) AS area
        FROM (VALUES (20037508.342789244::float8)) AS side (half)
    ), named AS MATERIALIZED (
        SELECT square.area, ST_PointOnSurface(square.area) AS label FROM square
    ), scaled AS MATERIALIZED (
        SELECT level::smallint AS zoom, ST_Scale(named.area, 2.0 ^ level, 2.0 ^ level) AS area,
               ST_SnapToGrid(ST_Scale(named.label, 2.0 ^ level, 2.0 ^ level), 1) AS label
        FROM named, generate_series(from_zoom, to_zoom) AS level
    ), snapped AS MATERIALIZED (
        SELECT scaled.*,
               ST_SnapToGrid(CASE WHEN scaled.zoom = to_zoom THEN scaled.area ELSE ST_Simplify(scaled.area, 4) END, 1) AS near
        FROM scaled
    ), kept AS MATERIALIZED (
        SELECT snapped.zoom, snapped.label,
               CASE WHEN ST_IsValid(near) AND NOT ST_IsEmpty(near) THEN near
                    ELSE ST_CollectionExtract(ST_ReducePrecision(ST_MakeValid(
                        CASE WHEN snapped.zoom = to_zoom THEN snapped.area
                             ELSE ST_SimplifyPreserveTopology(snapped.area, 4) END), 1), 3)
               END AS polygons
        FROM snapped
    )
    SELECT kept.zoom,
           ST_Multi(ST_ForcePolygonCW(
               CASE WHEN ST_IsEmpty(polygons)
                    THEN ST_MakeEnvelope(ST_X(kept.label), ST_Y(kept.label), ST_X(kept.label) + 1, ST_Y(kept.label) + 1)
                    ELSE polygons END)),
           kept.label
    FROM kept
$$;

-- A point of EPSG:4490 in the unit square of Web Mercator, x from the west and y from the north.
CREATE FUNCTION tiles_unit_square(point geometry, OUT x float8, OUT y float8)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (ST_X(point) + 180) / 360, 0.5 - ln(tan(pi() / 4 + radians(ST_Y(point)) / 2)) / (2 * pi())
$$;

-- The statements that triggers and filling have in common; ``source`` is the relation that holds the rows.
-- Of the arguments of a trigger: layer, column of the area, first and last level.
CREATE FUNCTION tiles_shapes_of(source text, VARIADIC given text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format(
        'INSERT INTO tiles_shape (layer, row_id, zoom, area, label) SELECT %2$L, c.id, l.zoom, l.area, l.label'
        ' FROM %1$I c, LATERAL tiles_levels(c.%3$I, %4$L, %5$L) l WHERE c.%3$I IS NOT NULL'
        ' AND NOT EXISTS (SELECT FROM tiles_shape s WHERE s.layer = %2$L AND s.row_id = c.id)',
        VARIADIC source || given
    )
$$;

-- Layer, column of the geometry, column of the category, level of the cells.
CREATE FUNCTION tiles_counts_of(came text, went text, VARIADIC given text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format(
        'INSERT INTO tiles_cellcount (layer, x, y, category, count, sum_x, sum_y)'
        ' SELECT %1$L, floor(x * 2 ^ %4$L::int), floor(y * 2 ^ %4$L::int), category, sum(n), sum(n * x), sum(n * y) FROM ('
        || concat_ws(
            ' UNION ALL ',
            'SELECT 1 AS n, %2$I AS shown, %3$I::text AS category FROM ' || quote_ident(came) || ' WHERE withdrawn_at IS NULL',
            'SELECT -1 AS n, %2$I AS shown, %3$I::text AS category FROM ' || quote_ident(went) || ' WHERE withdrawn_at IS NULL'
        ) ||
        ') AS moved, LATERAL tiles_unit_square(ST_PointOnSurface(shown)) WHERE shown IS NOT NULL GROUP BY 2, 3, 4'
        -- Rows that stay where they are cancel one another out, but for the last bits of a sum.
        ' HAVING sum(n) <> 0 OR abs(sum(n * x)) + abs(sum(n * y)) > 1e-12',
        VARIADIC given
    )
$$;

CREATE FUNCTION tiles_shapes_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM tiles_shape WHERE layer = TG_ARGV[0] AND row_id IN (SELECT id FROM earlier);
        RETURN NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        EXECUTE format(
            'DELETE FROM tiles_shape WHERE layer = %1$L AND row_id IN ('
            'SELECT e.id FROM earlier e JOIN changed c USING (id) WHERE e.%2$I IS DISTINCT FROM c.%2$I)',
            VARIADIC TG_ARGV
        );
    END IF;
    EXECUTE tiles_shapes_of('changed', VARIADIC TG_ARGV);
    RETURN NULL;
END $$;

CREATE FUNCTION tiles_counts_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    EXECUTE tiles_counts_of(
        CASE WHEN TG_OP <> 'DELETE' THEN 'changed' END, CASE WHEN TG_OP <> 'INSERT' THEN 'earlier' END, VARIADIC TG_ARGV
    );
    RETURN NULL;
END $$;

-- One statement sees one snapshot: what others add meanwhile stays beside the sums.
CREATE FUNCTION tiles_sum_cells() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH taken AS (DELETE FROM tiles_cellcount RETURNING *)
    INSERT INTO tiles_cellcount (layer, x, y, category, count, sum_x, sum_y)
    SELECT layer, x, y, category, sum(count), sum(sum_x), sum(sum_y) FROM taken
    GROUP BY layer, x, y, category HAVING sum(count) <> 0
$$;

-- What a new trigger finds in its table.
CREATE FUNCTION tiles_fill_shapes(source text, VARIADIC given text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tiles_shape WHERE layer = given[1];
    EXECUTE tiles_shapes_of(source, VARIADIC given);
END $$;

CREATE FUNCTION tiles_fill_counts(source text, VARIADIC given text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tiles_cellcount WHERE layer = given[1];
    EXECUTE tiles_counts_of(source, NULL, VARIADIC given);
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION tiles_sum_cells;
DROP FUNCTION tiles_fill_counts, tiles_fill_shapes, tiles_counts_of, tiles_shapes_of;
DROP FUNCTION tiles_counts_changed CASCADE;
DROP FUNCTION tiles_shapes_changed CASCADE;
DROP FUNCTION tiles_unit_square;
DROP FUNCTION tiles_levels;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CellCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layer', models.CharField(max_length=40, verbose_name='图层')),
                ('x', models.IntegerField()),
                ('y', models.IntegerField()),
                ('category', models.CharField(max_length=80, verbose_name='类别')),
                ('count', models.IntegerField(verbose_name='数量')),
                ('sum_x', models.FloatField()),
                ('sum_y', models.FloatField()),
            ],
            options={
                'verbose_name': '瓦片计数',
                'verbose_name_plural': '瓦片计数',
                'indexes': [models.Index(fields=['layer', 'x', 'y'], name='tiles_cellcount_where')],
            },
        ),
        migrations.CreateModel(
            name='Shape',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layer', models.CharField(max_length=40, verbose_name='图层')),
                ('row_id', models.BigIntegerField(verbose_name='行')),
                ('zoom', models.SmallIntegerField(verbose_name='级别')),
                ('area', django.contrib.gis.db.models.fields.MultiPolygonField(spatial_index=False, srid=0, verbose_name='图形')),
                ('label', django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=0, verbose_name='标注点')),
            ],
            options={
                'verbose_name': '瓦片图形',
                'verbose_name_plural': '瓦片图形',
                'indexes': [django.contrib.postgres.indexes.GistIndex(fields=['layer', 'zoom', 'area'], name='tiles_shape_where')],
                'constraints': [models.UniqueConstraint(fields=('layer', 'row_id', 'zoom'), name='tiles_shape_once')],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
