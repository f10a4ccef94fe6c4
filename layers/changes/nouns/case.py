"""征地案件: with its approval, villages, stages, parcels and documents. Once public it is withdrawn, never undone.

An approval may serve several cases. It is told in full in each; one that says otherwise than the others is refused.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from geo.errors import BadInput
from layers.audit.record import record
from layers.changes import case_files, case_news, case_parcels
from layers.changes.aggregate import Child, Layers, Noun, Snapshot, register
from layers.changes.values import NATURAL_KEYS, RESOLVERS, Json, hashable
from layers.land import models, publish
from layers.search import index
from layers.search.registry import KINDS

APPROVAL = ("issuer", "level", "doc_no_raw", "doc_no", "no_number_reason", "issued_on", "received_on")
NATURAL_KEYS[models.StageKind] = ("regime", "code")
NATURAL_KEYS[models.Stage] = ("case__public_id", "kind__code", "version")
NATURAL_KEYS[models.Approval] = APPROVAL


def approvals(values: list[Json]) -> dict[Any, Any]:
    """Each as it is stored, or stored now. ``check`` has asked the other cases of it."""
    found = {}
    for value in values:
        row = _same(value).select_for_update().order_by("pk").first() or models.Approval()
        if row.pk is None or _different(row, value):
            for name in APPROVAL:
                setattr(row, name, value[name])
            try:
                row.clean_fields()
            except ValidationError as problem:
                raise BadInput("approval", "批复：" + "；".join(problem.messages)) from None
            row.save()
        found[hashable(value)] = row.pk
    return found


RESOLVERS[models.Approval] = approvals
LABELS = {field.name: str(field.verbose_name) for field in models.Approval._meta.fields}


def _same(value: Json) -> QuerySet[models.Approval]:
    """By issuer and number; one without a number by all that is said of it."""
    told = {"issuer": value["issuer"], "doc_no": value["doc_no"]} if value["doc_no"] else value
    return models.Approval.objects.filter(**told)


def _different(row: models.Approval, value: Json) -> list[str]:
    def stored(name: str) -> Json:
        found = getattr(row, name)
        return found.isoformat() if hasattr(found, "isoformat") else found

    return [name for name in APPROVAL if stored(name) != value[name]]


def _check_approval(key: str, value: Json) -> None:
    """Another case may add what was not known of a shared approval, such as the day it arrived; not change it.

    机关代字 and number name one document whoever wrote down its issuer: the same number is never a second approval.
    """
    if value["doc_no"]:
        namesake = models.Approval.objects.filter(doc_no=value["doc_no"]).exclude(issuer=value["issuer"])
        if other := namesake.filter(cases__isnull=False).exclude(cases__public_id=key).first():
            raise BadInput(
                "approval",
                f"文号 {other.doc_no} 已经登记，批准机关是“{other.issuer}”，这里写的是“{value['issuer']}”；"
                "是同一份批复的，请照已登记的写",
            )
    row = _same(value).exclude(cases__isnull=True).first()
    if row is None or not row.cases.exclude(public_id=key).exists():
        return
    changed = [name for name in _different(row, value) if getattr(row, name) not in (None, "")]
    if changed:
        labels = "、".join(LABELS[name] for name in changed)
        raise BadInput("approval", f"批复 {row} 还用于别的案件，已登记的{labels}与所填不同")


def _check_template(snapshot: Snapshot) -> None:
    meant = models.DossierTemplate.objects.get(pk=snapshot["template"])
    if (meant.regime, meant.case_kind) != (snapshot["regime"], snapshot["kind"]):
        raise BadInput("template", f"组卷模板“{meant}”不是这种制度和类型的，请另选或留空")


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return snapshot["county"], snapshot["organisation"]


def layers(keys: list[str]) -> Layers:
    return {layer: publish.counties(keys) for layer in publish.LAYERS}


def fill(key: str, snapshot: Snapshot) -> Snapshot:
    """A number that another case has already is written as it stands there: brackets make no second approval."""
    approval = snapshot["approval"]
    if approval and approval["doc_no"]:
        others = models.Case.objects.exclude(public_id=key)
        if known := _same(approval).filter(cases__in=others).first():
            snapshot = {**snapshot, "approval": {**approval, "doc_no_raw": known.doc_no_raw}}
    return case_files.fill(snapshot)


def check(key: str, snapshot: Snapshot) -> None:
    if not snapshot["case_villages"]:
        raise BadInput("case_villages", "案件至少要写明一个涉及的村")
    if (snapshot["kind"] == models.Case.Kind.HOUSES) != (snapshot["regime"] == models.Regime.HOUSES):
        raise BadInput("regime", "房屋征收适用房屋征收的制度，征地适用征地的制度；请核对类型和适用制度")
    if snapshot["template"]:
        _check_template(snapshot)
    if snapshot["approval"]:
        _check_approval(key, snapshot["approval"])
    for row in snapshot["stages"]:
        if row["kind"]["regime"] != snapshot["regime"]:
            raise BadInput("stages", "阶段不属于本案适用的制度")
    case_parcels.check(key, snapshot)
    case_files.check(key, snapshot)


def show(keys: list[str], is_preview: bool) -> None:
    flagged = publish.check(keys)
    if not is_preview:
        for key, messages in flagged.items():
            record("flag", noun=models.Case, keys=[key], detail={"message": "；".join(messages)})
    publish.draw(keys)
    case_files.publish(keys, is_preview)
    index.update("case", KINDS["case"].queryset().filter(public_id__in=keys))
    # In the catalogue a file stands under the organisation of its case and the tab of its kind.
    files = models.CaseDocument.objects.filter(case__public_id__in=keys).values("document")
    index.update("document", KINDS["document"].queryset().filter(pk__in=files))


def take_back(withdrawals: list[tuple[str, str, str]]) -> None:
    publish.take_back(withdrawals)
    index.remove("case", [public_id for public_id, *_ in withdrawals])


parcel_children = (
    Child(model=models.ParcelSurvey, name="survey", label="勘测定界", parent="parcel", is_single=True,
          fields=("area", "source_srid", "source_coordinates", "quality")),
    Child(model=models.ParcelVillage, name="parcel_villages", label="地块涉及村", parent="parcel",
          fields=("village", "area_ha", "source"), identity=("village",)),
)  # fmt: skip

register(
    Noun(
        name="case",
        title="征地案件",
        model=models.Case,
        fields=(
            "name", "regime", "regime_reason", "kind", "template", "year", "batch_no", "county", "organisation", "purpose",
            "law45_item", "total_area_ha", "compensation", "settled_population", "approval", "began_on",
            "terminated_on", "phone",
        ),
        children=(
            Child(model=models.CaseVillage, name="case_villages", label="涉及村", parent="case",
                  fields=("village", "area_ha"), identity=("village",)),
            Child(model=models.Stage, name="stages", label="阶段", parent="case",
                  fields=("kind", "version", "posted_on", "closed_on", "issuer", "doc_no", "note"),
                  identity=("kind", "version")),
            Child(model=models.Parcel, name="parcels", label="地块", parent="case", children=parcel_children,
                  fields=("public_id", "parcel_no", "name", "land_use", "ownership", "area_ha", "area_by_class",
                          "east", "south", "west", "north"),
                  identity=("public_id",), order=("parcel_no",), is_withdrawn=True),
            Child(model=models.CaseDocument, name="case_documents", label="案件文件", parent="case",
                  fields=("kind", "document", "version", "stage", "first_page", "last_page", "audience", "sort_key"),
                  identity=("kind", "document")),
        ),
        flow="land",
        place=place,
        fill=fill,
        check=check,
        publish=show,
        withdraw=take_back,
        leave=case_files.leave,
        files=case_files.files,
        attach=case_files.attach,
        file_rows="case_documents",
        layers=layers,
        announce=case_news.announce_cases,
        is_undoable=False,
        order=5,
    )
)  # fmt: skip
