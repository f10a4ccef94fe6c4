"""A zip of files of one case with its index, as a county office packs it."""

import datetime as dt
import io
import zipfile

from tests.importers.sheets import packed, workbook
from tests.layers.documents.files import pdf, picture
from tests.layers.land import factories

NAME, NUMBER = "博兴县2024年第3批次城镇建设用地", "博政征预〔2024〕3号"
HEADER = ["案件", "文号", "文件名", "种类", "标题", "日期", "公开范围"]
ROWS = [
    [NAME, "博政征预[2024]03号", None, "征收土地预公告", "预公告", "2024-01-08", "公开"],
    [NAME, None, "材料/附图.png", "boundary_map", None, None, "只在村内公示"],
]
FILES = {f"{NUMBER}.pdf": pdf("预公告"), "材料/附图.png": picture(20, 20)}


def index(*rows):
    return packed(workbook(HEADER, *rows))


def bundle(files=FILES, rows=ROWS):
    """The open zip; without ``rows`` there is no index in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        if rows is not None:
            archive.writestr("索引.xlsx", index(*rows))
    target.seek(0)
    return target


def released_case_of(cast):
    """The public case that the index names, in the first village of ``cast.villages``."""
    return factories.case(
        cast.county,
        cast.villages[:1],
        name=NAME,
        organisation=cast.bureau,
        stages={"PRE_NOTICE": dt.date(2024, 1, 8)},
    )
