"""Plausible names without end, for the search benchmark: seeded, never stored anywhere else."""

import random
from collections.abc import Iterator

from layers.search.registry import Findable

SIDES = "东西南北前后大小新老上下中"
FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦马苗凤花方"
SITES = "家庄屯店集桥河湾坡沟岭铺堡营寨台楼"
KINDS = [
    "药店",
    "卫生室",
    "小学",
    "幼儿园",
    "农商银行",
    "超市",
    "村委会",
    "社区居委会",
    "幸福院",
    "便民服务中心",
    "公共厕所",
    "加油站",
]


def findables(count: int, seed: int = 1) -> Iterator[Findable]:
    chance = random.Random(seed)  # noqa: S311
    for number in range(count):
        name = "".join(chance.choice(part) for part in (SIDES, FAMILIES, SITES, FAMILIES, KINDS))
        county, town = chance.randint(1, 10), chance.randint(1, 99)
        yield Findable(
            key=f"B{number:08d}",
            names=[name + (str(chance.randint(1, 99)) if chance.random() < 0.3 else "")],
            url="/",
            region_path=f"0001/{county:04d}/{town:04d}/",
            # The library reads a thousand names a second; typed forms of one in ten are enough to search in.
            readings=None if number % 10 == 0 else [],
        )
