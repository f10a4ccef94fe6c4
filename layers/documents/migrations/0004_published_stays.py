"""What was ever public is not deleted, by whatever login and in whatever order; samples are, as a whole.

A deletion would take away what the public was shown and when; a version is withdrawn or redacted instead.
"""

from django.db import migrations

STAYS = """
CREATE FUNCTION documents_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version bigint := CASE TG_TABLE_NAME WHEN 'documents_publication' THEN (to_jsonb(OLD) ->> 'version_id')::bigint
                                         ELSE OLD.id END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM documents_publication p
        JOIN documents_documentversion v ON v.id = p.version_id
        JOIN documents_document d ON d.id = v.document_id
        WHERE p.version_id = version AND NOT d.is_sample
    ) THEN
        RAISE EXCEPTION '% of a published version stays', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER documents_documentversion_stays BEFORE DELETE ON documents_documentversion
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_delete();
CREATE TRIGGER documents_publication_stays BEFORE DELETE ON documents_publication
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_delete();
"""

GOES = """
DROP TRIGGER documents_documentversion_stays ON documents_documentversion;
DROP TRIGGER documents_publication_stays ON documents_publication;
DROP FUNCTION documents_refuse_delete();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_redaction")]

    operations = [migrations.RunSQL(STAYS, GOES)]
