"""The only ways into the audit tables. They run as the owner of the tables, who alone may write them.

audit_write is no such function: called by the site it has the site's rights, which are to read.
"""

from django.db import migrations

WRITE = """
CREATE FUNCTION audit_setting(name text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('cuntu.' || name, true), '')
$$;

CREATE FUNCTION audit_write(
    action text, noun text, row_count bigint, keys text[], change_set bigint, refused boolean, detail jsonb
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    written bigint;
BEGIN
    INSERT INTO audit_auditentry (
        at, actor_id, actor_name, address, request_id, region_path,
        action, noun, row_count, keys, change_set, refused, detail
    ) VALUES (
        clock_timestamp(), nullif(audit_setting('actor')::bigint, 0),
        -- Nobody said who acts: then it was the login itself (an import, a command, a forgotten acting()).
        left(coalesce(audit_setting('actor_name'), session_user), 60),
        left(coalesce(audit_setting('address'), ''), 45), left(coalesce(audit_setting('request'), ''), 40),
        left(split_part(coalesce(audit_setting('scope'), ''), ',', 1), 200),
        action, noun, row_count, coalesce(keys, '{}'), coalesce(change_set, audit_setting('change_set')::bigint),
        refused,
        detail || CASE WHEN audit_setting('purpose') IS NULL THEN '{}'
                       ELSE jsonb_build_object('purpose', audit_setting('purpose')) END
    ) RETURNING id INTO written;
    INSERT INTO audit_auditwaiting (entry_id) VALUES (written);
    RETURN written;
END $$;

CREATE FUNCTION audit_record(
    action text, noun text, row_count bigint, keys text[], change_set bigint, refused boolean, detail jsonb
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- What a trigger saw must not be told by anybody else.
    IF action IN ('insert', 'update', 'delete', 'truncate') THEN
        RAISE EXCEPTION '% is written by the triggers alone', action USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN audit_write(action, noun, row_count, keys, change_set, refused, detail);
END $$;

-- One entry a statement. Names and values of the rows are not kept, only the first keys, and of a small update outside
-- a change set the names of the columns that changed.
CREATE FUNCTION audit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    key CONSTANT text := TG_ARGV[0];
    counted bigint;
    first_keys text[];
    columns text[];
    detail jsonb := '{}';
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM audit_write('truncate', TG_TABLE_NAME::text, NULL, '{}', NULL, false, detail);
        RETURN NULL;
    END IF;
    SELECT count(*) INTO counted FROM changed;
    IF counted = 0 THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT array_agg(key) FROM (SELECT %I::text AS key FROM changed LIMIT 20) AS the_first', key)
        INTO first_keys;
    IF TG_OP = 'UPDATE' AND counted <= 100 AND audit_setting('change_set') IS NULL THEN
        -- As text: a geometry's own equality is slower, and some types have none.
        EXECUTE (
            SELECT format(
                'SELECT array_remove(ARRAY[%1$s], NULL) FROM earlier JOIN changed USING (%2$I)',
                string_agg(format(
                    'CASE WHEN bool_or(earlier.%1$I::text IS DISTINCT FROM changed.%1$I::text) THEN %1$L END',
                    attname), ', ' ORDER BY attnum),
                key)
            FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
        ) INTO columns;
        detail := jsonb_build_object('columns', to_jsonb(columns));
    END IF;
    PERFORM audit_write(lower(TG_OP), TG_TABLE_NAME::text, counted, first_keys, NULL, false, detail);
    RETURN NULL;
END $$;
"""

NO_WRITE = """
DROP FUNCTION audit_changed() CASCADE;
DROP FUNCTION audit_record(text, text, bigint, text[], bigint, boolean, jsonb);
DROP FUNCTION audit_write(text, text, bigint, text[], bigint, boolean, jsonb);
DROP FUNCTION audit_setting(text);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(WRITE, NO_WRITE)]
