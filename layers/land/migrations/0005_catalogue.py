"""The disclosure catalogue, the templates of dossiers, and the acquisition of houses as a case of its own."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

REGIMES = [
    ("R1_PRE2004", "2004 年前（征用）"),
    ("R2_2004_2019", "2004—2019（两公告一登记）"),
    ("R3_TRANSITION", "2020—2021 过渡期"),
    ("R4_2021", "2021 年起（新条例）"),
    ("H_2011", "国有土地上房屋征收（2011 年条例）"),
]
AUDIENCES = [
    ("public", "向全社会公开"),
    ("village", "只在村内公示"),
    ("party", "只给当事人"),
    ("staff", "只供工作人员"),
]
# What was required of a regime and kind is the first template of both, under the code that load_reference gives it.
OLD, NEW = {"batch": "一书三方案（城市分批次）", "project": "一书四方案（单独选址项目）"}, {
    "batch": "一书两方案（批次，转用含补充耕地）",
    "project": "一书三方案（单独选址，转用含补充耕地）",
}
SHORT = {"R1_PRE2004": "r1", "R2_2004_2019": "r2", "R3_TRANSITION": "r3", "R4_2021": "r4"}


def give_templates(apps, schema_editor):
    using = schema_editor.connection.alias
    required = apps.get_model("land", "RequiredDocument").objects.using(using)
    templates = apps.get_model("land", "DossierTemplate").objects.using(using)
    for regime, kind in required.values_list("regime", "case_kind").distinct():
        names = NEW if regime == "R4_2021" else OLD
        made = templates.create(
            code=f"{SHORT[regime]}_{kind}", name=names.get(kind, kind), regime=regime, case_kind=kind, sort_key=10
        )
        required.filter(regime=regime, case_kind=kind).update(template=made)


class Migration(migrations.Migration):
    dependencies = [("land", "0004_posting")]

    operations = [
        migrations.CreateModel(
            name="CatalogueItem",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="代码")),
                ("sort_key", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("chapter", models.CharField(max_length=40, verbose_name="一级事项")),
                ("name", models.CharField(max_length=60, verbose_name="二级事项")),
                ("plain", models.CharField(max_length=120, verbose_name="一句大白话")),
                ("content", models.CharField(max_length=300, verbose_name="公开内容（要素）")),
                ("basis", models.CharField(max_length=200, verbose_name="公开依据")),
                (
                    "time_limit_kind",
                    models.CharField(
                        choices=[
                            ("realtime", "实时公开"),
                            ("wd_after_event", "形成之日起若干工作日内"),
                            ("within_wd_of_receipt", "收到批复之日起若干工作日内"),
                        ],
                        max_length=24,
                        verbose_name="时限种类",
                    ),
                ),
                (
                    "n",
                    models.PositiveSmallIntegerField(default=0, help_text="实时公开的写 0", verbose_name="工作日"),
                ),
                (
                    "event_stage",
                    models.SlugField(blank=True, max_length=24, verbose_name="自哪一阶段起算"),
                ),
                ("body", models.CharField(max_length=80, verbose_name="公开主体")),
                ("channels", models.CharField(max_length=120, verbose_name="公开渠道")),
                (
                    "audience",
                    models.CharField(
                        choices=AUDIENCES, default="public", max_length=8, verbose_name="公开对象"
                    ),
                ),
                ("way", models.CharField(default="主动公开", max_length=40, verbose_name="公开方式")),
                ("redaction", models.CharField(blank=True, max_length=200, verbose_name="上传前要遮盖的")),
            ],
            options={
                "verbose_name": "公开目录事项",
                "verbose_name_plural": "公开目录事项",
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="DossierTemplate",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("regime", models.CharField(choices=REGIMES, max_length=16, verbose_name="制度")),
                ("case_kind", models.CharField(max_length=12, verbose_name="案件类型")),
                ("sort_key", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
            ],
            options={
                "verbose_name": "组卷模板",
                "verbose_name_plural": "组卷模板",
                "ordering": ["regime", "case_kind", "sort_key"],
            },
        ),
        migrations.AddField(
            model_name="documentkind",
            name="catalogue_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="document_kinds",
                to="land.catalogueitem",
                verbose_name="公开目录事项",
            ),
        ),
        migrations.AddField(
            model_name="documentkind",
            name="names_households",
            field=models.BooleanField(default=False, verbose_name="含各户信息，不上网"),
        ),
        migrations.AddField(
            model_name="case",
            name="template",
            field=models.ForeignKey(
                blank=True,
                help_text="空:按适用制度和类型的第一个",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="land.dossiertemplate",
                verbose_name="组卷模板",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="regime",
            field=models.CharField(choices=REGIMES, max_length=16, verbose_name="适用制度"),
        ),
        migrations.AlterField(
            model_name="case",
            name="kind",
            field=models.CharField(
                choices=[("batch", "批次"), ("project", "单独选址项目"), ("houses", "房屋征收")],
                max_length=12,
                verbose_name="类型",
            ),
        ),
        migrations.AlterField(
            model_name="stagekind",
            name="regime",
            field=models.CharField(choices=REGIMES, max_length=16, verbose_name="制度"),
        ),
        migrations.AlterField(
            model_name="casedocument",
            name="audience",
            field=models.CharField(
                choices=AUDIENCES, default="public", max_length=8, verbose_name="公开范围"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(kind="houses", regime="H_2011") | (~Q(kind="houses") & ~Q(regime="H_2011")),
                name="land_case_houses_by_their_law",
                violation_error_message="房屋征收适用房屋征收的制度，征地适用征地的制度",
            ),
        ),
        migrations.AddField(
            model_name="requireddocument",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="required",
                to="land.dossiertemplate",
                verbose_name="组卷模板",
            ),
        ),
        migrations.RunPython(give_templates, migrations.RunPython.noop),
        # The checks of those rows are done now: an ALTER TABLE behind them would meet them pending.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="requireddocument", name="land_requireddocument_once"),
        migrations.RemoveField(model_name="requireddocument", name="regime"),
        migrations.RemoveField(model_name="requireddocument", name="case_kind"),
        migrations.AlterField(
            model_name="requireddocument",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="required",
                to="land.dossiertemplate",
                verbose_name="组卷模板",
            ),
        ),
        migrations.AddConstraint(
            model_name="requireddocument",
            constraint=models.UniqueConstraint(
                fields=("template", "document_kind"), name="land_requireddocument_once"
            ),
        ),
    ]
