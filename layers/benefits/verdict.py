"""符合、不符合、还不知道: the one meaning of a rule, in three values (Kleene: unknown stays unknown until it cannot matter).

portal/static/js/benefit-verdict.js says the same in the browser, and tests/layers/benefits/cases.json is run through
both. A profile is {attribute code: answer}: text for one choice, a list of texts for several (empty: none of them), a
number, or a truth value. What is not answered is not in it.

A condition is {"attribute", "operator", "wanted": list, "alternative": int | None}; ``wanted`` has the texts, the
truth value, the number, or the two numbers, both ends included.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

Condition = Mapping[str, Any]
Profile = Mapping[str, Any]


class Operator(models.TextChoices):
    IS = "is", "是"
    IS_ONE_OF = "is_one_of", "是其中之一"
    HAS = "has", "有"
    AT_LEAST = "at_least", "不少于"
    AT_MOST = "at_most", "不超过"
    BETWEEN = "between", "在两数之间"


class Verdict(models.TextChoices):
    MET = "met", "符合"
    UNKNOWN = "unknown", "还不知道"
    NOT_MET = "not_met", "不符合"


def of_rule(condition: Condition, profile: Profile) -> Verdict:
    if condition["attribute"] not in profile:
        return Verdict.UNKNOWN
    answer, wanted = profile[condition["attribute"]], condition["wanted"]
    return Verdict.MET if _holds(condition["operator"], answer, wanted) else Verdict.NOT_MET


def _holds(operator: str, answer: Any, wanted: list[Any]) -> bool:
    if operator == Operator.AT_LEAST:
        return bool(answer >= wanted[0])
    if operator == Operator.AT_MOST:
        return bool(answer <= wanted[0])
    if operator == Operator.BETWEEN:
        return bool(wanted[0] <= answer <= wanted[1])
    given = answer if isinstance(answer, list) else [answer]
    if operator == Operator.HAS:
        return all(one in given for one in wanted)
    return any(one in given for one in wanted)


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Not met as soon as one is not; nothing demanded is met."""
    found = set(verdicts)
    if Verdict.NOT_MET in found:
        return Verdict.NOT_MET
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.MET


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Met as soon as one is."""
    found = set(verdicts)
    if Verdict.MET in found:
        return Verdict.MET
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.NOT_MET


def of_benefit(conditions: Iterable[Condition], profile: Profile) -> Verdict:
    alone: list[Verdict] = []
    alternatives: dict[int, list[Verdict]] = {}
    for condition in conditions:
        group = condition["alternative"]
        found = of_rule(condition, profile)
        (alone if group is None else alternatives.setdefault(group, [])).append(found)
    return all_of([*alone, *(any_of(group) for group in alternatives.values())])
