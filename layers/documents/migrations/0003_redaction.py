"""That bytes of a version were removed, and what the database refuses about it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What was asked is done once and stays as it was done; the owner of the tables is subject to it, too.
ONLY_DONE = """
CREATE FUNCTION documents_redaction_only_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.done_at IS NOT NULL OR NEW.done_at IS NULL
        OR (NEW.id, NEW.version_id, NEW.reason, NEW.removes_original, NEW.successor_id, NEW.asked_by_id, NEW.asked_for_id,
            NEW.asked_at) IS DISTINCT FROM (OLD.id, OLD.version_id, OLD.reason, OLD.removes_original,
            OLD.successor_id, OLD.asked_by_id, OLD.asked_for_id, OLD.asked_at)
    THEN
        RAISE EXCEPTION 'a redaction can only be done, once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_redaction_only_done BEFORE UPDATE ON documents_redaction
    FOR EACH ROW EXECUTE FUNCTION documents_redaction_only_done();
"""
NOT_ONLY_DONE = """
DROP TRIGGER documents_redaction_only_done ON documents_redaction;
DROP FUNCTION documents_redaction_only_done();
"""
# The public learns why something is gone, never that somebody asked for it (0002 says why it names no login).
READERS = """
ALTER TABLE documents_redaction ENABLE ROW LEVEL SECURITY;
CREATE POLICY writers ON documents_redaction USING ((SELECT has_table_privilege('documents_redaction', 'INSERT')))
    WITH CHECK ((SELECT has_table_privilege('documents_redaction', 'INSERT')));
CREATE POLICY readers ON documents_redaction FOR SELECT USING (done_at IS NOT NULL);
"""
NO_READERS = """
DROP POLICY readers ON documents_redaction;
DROP POLICY writers ON documents_redaction;
ALTER TABLE documents_redaction DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_guard'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('removes_original', models.BooleanField(default=False, verbose_name='连原件一起删除')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提出时间')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='删除时间')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('asked_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代何人')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='由何者替代')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='redaction', to='documents.documentversion', verbose_name='版本')),
            ],
            options={
                'verbose_name': '内容删除',
                'verbose_name_plural': '内容删除',
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='documents_redaction_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(('done_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='documents_redaction_done_by_another')],
            },
        ),
        migrations.RunSQL(ONLY_DONE, NOT_ONLY_DONE),
        migrations.RunSQL(READERS, NO_READERS),
    ]
