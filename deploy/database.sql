-- The rights inside the service's database. A superuser runs it once on a server of your own (docs/setup.md);
-- bin/serve runs it on the private cluster at each start. It may be run again at any time.
-- The three logins exist already: owner (owns the database, migrates), web (the site), web_ro (public reads).

CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pgrouting;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO owner;
GRANT USAGE ON SCHEMA public TO web, web_ro;

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO web, web_ro', current_database());
    -- The importers stage rows in temporary tables; a public read never needs one.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO web', current_database());
END
$$;

-- What owner creates from now on: web works with it, web_ro gets nothing. What is public is granted by the
-- application after each migration, table by table and column by column.
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO web;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO web;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO web;
-- PostgreSQL lets everybody execute a new function; this can only be taken back for all schemas at once.
ALTER DEFAULT PRIVILEGES FOR ROLE owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

ALTER ROLE owner SET search_path = public, pg_temp;
ALTER ROLE web SET search_path = public, pg_temp;
ALTER ROLE web_ro SET search_path = public, pg_temp;

-- Compiling and planning workers for a query of milliseconds: measured to cost a tile endpoint 90 %.
ALTER ROLE web SET jit = off;
ALTER ROLE web SET max_parallel_workers_per_gather = 0;
ALTER ROLE web_ro SET jit = off;
ALTER ROLE web_ro SET max_parallel_workers_per_gather = 0;

-- Limits sit on the login, not on the connection string, so that a pooler in transaction mode works.
-- A long migration is not cut off; it still must not queue behind a lock, with the whole site behind it.
ALTER ROLE owner SET statement_timeout = 0;
ALTER ROLE owner SET lock_timeout = '10s';
ALTER ROLE web SET statement_timeout = '15s';
ALTER ROLE web SET lock_timeout = '3s';
ALTER ROLE web SET idle_in_transaction_session_timeout = '15s';
ALTER ROLE web SET temp_file_limit = '1GB';
ALTER ROLE web_ro SET statement_timeout = '2s';
ALTER ROLE web_ro SET lock_timeout = '1s';
ALTER ROLE web_ro SET idle_in_transaction_session_timeout = '15s';
ALTER ROLE web_ro SET temp_file_limit = '256MB';
ALTER ROLE web_ro SET default_transaction_read_only = on;
