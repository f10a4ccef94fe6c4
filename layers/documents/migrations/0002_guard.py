"""What the database itself refuses: rewriting a version, and showing the public what is not public.

Row level security names no login: who may write a table sees all of it, who may only read it sees what is public.
So it holds for whatever the logins are called. The owner of the tables (migrations) is not subject to it.
"""

from django.db import migrations

IMMUTABLE = """
CREATE FUNCTION documents_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER documents_documentversion_immutable BEFORE UPDATE ON documents_documentversion
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_update();
CREATE TRIGGER documents_storedfile_immutable BEFORE UPDATE ON documents_storedfile
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_update();

-- A publication may be withdrawn once; nothing else of it changes and it does not come back.
CREATE FUNCTION documents_publication_only_withdraw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
        OR (NEW.id, NEW.version_id, NEW.published_at, NEW.derivative_id)
            IS DISTINCT FROM (OLD.id, OLD.version_id, OLD.published_at, OLD.derivative_id)
    THEN
        RAISE EXCEPTION 'a publication can only be withdrawn, once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_publication_only_withdraw BEFORE UPDATE ON documents_publication
    FOR EACH ROW EXECUTE FUNCTION documents_publication_only_withdraw();
"""

MUTABLE = """
DROP TRIGGER documents_documentversion_immutable ON documents_documentversion;
DROP TRIGGER documents_storedfile_immutable ON documents_storedfile;
DROP TRIGGER documents_publication_only_withdraw ON documents_publication;
DROP FUNCTION documents_refuse_update();
DROP FUNCTION documents_publication_only_withdraw();
"""

# Table: what a login that may only read sees of it. A sub-query sees only what its own table shows that login.
READERS_SEE = {
    "documents_publication": "true",
    "documents_mediafile": "true",
    "documents_documentversion": """
        EXISTS (SELECT 1 FROM documents_publication p WHERE p.version_id = documents_documentversion.id)""",
    "documents_document": """
        EXISTS (SELECT 1 FROM documents_documentversion v WHERE v.document_id = documents_document.id)""",
    "documents_pageimage": """
        EXISTS (SELECT 1 FROM documents_publication p
                WHERE p.version_id = documents_pageimage.version_id AND p.withdrawn_at IS NULL)""",
    "documents_pagetext": """
        EXISTS (SELECT 1 FROM documents_publication p
                WHERE p.version_id = documents_pagetext.version_id AND p.withdrawn_at IS NULL)""",
    "documents_storedfile": """
        documents_storedfile.store = 'derivatives' AND (
            EXISTS (SELECT 1 FROM documents_publication p
                    WHERE p.derivative_id = documents_storedfile.id AND p.withdrawn_at IS NULL)
            OR EXISTS (SELECT 1 FROM documents_pageimage i WHERE i.file_id = documents_storedfile.id)
            OR EXISTS (SELECT 1 FROM documents_mediafile m
                       WHERE m.file_id = documents_storedfile.id AND m.withdrawn_at IS NULL))""",
}

# The sub-select makes it one look-up a statement instead of one a row.
WRITER = "(SELECT has_table_privilege('{table}', 'INSERT'))"


def row_level_security() -> str:
    statements = []
    for table, sees in READERS_SEE.items():
        writer = WRITER.format(table=table)
        statements += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
            f"CREATE POLICY writers ON {table} USING ({writer}) WITH CHECK ({writer});",
            f"CREATE POLICY readers ON {table} FOR SELECT USING ({sees});",
        ]
    return "\n".join(statements)


def no_row_level_security() -> str:
    statements = []
    for table in reversed(READERS_SEE):
        statements += [
            f"DROP POLICY readers ON {table};",
            f"DROP POLICY writers ON {table};",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        ]
    return "\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        migrations.RunSQL(IMMUTABLE, MUTABLE),
        migrations.RunSQL(row_level_security(), no_row_level_security()),
    ]
