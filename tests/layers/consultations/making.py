"""An answer for everybody in one line."""

import datetime as dt

from layers.consultations.models import SelectedAnswer


def selected_answer(organisation, question="社保卡丢了怎样补办", **given):
    words = {"answer": "带身份证到窗口补办。", "answered_on": dt.date(2026, 1, 5)}
    return SelectedAnswer.objects.create(organisation=organisation, question=question, **words | given)
