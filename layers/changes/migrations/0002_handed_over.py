"""Where a set was drafted, who wrote at it before; and 区划调整 beside the other kinds."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("changes", "0001_initial"), ("organisations", "0001_initial")]

    operations = [
        migrations.AddField(
            "changeset",
            "desk",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="起草单位",
            ),
        ),
        migrations.AddField(
            "changeset",
            "former_authors",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name="曾起草人"
            ),
        ),
        migrations.AlterField(
            "changeset",
            "kind",
            models.CharField(
                choices=[
                    ("edit", "编辑"),
                    ("import", "导入"),
                    ("undo", "撤销"),
                    ("reform", "区划调整"),
                    ("expiry", "到期撤回"),
                ],
                default="edit",
                max_length=8,
                verbose_name="来由",
            ),
        ),
        # Of what was drafted before nobody wrote down where; the content's own office is the nearest to it.
        migrations.RunSQL("UPDATE changes_changeset SET desk_id = organisation_id", migrations.RunSQL.noop),
    ]
