"""征地案件: facts, approval, villages with their areas, parcels with their corners, stages by date, documents; beside them
what the law says of the dates, and what the corners say of the areas.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Count

from geo.errors import BadInput
from layers.changes.aggregate import Snapshot
from layers.changes.case_facts import ProposedFacts
from layers.land.facts import Procedure, load_procedure
from layers.land.models import Approval, DocumentKind, DossierTemplate, Regime, StageKind, Tab
from layers.land.rules import problems
from layers.staff.scope import Scope
from layers.workdays.calendar import load_calendar
from portal.desk.files import file_views
from portal.desk.forms.approval import ApprovalField
from portal.desk.forms.fields import Editor
from portal.desk.forms.files import DocumentFile, OfStage, OwnDocument
from portal.desk.forms.layout import Group, Layout, register, rows
from portal.desk.forms.offers import OFFERS, Offer, packed
from portal.desk.forms.offers import register as offer
from portal.desk.forms.survey import SurveyField, zones
from portal.desk.parcels import Parcels, parcels_of

offer(
    Offer(
        "stage-kind", StageKind, lambda scope: StageKind.objects.all(), order=("regime", "sort_key"), is_short=True,
        group=lambda row: Regime(row.regime).label,
    )
)  # fmt: skip

offer(
    Offer(
        "document-kind", DocumentKind, lambda scope: DocumentKind.objects.all(), order=("sort_key",), is_short=True,
        group=lambda row: Tab(row.tab).label, related=("catalogue_item",),
    )
)  # fmt: skip


offer(
    Offer(
        "dossier-template", DossierTemplate, lambda scope: DossierTemplate.objects.all(),
        order=("regime", "case_kind", "sort_key"), is_short=True, group=lambda row: Regime(row.regime).label,
    )
)  # fmt: skip


def learn(editor: Editor, case: Snapshot) -> None:
    """What the rows of documents have to know: the files of the draft, and its stages by name."""
    documents = case["case_documents"]
    editor.files = file_views(documents)
    for row in documents:
        editor.versions.setdefault(row["document"], row["version"])
    names = {key: words for _, options in editor.choices_of(OFFERS[StageKind]) for key, words in options}
    for row in case["stages"]:
        if row["kind"]:
            again = f"（第 {row['version']} 版）" if row["version"] != 1 else ""
            name = names.get(packed(row["kind"]), row["kind"]["code"])
            editor.stages[f"{row['kind']['code']} {row['version']}"] = f"{name}{again}"


def told(case: Snapshot, editor: Editor | None = None) -> dict[str, str]:
    """Both numbers where the areas do not fit (real notices do err), and each rule that the dates break."""
    found = {}
    if areas := [row["area_ha"] for row in case["case_villages"] if row["area_ha"]]:
        found["case_villages"] = sums(areas, case["total_area_ha"])
    if case["parcels"]:
        found["parcels"] = "；".join(parcels(case, editor).sentences) or "还没有坐标，地图上看不到这些地块"
    if case["regime"]:
        try:
            facts = ProposedFacts([editor.key] if editor else [], procedure(editor))
            broken = problems(facts.of(editor.key if editor else "", case), load_calendar())
        except (BadInput, ValueError):
            broken = []
        words = [f"{'不能发布' if one.is_hard else '请核对'}：{one.message}" for one in broken]
        found["stages"] = "；".join(words) if words else "日期符合程序。"
    if case["approval"]:
        found["approval"] = already_known(case["approval"], editor.key if editor else "")
    if case["case_documents"]:
        found["case_documents"] = "；".join(hints(case, editor))
    return found


def already_known(approval: Snapshot, key: str) -> str:
    """That a number is there already, whoever wrote it and in whatever brackets: the case is linked to that approval."""
    rows = Approval.objects.filter(doc_no=approval["doc_no"], cases__isnull=False).exclude(doc_no="")
    row = rows.exclude(cases__public_id=key).annotate(used=Count("cases")).first()
    if row is None:
        return ""
    return (
        f"{row.doc_no} 已经登记：{row.issuer} {row.issued_on:%Y-%m-%d} 批准，用于 {row.used} 件案件。"
        "本案将与它关联，不另立一份；各项要与已登记的一致。"
    )


def hints(case: Snapshot, editor: Editor | None) -> list[str]:
    """What the catalogue says is to be covered in the files of these kinds."""
    kinds = editor.rows_of(OFFERS[DocumentKind]) if editor else OFFERS[DocumentKind].listed(Scope())
    named = {row["kind"] for row in case["case_documents"]}
    return [
        f"“{kind}”公开前请遮盖{kind.catalogue_item.redaction}"
        for kind in kinds
        if kind.pk in named and kind.catalogue_item and kind.catalogue_item.redaction
    ]


def parcels(case: Snapshot, editor: Editor | None) -> Parcels:
    """Computed once a page."""
    if editor is None:
        return parcels_of("", case)
    asked = repr([(row["parcel_no"], row["name"], row["area_ha"], row["survey"]) for row in case["parcels"]])
    if asked not in editor.parcels:
        editor.parcels[asked] = parcels_of(editor.key, case)
    return editor.parcels[asked]  # type: ignore[no-any-return]


def around(case: Snapshot, editor: Editor) -> dict[str, Any]:
    """The map of the parcels, and the zones that corners may be in."""
    found = parcels(case, editor)
    return {"areas": found.collection, "areas_view": found.view and list(found.view), "zones": zones()}


def procedure(editor: Editor | None) -> Procedure:
    """As ``load_procedure`` gives it, from the rows that the page has already."""
    if editor is None:
        return load_procedure()
    found: Procedure = {}
    for kind in editor.rows_of(OFFERS[StageKind]):
        found.setdefault(kind.regime, []).append(kind)
    return found


def sums(areas: list[str], total: str | None) -> str:
    try:
        whole = sum(map(Decimal, areas), Decimal(0))
    except InvalidOperation:
        return ""
    said = f"各村合计 {whole.normalize():f} 公顷（{(whole * 15).normalize():f} 亩）"
    if total and abs(Decimal(total) - whole) > Decimal("0.0001") * len(areas):
        return (
            f"{said}，与征收面积 {Decimal(total).normalize():f} 公顷不符，请核对；公告本来如此的，可以照录。"
        )
    return f"{said}。"


register(
    "case",
    Layout(
        groups=(
            Group("案件", ("name", "kind", "template", "year", "batch_no", "county", "organisation", "phone")),
            Group("适用制度", ("began_on", "regime", "regime_reason", "terminated_on")),
            Group("用途和面积", ("purpose", "law45_item", "total_area_ha", "settled_population")),
            Group("涉及村", ("case_villages",), help="老案件没有坐标，村民只能从这里找到它，所以至少写一个村。"),
            Group("地块", ("parcels",), template="desk/forms/plots.html", has_map=True,
                  help="坐标只给工作人员和计算用，公众看到的是概略范围。灰色虚线是旁边已公布的地块。"),
            Group("征地批复", ("approval",)),
            Group("阶段", ("stages",), help="到了哪一步写哪一步，期限由系统按工作日历推算。"),
            Group("文件", ("case_documents",), template="desk/forms/upload.html",
                  help="发布以前只有本范围的工作人员看得到。一个文件里有几个方案的，各写起止页。"),
            Group("补偿", ("compensation",)),
        ),
        help={
            "name": "如“示例县2024年第3批次城镇建设用地”。",
            "template": "应公开哪些文件由它决定；留空就用适用制度和类型的第一个。",
            "county": "由哪个县市区或开发区管理。",
            "organisation": "承办的自然资源部门。",
            "phone": "办公电话，不写个人手机。",
            "began_on": "第一份程序文件的日期，由它决定适用哪个制度。",
            "regime_reason": "与启动日期的一般规定不同的，写明理由。",
            "law45_item": "土地管理法第四十五条的哪一项公共利益。",
            "total_area_ha": "公顷，四位小数。",
            "compensation": "只写标准，不写各户数额。",
        },
        fields={"approval": ApprovalField},
        rows={
            "case_villages": rows("village", "area_ha", one="村", help={"area_ha": "公顷；不知道可以不填。"}),
            "stages": rows("kind", "version", "posted_on", "closed_on", "issuer", "doc_no", "note", one="阶段",
                           help={"kind": "选本案适用制度下的阶段。", "version": "更正重发的写 2。"}),
            "parcels": rows(
                "parcel_no", "name", "land_use", "ownership", "area_ha", "survey", "area_by_class", "east", "south",
                "west", "north", "parcel_villages", one="地块", hidden=("public_id",), fields={"survey": SurveyField},
                labels={"area_ha": "申报面积（公顷）", "survey": "勘测定界"},
                help={"parcel_no": "勘测定界报告上的编号，如 DK-01。", "area_by_class": "一行一类，如“水浇地 1.2345”。"},
                rows={"parcel_villages": rows("village", "area_ha", "source", one="村")},
            ),
            "case_documents": rows(
                "version", "kind", "audience", "stage", "first_page", "last_page", one="文件",
                hidden=("document", "sort_key"), is_added=False, part="这个文件里还有另一部分",
                fields={"version": DocumentFile, "document": OwnDocument, "stage": OfStage},
                labels={"kind": "是什么文件", "first_page": "从第几页", "last_page": "到第几页", "stage": "属于哪一阶段",
                        "version": "文件"},
                help={"last_page": "到文件末尾的不填。"},
            ),
        },
        preview=told,
        learn=learn,
        context=around,
        confirm=lambda case, editor: parcels(case, editor).warnings,
        justify=lambda case, editor: parcels(case, editor).unfit,
        map_script="js/desk-parcels.js",
        map_label="本案地块和旁边已公布的地块。图上的内容在下面都有文字",
        scripts=("js/desk-files.js",),
    ),
)  # fmt: skip
