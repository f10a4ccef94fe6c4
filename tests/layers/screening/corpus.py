"""Planted files: each tells of nobody who lives, and says what must be found in it.

A secret is made by the rules of its standard from a seeded chance, so that the corpus is the same in every run.
"""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import openpyxl
import pypdf
import pypdf.annotations
import pypdf.generic
import pypdfium2
import weasyprint
from openpyxl.comments import Comment
from PIL import Image, ImageFilter

from tests.layers.screening.invented import (
    FAMILIES,
    card_number,
    credit_code,
    id_number,
    mobile_number,
    person,
)

NOTICE = (
    "<h1>征收土地公告</h1><p>鲁政土字〔2024〕{number}号。经批准，征收集体土地 {area} 公顷，补偿标准每亩 {price} 元，"
    "合计 {total} 元。四至坐标 X={x}.{fraction} Y=20{y}.{fraction}。宗地代码 370700{plot}GB00001，"
    "统一社会信用代码 {credit}，项目代码 2024-370700-47-03-{project}。咨询电话：0536-{phone}，"
    "服务热线 12345，监督电话：{mobile}。</p>"
)
STYLE = "<style>@page { size: A4; margin: 20mm } body { font: 12pt/1.7 'Noto Sans CJK SC' } td { padding: 0 4mm }</style>"


@dataclass(frozen=True)
class Planted:
    """``secrets`` as an extractor would find them, digits only; none in a clean file."""

    name: str
    content: bytes
    secrets: tuple[str, ...] = ()
    is_scan: bool = False


def notice(chance: random.Random) -> str:
    return NOTICE.format(
        number=chance.randint(1, 2000), area=f"{chance.uniform(0.1, 90):.4f}", price=chance.randint(30, 90) * 1000,
        total=f"{chance.randint(10**6, 10**9):,}", x=chance.randint(3_600_000, 4_400_000),
        y=chance.randint(400_000, 600_000), fraction=chance.randint(100, 999), plot=f"{chance.randint(1, 999999):06}",
        credit=credit_code(chance), project=chance.randint(100000, 999999), phone=chance.randint(2_000_000, 8_999_999),
        mobile=mobile_number(chance),
    )  # fmt: skip


def pdf(html: str) -> bytes:
    made = weasyprint.HTML(string=STYLE + html).write_pdf()
    assert made is not None
    return made


def scan(html: str, turn: float = 0, noise: float = 0.0, seed: int = 0) -> bytes:
    """The first page of a text PDF as a picture in a PDF, turned by degrees, with the dust of a scanner."""
    page = pypdfium2.PdfDocument(pdf(html))[0].render(scale=200 / 72).to_pil().convert("L")
    page = page.rotate(turn, expand=True, fillcolor=255)
    if noise:
        dust = Image.effect_noise(page.size, 80).filter(ImageFilter.GaussianBlur(0.6))
        page = Image.blend(page, dust, noise)
    target = io.BytesIO()
    page.save(target, "PDF", resolution=200)
    return target.getvalue()


def text_id(chance: random.Random) -> Planted:
    secret = id_number(chance)
    return Planted(
        "公告.pdf", pdf(notice(chance) + f"<p>{person(chance)}，身份证号 {secret}。</p>"), (secret,)
    )


def text_disguised(chance: random.Random) -> Planted:
    """Full-width, spaced, hyphenated or broken over two lines; or without any word beside it."""
    secret = id_number(chance)
    shown = chance.choice(
        [
            secret.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            f"{secret[:6]} {secret[6:14]} {secret[14:]}",
            f"{secret[:6]}-{secret[6:14]}-{secret[14:]}",
            f"{secret[:10]}<br>{secret[10:]}",
            secret.replace("0", "O", 2),
            " ".join(secret),
        ]
    )
    return Planted("方案.pdf", pdf(notice(chance) + f"<p>{shown}</p>"), (secret,))


def text_card(chance: random.Random) -> Planted:
    secret = card_number(chance)
    shown = chance.choice([secret, " ".join(secret[at : at + 4] for at in range(0, 19, 4))])
    return Planted("发放表.pdf", pdf(notice(chance) + f"<p>开户行 {shown}</p>"), (secret,))


def text_mobile(chance: random.Random) -> Planted:
    secret = mobile_number(chance)
    shown = chance.choice(
        [secret, f"+86 {secret}", f"{secret[:3]}-{secret[3:7]}-{secret[7:]}", f"86{secret}"]
    )
    return Planted("名单.pdf", pdf(notice(chance) + f"<p>{person(chance)} {shown}</p>"), (secret,))


def text_roster(chance: random.Random) -> Planted:
    rows = "".join(f"<tr><td>{person(chance)}</td><td>{chance.randint(1, 9)}.5</td></tr>" for _ in range(8))
    table = f"<table><tr><td>户主</td><td>面积(亩)</td></tr>{rows}</table>"
    return Planted("分户表.pdf", pdf(notice(chance) + table), ("户主",))


def text_plate(chance: random.Random) -> Planted:
    secret = f"鲁G{chance.randint(10000, 99999)}"
    return Planted("车辆.pdf", pdf(notice(chance) + f"<p>车辆 {secret}</p>"), (secret,))


def hidden_column(chance: random.Random) -> Planted:
    secrets = tuple(id_number(chance) for _ in range(6))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "补偿表"
    sheet.append(["地块", "面积", "备注"])
    for number, secret in enumerate(secrets, start=1):
        sheet.append([f"地块{number}", chance.randint(1, 99) / 10, secret])
    sheet.column_dimensions["C"].hidden = True
    return Planted("补偿方案.xlsx", packed(book), secrets)


def hidden_sheet(chance: random.Random) -> Planted:
    secret, other = card_number(chance), id_number(chance)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["地块", "面积"])
    sheet["A2"] = "东地块"
    sheet["A2"].comment = Comment(f"户主 {other}", "编辑")
    deep = book.create_sheet("底表")
    deep.sheet_state = "veryHidden"
    deep["D7"] = secret
    return Planted("汇总.xlsx", packed(book), (secret, other))


def scientific(chance: random.Random) -> Planted:
    """What is left of identity numbers after a spreadsheet has read them as numbers."""
    secret = id_number(chance)[:17] + "0"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["地块", "号码"])
    sheet.append(["东地块", float(secret)])
    sheet.append(["西地块", f"{float(secret):.5E}"])
    return Planted("导出.xlsx", packed(book), (secret[:15],))


def file_name(chance: random.Random) -> Planted:
    secret = id_number(chance)
    return Planted(f"{person(chance)}_{secret}.pdf", pdf(notice(chance)))


def photo(chance: random.Random) -> Planted:
    """A picture whose camera's comment names a number."""
    secret = mobile_number(chance)
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x9286] = b"ASCII\0\0\0" + secret.encode()
    exif[0x010E] = f"photo by {secret}"
    Image.new("RGB", (300, 200), "#2d6a4f").save(target, "JPEG", exif=exif)
    return Planted("张贴照片.jpg", target.getvalue(), (secret,), is_scan=True)


def scanned(chance: random.Random) -> Planted:
    secret = id_number(chance)
    html = notice(chance) + f"<p>{person(chance)}，身份证号 {secret}。</p>"
    turn = chance.choice([0, 0, 0.7, 90, 180])
    return Planted("扫描件.pdf", scan(html, turn, chance.choice([0, 0.12, 0.25])), (secret,), is_scan=True)


def text_unseen(chance: random.Random) -> Planted:
    """White on white, or beside the sheet: nobody sees it, every copy has it."""
    secret = id_number(chance)
    style = chance.choice(
        ["color: white", "position: absolute; left: -120mm", "position: absolute; top: 290mm"]
    )
    return Planted("公告.pdf", pdf(notice(chance) + f'<p style="{style}">{secret}</p>'), (secret,))


def with_properties(chance: random.Random) -> Planted:
    """Nothing on the page: the author's number is in the properties, and a card number in a note."""
    secret, other = mobile_number(chance), card_number(chance)
    writer = pypdf.PdfWriter(io.BytesIO(pdf(notice(chance))))
    writer.add_metadata({"/Author": f"{person(chance)} {secret}"})
    note = pypdf.annotations.Text(rect=(50, 550, 70, 570), text=f"打到 {other}")
    writer.add_annotation(0, note)
    target = io.BytesIO()
    writer.write(target)
    return Planted("公告.pdf", target.getvalue(), (secret, other))


def replacing_text(chance: random.Random) -> Planted:
    """A word on the page for which other readers are told a number (ISO 32000-1, 14.9.4)."""
    secret = id_number(chance)
    writer = pypdf.PdfWriter(io.BytesIO(pdf(notice(chance))))
    page = writer.pages[0]
    old = page.get_contents()
    assert old is not None
    content = pypdf.generic.DecodedStreamObject()
    begun, marked = old.get_data().partition(b"BT")[::2]
    content.set_data(
        begun + f"/Span <</ActualText ({secret})>> BDC BT".encode() + marked.replace(b"ET", b"ET EMC", 1)
    )
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(content)
    target = io.BytesIO()
    writer.write(target)
    return Planted("公告.pdf", target.getvalue(), (secret,))


def clean_text(chance: random.Random) -> Planted:
    return Planted("公告.pdf", pdf(notice(chance)))


def clean_table(chance: random.Random) -> Planted:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "村", "面积(公顷)", "补偿(元)", "宗地代码", "信用代码", "X", "Y"])
    for number in range(1, 20):
        sheet.append(
            [
                number, f"{chance.choice(FAMILIES)}家村", chance.randint(1, 999) / 100, chance.randint(10**5, 10**9),
                f"370700{number:06}GB{number:05}", credit_code(chance), chance.uniform(3.6e6, 4.4e6),
                chance.uniform(2.04e7, 2.06e7),
            ]
        )  # fmt: skip
    return Planted("汇总表.xlsx", packed(book))


def clean_officials(chance: random.Random) -> Planted:
    rows = "".join(f"<tr><td>{person(chance)}</td><td>科员</td></tr>" for _ in range(8))
    return Planted(
        "领导分工.pdf", pdf(notice(chance) + f"<table><tr><td>姓名</td><td>职务</td></tr>{rows}</table>")
    )


def clean_scan(chance: random.Random) -> Planted:
    return Planted("扫描件.pdf", scan(notice(chance)), is_scan=True)


def packed(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


Maker = Callable[[random.Random], Planted]
TEXT: tuple[Maker, ...] = (
    text_id, text_disguised, text_card, text_mobile, text_roster, text_plate, hidden_column, hidden_sheet,
    scientific, file_name, text_unseen, with_properties, replacing_text,
)  # fmt: skip
CLEAN: tuple[Maker, ...] = (clean_text, clean_table, clean_officials)
# What nobody sees who opens the file: none of it may be in what the public gets, even after it was let pass.
UNSEEN = ("hidden_column", "hidden_sheet", "with_properties", "photo")
SCANS: tuple[Maker, ...] = (scanned, photo)
CLEAN_SCANS: tuple[Maker, ...] = (clean_scan,)


def corpus(makers: tuple[Maker, ...], count: int, seed: int) -> Iterator[tuple[str, Planted]]:
    """``count`` files in turn of the makers, each with the name of its class."""
    chance = random.Random(seed)
    for number in range(count):
        maker = makers[number % len(makers)]
        yield maker.__name__, maker(chance)
