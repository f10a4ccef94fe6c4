"""区划调整: the one form of a merger, a split, a new name and code, another town, a village newly set up."""

from dataclasses import replace
from typing import Any

from django import forms

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun
from layers.changes.reforming import Kind
from layers.land.document_number import normalise
from layers.regions.models import Region, Succession
from portal.desk.forms.accounts import FaultForm
from portal.desk.forms.fields import Found
from portal.desk.forms.layout import Group, Layout, rows

# It is no record: the form's own shape, of columns that are the villages'.
REFORM = Noun(
    name="reform",
    title="区划调整",
    model=Region,
    key="code",
    fields=("valid_from", "manage_parent"),
    children=(
        Child(model=Succession, name="sources", label="原村", fields=("predecessor",), identity=("predecessor",)),
        Child(model=Succession, name="targets", label="现有的村", fields=("successor",), identity=("successor",)),
        Child(model=Region, name="founded", label="新村", fields=("name", "code", "label_point", "phone"),
              identity=("code",)),
    ),
)  # fmt: skip


class Town(Found):
    """There must be one."""

    is_wanted = True


OLD = Group("原来的村", ("sources",))
NEW = Group("成为哪个村", ("targets", "founded"), has_map=True)
WHEN = Group("从哪天起", ("valid_from",), help="写以后的日期，就到那天零点自动发布；在那以前什么也不变。")
BASE = Layout(
    groups=(),
    labels={"valid_from": "生效日期", "manage_parent": "乡镇、街道"},
    rows={
        "sources": rows("predecessor", one="原村", labels={"predecessor": "村名"}),
        "targets": rows("successor", one="现有的村", labels={"successor": "村名"}),
        "founded": rows("name", "code", "phone", "label_point", one="新村",
                        labels={"name": "名称", "code": "12 位代码", "label_point": "地图上写村名的地方"},
                        help={"name": "全名，如“示例村村委会”“示例社区居委会”。",
                              "code": "前 9 位同乡镇；后三位 001-199 居委会，200-399 村委会，400 以后为类似单位。",
                              "phone": "村委会的公开电话。"}),
    },
)  # fmt: skip
LAYOUTS: dict[str, Layout] = {
    Kind.MERGE: replace(
        BASE,
        groups=(
            OLD,
            replace(NEW, title="合并成哪个村", help="并入现有的村，或合成一个新村，只写一个。"),
            Group("所属乡镇", ("manage_parent",), help="原村不在同一个乡镇时才要写。"),
            WHEN,
        ),
    ),
    Kind.SPLIT: replace(
        BASE,
        groups=(
            replace(OLD, title="拆分哪个村"),
            replace(NEW, title="拆成哪几个村", help="至少两个，可以有现有的村。"),
            WHEN,
        ),
    ),
    Kind.RENAME: replace(
        BASE,
        groups=(
            replace(OLD, title="哪个村"),
            Group("新的名称和代码", ("founded",), has_map=True),
            Group("所属乡镇", ("manage_parent",), help="同时划归别的乡镇时才要写。"),
            WHEN,
        ),
    ),
    Kind.MOVE: replace(
        BASE,
        fields={"manage_parent": Town},
        groups=(
            replace(OLD, title="哪些村"),
            Group(
                "划归哪里",
                ("manage_parent",),
                help="代码和统计上的归属不变；统计部门换了代码以后，再用“更名换码”。",
            ),
            WHEN,
        ),
    ),
    Kind.FOUND: replace(
        BASE,
        fields={"manage_parent": Town},
        groups=(Group("设在哪里", ("manage_parent",)), Group("新村", ("founded",), has_map=True), WHEN),
    ),
}


class DecreeForm(FaultForm):
    """By which paper: nothing of the map of villages changes without one."""

    doc_no = forms.CharField(
        label="批准文号", max_length=80, help_text="如 ××政发〔2026〕12号，用哪种括号都可以"
    )
    issuer = forms.CharField(label="发文机关", max_length=60, help_text="如 ××县人民政府")

    def clean_doc_no(self) -> str:
        try:
            return normalise(self.cleaned_data["doc_no"])
        except BadInput as problem:
            raise forms.ValidationError(problem.message) from None

    def clean_issuer(self) -> str:
        return str(self.cleaned_data["issuer"]).strip()

    @property
    def text(self) -> str:
        told: dict[str, Any] = self.cleaned_data
        return f"{told['doc_no']}，{told['issuer']}"
