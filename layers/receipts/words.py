"""What somebody without an account types: no control characters, and no identity number, which no answer needs."""

import re
from typing import Any

from django import forms

from geo.errors import BadInput
from layers.receipts.identity import has_identity_number, without_identity_numbers

# Line ends and tabs belong to a text; other control characters are nobody's doing.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
CONTROL_OR_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
PHONE = re.compile(r"\+?[0-9][0-9 \-]{5,24}", re.ASCII)
NOT_A_PHONE = "电话应为数字，如手机号，或区号加号码"
HAS_NUMBER = (
    "里面有身份证号。这里不需要身份证号，请删去；也可以勾选“替我删去身份证号”，我们在保存以前把它删掉。"
)


def line(label: str, longest: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": options.pop("autocomplete", "off")})
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


class WordsForm(forms.Form):
    """A form whose ``words`` are looked through; those of them in ``texts`` may have several lines."""

    words: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    drop_numbers = forms.BooleanField(label="替我删去身份证号", required=False)
    token = forms.CharField(max_length=200, widget=forms.HiddenInput)

    @property
    def asks_to_drop(self) -> bool:
        """Whether the offer to take identity numbers out is shown."""
        return any(HAS_NUMBER in error for errors in self.errors.values() for error in errors)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.words:
            self._clean_words(name, cleaned)
        phone = cleaned.get("phone", "")
        if phone and not PHONE.fullmatch(phone):
            self.add_error("phone", NOT_A_PHONE)
        return cleaned

    def _clean_words(self, name: str, cleaned: dict[str, Any]) -> None:
        text = cleaned.get(name)
        if not text:
            return
        if (CONTROL if name in self.texts else CONTROL_OR_LINE).search(text):
            self.add_error(name, "里面有看不见的控制字符，请删去后重新填")
        elif has_identity_number(text):
            # Kept nowhere, not even encrypted: no step of the answer needs it. Taken out only when the person says so.
            if cleaned.get("drop_numbers"):
                cleaned[name] = without_identity_numbers(text)
            else:
                self.add_error(name, HAS_NUMBER)


def answer_words(text: str, longest: int) -> str:
    """What staff answer, as it is stored. Raises BadInput, parameter "answer"."""
    return plain_words(text, longest, "answer", "答复")


def plain_words(text: str, longest: int, parameter: str, label: str) -> str:
    """As they are stored. Raises BadInput: empty, too long, with control characters or an identity number."""
    words = text.strip().replace("\r\n", "\n")
    if not words:
        raise BadInput(parameter, f"请写{label}")
    if len(words) > longest:
        raise BadInput(parameter, f"{label}不能超过 {longest} 字，现有 {len(words)} 字")
    if CONTROL.search(words):
        raise BadInput(parameter, f"{label}里有看不见的控制字符，请删去后重新填")
    if has_identity_number(words):
        raise BadInput(parameter, f"{label}里有身份证号，请删去")
    return words
