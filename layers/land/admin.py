from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from layers.administration import ClosedAdmin, ContentAdmin, PublishedAdmin, TextInline
from layers.land import models, publish
from layers.land.catalogue import CatalogueItem
from layers.land.procedure import DossierTemplate
from layers.search import index


class CaseVillageInline(TextInline):
    model = models.CaseVillage
    autocomplete_fields = ["village"]


class StageInline(TextInline):
    model = models.Stage


class CaseDocumentInline(TextInline):
    model = models.CaseDocument
    raw_id_fields = ["stage", "document"]


@admin.register(models.Case)
class CaseAdmin(PublishedAdmin):
    list_display = ["public_id", "name", "regime", "year", "county", "withdrawn_at"]
    list_filter = ["regime", "kind", "year", "is_sample"]
    search_fields = ["name", "public_id"]
    autocomplete_fields = ["county", "organisation", "successor"]
    raw_id_fields = ["approval"]
    list_select_related = ["county"]
    inlines = [CaseVillageInline, StageInline, CaseDocumentInline]

    def publish(self, obj: models.Case) -> None:
        index.update("case", [obj])
        publish.publish(obj, obj.published_at)

    def withdraw(self, obj: Any) -> None:
        index.remove("case", [obj.public_id])
        publish.withdraw(obj, obj.withdrawal_reason, obj.successor)


@admin.register(models.Approval)
class ApprovalAdmin(ClosedAdmin):
    list_display = ["doc_no", "issuer", "issued_on", "received_on"]
    list_filter = ["level"]
    search_fields = ["doc_no", "doc_no_raw"]


class SurveyInline(TextInline):
    """Surveys come from the importer, which knows the coordinate system; here they are only looked at."""

    model = models.ParcelSurvey
    fields = ["source_srid", "quality", "source_coordinates"]
    readonly_fields = ["source_srid", "quality", "source_coordinates"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Parcel)
class ParcelAdmin(ContentAdmin):
    list_display = ["public_id", "parcel_no", "name", "case", "area_ha", "withdrawn_at"]
    list_filter = ["ownership", "is_sample"]
    search_fields = ["public_id", "parcel_no", "name"]
    raw_id_fields = ["case", "successor"]
    readonly_fields = ["public_id", "withdrawn_at", "withdrawal_reason", "is_sample"]
    list_select_related = ["case"]
    inlines = [SurveyInline]

    def after_save(self, obj: models.Parcel) -> None:
        publish.raise_versions(obj.case)


@admin.register(models.StageKind)
class StageKindAdmin(ClosedAdmin):
    list_display = ["regime", "code", "name", "plain"]
    list_filter = ["regime"]


@admin.register(models.DocumentKind)
class DocumentKindAdmin(ClosedAdmin):
    list_display = ["code", "name", "tab"]
    list_filter = ["tab"]


@admin.register(CatalogueItem)
class CatalogueItemAdmin(ClosedAdmin):
    """标准目录 is a table of practice: a city corrects it against the text that it holds."""

    list_display = ["chapter", "name", "time_limit_kind", "n", "audience"]
    list_filter = ["chapter", "time_limit_kind"]
    ordering = ["sort_key"]


class RequiredDocumentInline(TextInline):
    model = models.RequiredDocument


@admin.register(DossierTemplate)
class DossierTemplateAdmin(ClosedAdmin):
    list_display = ["name", "regime", "case_kind", "sort_key"]
    list_filter = ["regime", "case_kind"]
    inlines = [RequiredDocumentInline]
