"""空白表 and 样表 of some items, 申报表 of policies that one applies for: real PDFs with page images, about nobody."""

from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join

from importers.samples.city import City
from importers.samples.printing import Order, Printed, print_all
from layers.documents import gates
from layers.documents.models import Document, DocumentVersion, PageImage, PageText, Publication, StoredFile
from layers.documents.store import put_made
from layers.policies.models import Policy, PolicyFile
from layers.public_ids import public_id_from_number
from layers.services.models import ItemFile, Material

PDF = "application/pdf"
ITEMS, POLICIES = 2, 2
# Of a form what is asked, and what stands there in the sample of it.
ASKED = (
    ("姓名或名称", "张某某（示例）"),
    ("证件号码", "样表不填真实号码"),
    ("联系电话", "0000-0000000"),
    ("住址", "某某镇某某村"),
    ("申请事由", "按实际情况写"),
    ("申请人签字、日期", "张某某，某年某月某日"),
)


def make_forms(city: City, chance: Random) -> int:
    """After the items and policies of the samples; how many files there are."""
    wanted = [*_of_items(city), *_of_policies(city)]
    orders = [order for order, _ in wanted]
    with closing(print_all(orders, settings.CITY_FILE.parent / "documents")) as sheets:
        for (order, row), sheet in zip(wanted, sheets, strict=True):
            row.version = _version(city, order, sheet, public_id_from_number(chance.getrandbits(40)))
            row.document = row.version.document
            row.save()
    return len(wanted)


def _of_items(city: City) -> Iterator[tuple[Order, Any]]:
    """The first forms that items of the samples ask for: one to fill in, one filled in."""
    rows = Material.objects.filter(item__is_sample=True, name__contains="申请表").select_related("item")
    for material in rows.order_by("item__public_id", "sort_key")[:ITEMS]:
        for number, (use, is_filled) in enumerate(((ItemFile.Use.BLANK, False), (ItemFile.Use.FILLED, True))):
            title = f"{material.item.name}{'申请表样表' if is_filled else '申请表'}（示例）"
            row = ItemFile(item=material.item, use=use, material=material.name, sort_key=number + 1)
            yield _order(city, title, is_filled), row


def _of_policies(city: City) -> Iterator[tuple[Order, Any]]:
    rows = Policy.objects.filter(is_sample=True, is_applied_for=True, interprets=None)
    for policy in rows.order_by("public_id")[:POLICIES]:
        yield _order(city, f"{policy.title}申报表（示例）"), PolicyFile(policy=policy, sort_key=1)


def _order(city: City, title: str, is_filled: bool = False) -> Order:
    lines = format_html_join(
        "", "<tr><th>{}</th><td class='words'>{}</td></tr>", ((asked, said if is_filled else "") for asked, said in ASKED)
    )  # fmt: skip
    html = format_html(
        "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>{}</title></head><body>"
        "<section class='letter form' id='part-1'><h1>{}</h1><table><tbody>{}</tbody></table></section></body></html>",
        title,
        title,
        lines,
    )
    return Order(title, str(html), title, city.today, ("part-1",), with_pictures=True)


def _version(city: City, order: Order, sheet: Printed, public_id: str) -> DocumentVersion:
    """Public, with its words and the pictures that a kiosk shows."""
    original = put_made(sheet.pdf, PDF, store=StoredFile.Store.ORIGINALS)
    version = DocumentVersion.objects.create(
        document=Document.objects.create(public_id=public_id, is_sample=True),
        number=1,
        title=order.title,
        file_name=f"{order.title}.pdf",
        original=original,
    )
    gates.pass_all(original, version.file_name, is_sample=True, version=version)
    copy = put_made(sheet.pdf, PDF)
    Publication.objects.create(version=version, published_at=city.moment(city.today), derivative=copy)
    PageText.objects.bulk_create(
        PageText(version=version, page=page, text=text) for page, text in enumerate(sheet.texts, start=1)
    )
    PageImage.objects.bulk_create(
        PageImage(
            version=version, page=page, width=one.width, height=one.height, file=put_made(one.content, one.media_type)
        )
        for page, pictures in enumerate(sheet.pictures, start=1)
        for one in pictures
    )  # fmt: skip
    return version
