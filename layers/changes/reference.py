"""The shipped flows. What staff changed of them stays theirs.

Land acquisitions: 三审 before publication, by different people, and 保密审查 by whom the office named (政府信息公开条例 17).
"""

from django.db import transaction

from layers.changes.models import Flow, FlowStep
from layers.staff.models import Role

# flow: name, steps of (code, name, role, by the secrecy reviewer, working days)
FLOWS = {
    "land": (
        "征地信息（三审三校）",
        [
            ("first", "初审", Role.REVIEWER, False, 2),
            ("second", "复审", Role.REVIEWER, False, 2),
            ("final", "终审", Role.REVIEWER, False, 2),
            ("secrecy", "保密审查", Role.REVIEWER, True, 2),
            ("publish", "发布", Role.PUBLISHER, False, 1),
        ],
    ),
    "content": (
        "一般内容（一审一发）",
        [("review", "审核", Role.REVIEWER, False, 2), ("publish", "发布", Role.PUBLISHER, False, 1)],
    ),
    "direct": ("直接发布", []),
}


@transaction.atomic
def load() -> None:
    """Adds a flow with its steps where it is missing."""
    for code, (name, steps) in FLOWS.items():
        flow, is_new = Flow.objects.get_or_create(code=code, defaults={"name": name})
        if is_new:
            FlowStep.objects.bulk_create(
                FlowStep(
                    flow=flow, number=number, code=step, name=title, role=role,
                    by_secrecy_reviewer=is_secrecy, working_days=days,
                )
                for number, (step, title, role, is_secrecy, days) in enumerate(steps, start=1)
            )  # fmt: skip
