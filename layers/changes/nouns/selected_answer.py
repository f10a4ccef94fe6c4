"""咨询选登: what one person was answered, written anew for everybody. Only of a question whose asker agreed."""

from geo.errors import BadInput
from layers.changes.aggregate import Noun, Snapshot, register
from layers.changes.found import indexed, taken_back
from layers.changes.nouns.service_item import place
from layers.consultations.models import TIES, Question, SelectedAnswer, State
from layers.screening.words import refuse_personal

WORDS = ("question", "answer")


def check(key: str, snapshot: Snapshot) -> None:
    """个人信息保护法 25: with consent, and nothing that tells of a person, whoever drafted it."""
    agreed = Question.objects.filter(selected=key, may_be_selected=True, state=State.ANSWERED)
    if not agreed.exists():
        raise BadInput("question", "选登要从本人同意公开、已经答复的咨询起草")
    if sum(snapshot[name] is not None for name in TIES) > 1:
        raise BadInput("item", "一条选登只针对一件事：事项、网点、案件里最多选一个")
    refuse_personal(snapshot, WORDS)


register(
    Noun(
        name="selected_answer",
        title="咨询选登",
        model=SelectedAnswer,
        fields=("organisation", *TIES, "question", "answer", "answered_on"),
        label=lambda snapshot: str(snapshot.get("question") or "未命名"),
        place=place,
        check=check,
        publish=indexed("question"),
        withdraw=taken_back(SelectedAnswer, "咨询选登", kind="question"),
        order=9,
    )
)
