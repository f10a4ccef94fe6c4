"""What the database itself refuses: changing or removing an entry, and adding one that does not follow the last."""

from django.db import migrations

GUARD = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_day_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_ledgerday
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- The SM3 twin is not recomputed here: PostgreSQL has no SM3. ledger_check does it.
CREATE FUNCTION ledger_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
    told jsonb := NEW.line::jsonb;
BEGIN
    -- Two that append at once: the second sees what the first has committed.
    PERFORM pg_advisory_xact_lock(hashtext('ledger'));
    SELECT seq, at, hash INTO last FROM ledger_ledgerentry ORDER BY seq DESC LIMIT 1;
    IF NEW.seq IS DISTINCT FROM coalesce(last.seq, 0) + 1
        OR told ->> 'seq' IS DISTINCT FROM NEW.seq::text
        OR told ->> 'prev' IS DISTINCT FROM coalesce(last.hash, repeat('0', 64))
        OR coalesce(told ->> 'at' < last.at, false)
        OR NEW.hash IS DISTINCT FROM encode(sha256(convert_to((told ->> 'prev') || NEW.line, 'UTF8')), 'hex')
    THEN
        RAISE EXCEPTION 'entry % does not follow upon entry %', NEW.seq, coalesce(last.seq, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_follows BEFORE INSERT ON ledger_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_follows();

CREATE FUNCTION ledger_day_is_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_ledgerentry e
                   WHERE e.seq = NEW.seq AND e.hash = NEW.hash AND e.hash_sm3 = NEW.hash_sm3
                       AND left(e.at, 10) = NEW.day::text)
        OR EXISTS (SELECT FROM ledger_ledgerentry e WHERE e.seq = NEW.seq + 1 AND left(e.at, 10) = NEW.day::text)
    THEN
        RAISE EXCEPTION 'entry % is not the last of %', NEW.seq, NEW.day
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_day_is_head BEFORE INSERT ON ledger_ledgerday
    FOR EACH ROW EXECUTE FUNCTION ledger_day_is_head();

-- A ledger of nothing but samples is a demonstration and goes with them. One real entry, and it stays for ever.
CREATE FUNCTION ledger_drop_samples() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger'));
    IF EXISTS (SELECT FROM ledger_ledgerentry WHERE NOT (line::jsonb ->> 'is_sample')::boolean) THEN
        RETURN false;
    END IF;
    ALTER TABLE ledger_ledgerentry DISABLE TRIGGER ledger_entry_append_only;
    ALTER TABLE ledger_ledgerday DISABLE TRIGGER ledger_day_append_only;
    TRUNCATE ledger_ledgerentry, ledger_ledgerday;
    ALTER TABLE ledger_ledgerentry ENABLE TRIGGER ledger_entry_append_only;
    ALTER TABLE ledger_ledgerday ENABLE TRIGGER ledger_day_append_only;
    RETURN true;
END $$;
"""

NO_GUARD = """
DROP FUNCTION ledger_drop_samples();
DROP TRIGGER ledger_day_is_head ON ledger_ledgerday;
DROP TRIGGER ledger_entry_follows ON ledger_ledgerentry;
DROP TRIGGER ledger_day_append_only ON ledger_ledgerday;
DROP TRIGGER ledger_entry_append_only ON ledger_ledgerentry;
DROP FUNCTION ledger_day_is_head();
DROP FUNCTION ledger_follows();
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
