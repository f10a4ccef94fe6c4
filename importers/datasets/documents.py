"""案件文件 in bulk: a zip of files and an index that says of which case each is, into drafts (importers.bundle)."""

from importers.bundle.index import columns
from importers.columns import Column
from importers.dataset import Bundled, register
from layers.staff.models import Role, User


def columns_of(by: User | None) -> tuple[Column, ...]:
    return columns()


DOCUMENTS = register(
    Bundled(
        name="documents",
        title="案件文件（整批）",
        noun="case",
        role=Role.EDITOR,
        columns=columns_of,
        hint="PDF、图片打成一个 zip，索引表放在里面，或与 zip 一起选。索引表一行一个文件，按文件名或文号对上；"
        "文件进入各案件的草稿，由您核对后提交，不会直接公布。",
    )
)
