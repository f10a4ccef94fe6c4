"""One parcel of 200 m × 150 m with a hole of 20 m × 30 m, written as the programs of the counties write it."""

from importers.formats.coordinate_txt.reading import read_file

# (X northing, Y easting) in metres of EPSG:4527, as the columns of a file stand.
OUTER = [(4113800.0, 39599400.0), (4113800.0, 39599550.0), (4113600.0, 39599550.0), (4113600.0, 39599400.0)]
HOLE = [(4113720.0, 39599450.0), (4113720.0, 39599480.0), (4113700.0, 39599480.0), (4113700.0, 39599450.0)]
PARCEL_M2 = 29_400.0
SAID = {
    "格式版本号": "1.01版本",
    "数据产生单位": "测试单位",
    "数据产生日期": "2024-3-5",
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "39",
    "精度": "0.001",
    "转换参数": "0,0,0,0,0,0,0",
}
HEAD = "{rows},2.9400,DK-01,地块1,面,J50G072040,工业用地,,@"


def square(north, east, side):
    """Clockwise from the north-west corner."""
    return [(north, east), (north, east + side), (north - side, east + side), (north - side, east)]


def moved(ring, north=0.0, east=0.0):
    return [(x + north, y + east) for x, y in ring]


def closing_row(name, number, x, y, first, following):
    """As the sheet of the format has it: the first point once more, by its own name."""
    return f"{first},{number},{x:.3f},{y:.3f}"


def rows_of(rings, *, letter="J", restart=False, numbers=None, closing=closing_row):
    """The rows of a plot. ``numbers``: the 圈号 of each ring; ``closing`` writes the last row of a ring, or None."""
    rows, point = [], 1
    for at, ring in enumerate(rings):
        number = at + 1 if numbers is None else numbers[at]
        point = 1 if restart else point
        first = f"{letter}{point}"
        for x, y in ring:
            rows.append(f"{letter}{point},{number},{x:.3f},{y:.3f}")
            point += 1
        if closing:
            rows.append(closing(first, number, *ring[0], first, f"{letter}{point}"))
    return rows


def header(**said):
    """The lines before the plots; a key that is None is left out."""
    values = {**SAID, **said}
    return [
        "[属性描述]",
        *(f"{key}={value}" for key, value in values.items() if value is not None),
        "[地块坐标]",
    ]


def survey(*plots, head=HEAD, rows=None, line_end="\r\n", **said):
    """A whole file of the parcel, or of ``rows``, or of ``plots`` = (head, rows)."""
    rows = rows_of([OUTER, HOLE]) if rows is None else rows
    lines = header(**said)
    for first, those in plots or [(head, rows)]:
        lines += [first.format(rows=len(those)), *those]
    return line_end.join(lines) + line_end


def read(text, encoding="gb18030", **more):
    return read_file(text if isinstance(text, bytes) else text.encode(encoding), **more)


def codes(survey):
    return [problem.code for problem in survey.problems]


def faults(survey):
    return [(problem.code, problem.line) for problem in survey.problems]
