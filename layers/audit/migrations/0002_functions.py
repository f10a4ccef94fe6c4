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

SEAL = """
-- An entry as the one text that is hashed and exported, byte for byte: nobody who checks has to make it anew.
CREATE FUNCTION audit_line(entry audit_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', entry.id, 'at', to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor_id', entry.actor_id, 'actor_name', entry.actor_name, 'address', entry.address,
        'request_id', entry.request_id, 'region_path', entry.region_path, 'action', entry.action,
        'noun', entry.noun, 'row_count', entry.row_count, 'keys', entry.keys, 'change_set', entry.change_set,
        'refused', entry.refused, 'detail', entry.detail)::text
$$;

-- Seals the oldest waiting entries, at most so many, and says how many; 0 also when another worker is at it.
-- The hash of each entry goes over the hash before it, so that a check can name the first that is not as it was.
CREATE FUNCTION audit_seal(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    entry audit_auditentry;
    before bytea;
    link bytea;
    ids bigint[] := '{}';
    links bytea[] := '{}';
    made bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('audit_seal')) THEN
        RETURN 0;
    END IF;
    before := coalesce((SELECT hash FROM audit_auditseal ORDER BY id DESC LIMIT 1), decode(repeat('00', 32), 'hex'));
    link := before;
    FOR entry IN
        SELECT e.* FROM audit_auditwaiting w JOIN audit_auditentry e ON e.id = w.entry_id ORDER BY e.id LIMIT most
    LOOP
        link := sha256(link || convert_to(audit_line(entry), 'UTF8'));
        ids := ids || entry.id;
        links := links || link;
    END LOOP;
    IF ids = '{}' THEN
        RETURN 0;
    END IF;
    INSERT INTO audit_auditseal (at, first_id, last_id, count, previous, hash)
    VALUES (clock_timestamp(), ids[1], ids[cardinality(ids)], cardinality(ids), before, link) RETURNING id INTO made;
    INSERT INTO audit_auditsealed (entry_id, seal_id, hash)
    SELECT id, made, hash FROM unnest(ids, links) WITH ORDINALITY AS sealed (id, hash, place) ORDER BY place;
    DELETE FROM audit_auditwaiting WHERE entry_id = ANY (ids);
    RETURN cardinality(ids);
END $$;
"""

NO_SEAL = """
DROP FUNCTION audit_seal(integer);
DROP FUNCTION audit_line(audit_auditentry);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(WRITE, NO_WRITE), migrations.RunSQL(SEAL, NO_SEAL)]
