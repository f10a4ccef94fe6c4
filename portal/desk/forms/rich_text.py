"""正文 at the desk: a textarea of cleaned HTML, and with a script a small editor over it. Without one a clerk types plain
text, a paragraph a line.
"""

from django import forms

from portal.desk.forms.fields import LongText


class RichText(LongText):
    kind = "rich"

    def input(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": "12", "data-rich": ""})
