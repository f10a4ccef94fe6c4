"""答复选登: what one applicant was answered, written anew for everybody; the words pass the gate as files do."""

from layers.changes.aggregate import Noun, Snapshot, register
from layers.changes.found import indexed, taken_back
from layers.changes.nouns.service_item import place
from layers.foi.models import PublicAnswer
from layers.screening.words import refuse_personal

WORDS = ("question", "answer")


def check(key: str, snapshot: Snapshot) -> None:
    """个人信息保护法 25: nothing that tells of a person, whoever drafted it."""
    refuse_personal(snapshot, WORDS)


register(
    Noun(
        name="foi_answer",
        title="答复选登",
        model=PublicAnswer,
        fields=("organisation", "question", "outcome", "answer", "answered_on"),
        label=lambda snapshot: str(snapshot.get("question") or "未命名"),
        place=place,
        check=check,
        publish=indexed("foi_answer"),
        withdraw=taken_back(PublicAnswer, "答复选登", kind="foi_answer"),
        order=9,
    )
)
