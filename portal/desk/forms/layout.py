"""How the editor of a noun is laid out: one file a noun says order, groups, help and special fields, nothing else.

What a layout does not name is carried along as it is in the draft. The columns, their forms and their rules come from
the noun itself (layers/changes).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.changes.aggregate import Snapshot

if TYPE_CHECKING:
    from portal.desk.forms.fields import ValueField


@dataclass(frozen=True)
class Group:
    """Columns and children that stand together. ``has_map`` gives their points a map to be set on; ``template`` is
    drawn above them."""

    title: str
    names: tuple[str, ...]
    help: str = ""
    has_map: bool = False
    template: str = ""


@dataclass(frozen=True)
class Layout:
    """``rows`` lays out the children; ``hidden`` columns are in the form and not on the screen.

    ``fields`` names the class of a column that the type alone does not give, or of a child that is one field. ``today``
    has for a date the words of a button that sets it to today. ``preview`` tells, for a snapshot and its editor, what
    the entries mean: column or child → sentence.
    ``one`` is what one row is called; ``part`` the words of a button that adds another row for the same document;
    ``is_added`` False: a row comes by something else than the button under the list. ``learn`` is given the snapshot
    before the fields are made, for what they have to know of the whole.
    """

    groups: tuple[Group, ...]
    help: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, "type[ValueField]"] = field(default_factory=dict)
    rows: Mapping[str, "Layout"] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    today: Mapping[str, str] = field(default_factory=dict)
    # A page beside the editor: (name of its address, words of the link).
    beside: tuple[tuple[str, str], ...] = ()
    preview: Callable[..., dict[str, str]] = lambda snapshot, editor=None: {}
    one: str = ""
    # The names of what this record must have beside what every one must.
    demanded: Callable[[Snapshot], list[str]] = lambda snapshot: []
    part: str = ""
    is_added: bool = True
    learn: Callable[[Any, Snapshot], None] = lambda editor, snapshot: None
    # Modules of js/ that the page of this noun needs beside the editor's own.
    scripts: tuple[str, ...] = ()
    # Further context for the templates of special fields.
    context: Callable[[Snapshot, Any], dict[str, Any]] = lambda snapshot, editor: {}
    # What its author has to confirm before it is submitted, each a sentence.
    confirm: Callable[[Snapshot, Any], list[str]] = lambda snapshot, editor: []
    # Those of them that want a reason, too.
    justify: Callable[[Snapshot, Any], list[str]] = lambda snapshot, editor: []
    # What draws the map of the group that has one.
    map_script: str = "js/desk-pin.js"
    map_label: str = "点一下地图，或拖动图钉，标出位置。也可以在下面填经度和纬度"

    def names(self) -> list[str]:
        return [name for group in self.groups for name in group.names] + list(self.hidden)

    def only(self, wanted: frozenset[str]) -> "Layout":
        """The same, of these columns and children alone."""
        from dataclasses import replace

        groups = tuple(
            replace(group, names=kept)
            for group in self.groups
            if (kept := tuple(name for name in group.names if name in wanted))
        )
        # Who changes a part alone is not asked for the rest.
        return replace(self, groups=groups, hidden=(), demanded=lambda snapshot: [])


def rows(*names: str, one: str, **given: Any) -> Layout:
    """The layout of a child: one group without a title."""
    return Layout(groups=(Group("", names),), one=one, **given)


LAYOUTS: dict[str, Layout] = {}


def register(noun: str, layout: Layout) -> Layout:
    LAYOUTS[noun] = layout
    return layout
