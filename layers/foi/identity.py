"""Numbers of identity documents, checked as their standards say, so that a slip is found while the person is still there."""

import re

from geo.errors import BadInput
from layers.foi.models import ApplicantKind, IdentityKind
from layers.screening.detectors.credit_code import is_credit_code
from layers.screening.detectors.hit import fold
from layers.screening.detectors.id_card import has_check_digit, is_place_and_date

OTHERS = re.compile(r"[0-9A-Z（）()\u4e00-\u9fff第字号]{5,30}")


def clean_number(kind: str, typed: str) -> str:
    """As it is stored: half-width, capitals, no spaces. Raises BadInput("identity_number")."""
    number = re.sub(r"[\s\-]", "", fold(typed)).upper()
    if kind == IdentityKind.ID_CARD:
        if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
            raise _wrong("居民身份证号应为 18 位")
        if not is_place_and_date(number[:6], number[6:14]):
            raise _wrong("居民身份证号里的地区或出生日期不对")
        if not has_check_digit(number):
            raise _wrong("居民身份证号的校验位不对，请逐位核对")
    elif kind == IdentityKind.CREDIT_CODE:
        if len(number) != 18:
            raise _wrong(f"统一社会信用代码应为 18 位，现有 {len(number)} 位")
        if not is_credit_code(number):
            raise _wrong("统一社会信用代码的校验位不对，请逐位核对")
    elif not OTHERS.fullmatch(number):
        raise _wrong("证件号码应为 5 至 30 位字母、数字或汉字")
    return number


def check_kind(applicant_kind: str, identity_kind: str) -> None:
    """A person has a document of a person, an organisation its code. Raises BadInput("identity_kind")."""
    is_person = applicant_kind == ApplicantKind.PERSON
    if is_person == (identity_kind == IdentityKind.CREDIT_CODE):
        said = "自然人请选身份证等个人证件" if is_person else "法人或其他组织请选统一社会信用代码"
        raise BadInput("identity_kind", said)


def _wrong(message: str) -> BadInput:
    return BadInput("identity_number", message)
