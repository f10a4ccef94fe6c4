"""The regions of who acts, as row level security asks for them. Nobody acts: none."""

from django.db import migrations

SCOPE = """
CREATE FUNCTION personal_scope() RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT array_remove(string_to_array(coalesce(current_setting('cuntu.scope', true), ''), ','), '')
$$
"""


class Migration(migrations.Migration):
    dependencies = [("personal", "0001_initial")]

    operations = [migrations.RunSQL(SCOPE, "DROP FUNCTION personal_scope() CASCADE")]
