"""A list of persons: a head 户主, or 姓名 beside what makes it private, and five names or more below.

Names of household heads in compensation tables are for the village board, never for the net; a list of officials with
their posts is public. So the head decides, and names are only counted.
"""

import re
from collections.abc import Iterable, Iterator

from layers.screening.detectors.hit import Hit

FEWEST = 5
HOUSEHOLD = re.compile(r"户主|权利人姓名|被征收人|农户姓名|承包方代表|领款人|补偿对象")
NAME = re.compile(r"姓\s*名|权利人|申请人|持卡人|收款人")
PRIVATE = re.compile(
    r"身份证|证件号|公民身份|银行|账号|帐号|卡号|手机|联系电话|电话号码|补偿|人口|家庭|住址|户籍|出生|签字|手印"
)
# The 100 most frequent family names (国家统计局, 2020 census) and double ones.
FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
PERSON = re.compile(rf"(?:[{FAMILIES}]|欧阳|司马|上官|诸葛|夏侯)[\u4e00-\u9fff]{{1,2}}")
# Words and places of two or three characters that begin like a name.
PLACE_ENDS = set("村镇乡县市区庄店屯组局所办委厅院路街号河桥湾社班省国队站线图表")
WORDS = re.compile(
    "[方金高][案式法向额融属程度]|高速|高标准|[黄江]河|黄土|白菜|石[油料材]|马[路上]|常[用住年]|万[元亩]|万平方|于是|向[东西南北阳]|江苏"
    "|田[地间]|林[地木]|夏[季粮]|程序|任[务何职]|何时|余[额地]|段落|史料|严禁|莫非|孔径|武装|钱款|周[边围期年]|龙头|毛重|汪洋|许可证?|连续"
)
HEAD_LENGTH = 12
# The heads of one table stand together.
HEADS_BESIDE = 7


def is_name(token: str) -> bool:
    return bool(PERSON.fullmatch(token)) and not WORDS.fullmatch(token) and token[-1] not in PLACE_ENDS


def is_head(token: str, pattern: re.Pattern[str]) -> bool:
    return len(token) <= HEAD_LENGTH and pattern.search(token) is not None


def find(text: str) -> Iterator[Hit]:
    """In running text, where a table has lost its columns: cells are what white space parts. At most one hit."""
    tokens = [(match[0], match.start(), match.end()) for match in re.finditer(r"[^\s|,，、;；\t]+", text)]
    head = next((token for token in tokens if is_head(token[0], HOUSEHOLD)), None)
    if head is None:
        for place, token in enumerate(tokens):
            beside = tokens[max(0, place - HEADS_BESIDE) : place + HEADS_BESIDE + 1]
            if is_head(token[0], NAME) and any(is_head(other[0], PRIVATE) for other in beside):
                head = token
                break
    if head is None:
        return
    names = [token for token in tokens if token[1] > head[1] and is_name(token[0])]
    if len(names) >= FEWEST:
        yield Hit("persons", head[1], head[2], said(names[0][0], len(names)))


def columns(rows: Iterable[tuple[int, dict[int, str]]]) -> Iterator[tuple[int, int, str]]:
    """Row and column (as given) of each head of a column of names in a sheet, with the excerpt."""
    heads: dict[int, tuple[int, str]] = {}
    names: dict[int, list[str]] = {}
    private = False
    for number, row in rows:
        private = private or any(is_head(value, PRIVATE) for value in row.values())
        for column, value in row.items():
            if is_head(value, HOUSEHOLD) or is_head(value, NAME):
                heads[column], names[column] = (number, value), []
            elif column in heads and is_name(value.replace(" ", "").replace("\u3000", "")):
                names[column].append(value)
    for column, (number, value) in heads.items():
        if len(names[column]) >= FEWEST and (HOUSEHOLD.search(value) or private):
            yield number, column, said(names[column][0], len(names[column]))


def said(first: str, count: int) -> str:
    return f"{first[:1]}** 等 {count} 人"
