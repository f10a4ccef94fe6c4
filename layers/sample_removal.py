"""Taking away exactly the samples: their rows, what hangs on them, their areas; nothing that somebody entered."""

from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q, QuerySet

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.benefits.models import Benefit
from layers.catchments.models import Catchment
from layers.changes.models import Attachment, ChangeRow, ChangeSet, Comment, Reminder, Signature
from layers.channels.models import OfficialAccount, Website
from layers.compensation.models import CompensationZone, ConfirmedTable
from layers.consultations.models import Question, SelectedAnswer
from layers.consultations.retention import erase_one as erase_question
from layers.documents.models import Document, MediaFile
from layers.foi.models import Application, Office, PublicAnswer
from layers.foi.retention import erase_one, everywhere
from layers.land.models import Approval, Case, Parcel
from layers.ledger.samples import drop_sample_ledger
from layers.local_modules.models import LocalModule
from layers.organisations.models import Organisation
from layers.places.models import Place
from layers.policies.models import Policy
from layers.regions.models import Level, Region, RegionName, Succession
from layers.roads.models import RoadDataset
from layers.search.index import rebuild
from layers.search.models import IndexNumber
from layers.services.models import ServiceItem
from layers.staff.models import Assignment, Deputy, User
from layers.time_limits import without_time_limits
from layers.versions import bump
from layers.videos.models import Footage, Playlist, Video
from layers.zones.models import Board, Zone

# In this order each is free of the ones after it.
CONTENT: list[type[models.Model]] = [
    Playlist, Video, Footage,
    Office, PublicAnswer, SelectedAnswer,
    Benefit, Catchment, ConfirmedTable, CompensationZone, LocalModule, OfficialAccount, Website, Policy, Zone, Board,
    Place, ServiceItem, Parcel, Case,
    Document, MediaFile,
    RoadDataset,
    IndexNumber,
]  # fmt: skip
LAYERS = ("cases", "parcels", "places", "regions")


@transaction.atomic
def drop_samples() -> int:
    """The number of sample rows that were removed, without what hung on them.

    Raises BadInput, and removes nothing, when something that is no sample refers to a sample. The bytes of files
    stay until documents.sweep finds that no row names them.
    """
    without_time_limits()
    counties = list(Region.objects.filter(level=Level.COUNTY).values_list("code", flat=True))
    try:
        # Row by row a foreign key would be checked at the end; here it speaks at the statement that offends.
        with transaction.atomic(), connection.cursor() as cursor:
            removed = _remove()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as problem:
        raise BadInput(None, f"有非示例数据引用了示例数据，没有删除任何数据：{_told(problem)}") from problem
    rebuild()
    for layer in LAYERS:
        bump(layer, counties)
    return removed


def _remove() -> int:
    _remove_change_sets()
    # A film that somebody of the samples handed in is a demonstration too.
    Footage.objects.filter(Q(user__is_sample=True) | Q(organisation__is_sample=True)).update(is_sample=True)
    removed = _remove_applications()
    approvals = Approval.objects.filter(cases__is_sample=True)
    orphans = list(approvals.exclude(cases__is_sample=False).values_list("pk", flat=True).distinct())
    for model in CONTENT:
        removed += erase(model._default_manager.filter(is_sample=True))
    drop_sample_ledger()
    erase(Approval.objects.filter(pk__in=orphans))
    erase(Deputy.objects.filter(assignment__user__is_sample=True))
    erase(Assignment.objects.filter(user__is_sample=True))
    removed += erase(User.objects.filter(is_sample=True))
    removed += erase(Organisation.objects.filter(is_sample=True))
    removed += erase(RegionName.objects.filter(is_sample=True))
    removed += _remove_regions()
    return removed


def _remove_applications() -> int:
    """Their keys are erased like anybody's; what is real at an office of the samples keeps the office."""
    with acting(None, scope=everywhere(), purpose="清除示例"):
        for row in (found := Application.objects.filter(is_sample=True)).only("pk", "personal_key"):
            erase_one(row, "示例数据已清除")
        found.update(merged_into=None)
        questions = Question.objects.filter(is_sample=True)
        for question in questions.only("pk", "personal_key"):
            erase_question(question, "示例数据已清除")
        return erase(found) + erase(questions)


def _remove_change_sets() -> None:
    """Whatever the people of the samples drafted, signed or said is a demonstration too."""
    people = User.objects.filter(is_sample=True).values("pk")
    by = Q(author__in=people) | Q(on_behalf_of__in=people) | Q(released_by__in=people)
    by |= (
        Q(signatures__user__in=people) | Q(signatures__on_behalf_of__in=people) | Q(comments__user__in=people)
    )
    found = ChangeSet.objects.filter(by | Q(organisation__is_sample=True))
    shown = ChangeSet.objects.filter(pk__in=list(found.values_list("pk", flat=True).distinct()))
    handed = Attachment.objects.filter(change_set__in=shown.values("pk"))
    # What was released into a case or a policy of the samples goes with it; into another's it stays.
    released = set(handed.filter(is_private=False).values_list("document", flat=True))
    handed.let_go()
    kept = Q(case_documents__case__is_sample=False) | Q(policy_files__policy__is_sample=False)
    kept |= Q(item_files__item__is_sample=False)
    gone = Document.objects.filter(public_id__in=released)
    gone.exclude(pk__in=gone.filter(kept).values("pk")).update(is_sample=True)
    for model in (ChangeRow, Signature, Comment, Reminder):
        erase(model._default_manager.filter(change_set__in=shown.values("pk")))
    ChangeSet.objects.filter(undoes__in=shown.values("pk")).update(undoes=None)
    shown._raw_delete(shown.db)


def _remove_regions() -> int:
    former = Region.objects.filter(is_sample=True)
    erase(Succession.objects.filter(predecessor__in=former))
    Region.objects.filter(is_sample_area=True).update(
        area=None, public_area=None, label_point=None, is_sample_area=False
    )
    return erase(former)


def erase(rows: QuerySet[Any]) -> int:
    """DELETE with sub-queries, children first, as on_delete says; a million rows are not fetched to be deleted."""
    for relation in rows.model._meta.related_objects:
        child = relation.related_model
        column = relation.field.name
        hanging = child._base_manager.filter(**{f"{column}__in": rows.values("pk")})
        if relation.on_delete is models.CASCADE:
            erase(hanging)
        elif relation.on_delete is models.SET_NULL or (child is rows.model and relation.field.null):
            # A sample may name another sample as its successor or parent.
            own = hanging if relation.on_delete is models.SET_NULL else hanging.filter(is_sample=True)
            own.update(**{column: None})
    # None when Django sees without asking that there is nothing to delete.
    return rows._raw_delete(rows.db) or 0


def _told(problem: IntegrityError) -> str:
    detail = getattr(getattr(problem.__cause__, "diag", None), "message_detail", None)
    return str(detail or problem).splitlines()[0]
