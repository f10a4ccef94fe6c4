"""From a survey file or from pasted text to plots with their areas, and to all that is wrong, at once."""

from collections.abc import Sequence

from shapely.geometry import MultiPolygon

from geo.bbox import BBox
from geo.crs import geometry_to_4490
from geo.errors import BadInput
from geo.survey import is_plausible, is_swapped
from geo.zone import GAUSS_KRUGER
from importers.formats.coordinate_txt.coordinates import UNDECIDED, Decision, decide
from importers.formats.coordinate_txt.declared import area_problem, row_count_problem
from importers.formats.coordinate_txt.problems import Code, Problem
from importers.formats.coordinate_txt.rings import Ring, split_rings
from importers.formats.coordinate_txt.rows import Row
from importers.formats.coordinate_txt.scanning import Block, Scan, scan
from importers.formats.coordinate_txt.shapes import area_m2, area_of, lost_in_degrees
from importers.formats.coordinate_txt.survey import Plot, Survey
from importers.text_encoding import NotText, decode, refuse_control

MOST_BYTES = 20 << 20
# A request waits for the answer; this is thirty thousand points.
MOST_PASTED = 1_000_000
MOST_PROBLEMS = 1_000


def read_file(
    content: bytes, *, crs: int | None = None, encoding: str | None = None, box: BBox | None = None
) -> Survey:
    """A 勘测定界 coordinate TXT. ``crs``: EPSG number of a Gauss-Kruger zone, where the file does not say it.

    ``encoding``: one of text_encoding.ENCODINGS, else it is found out. ``box``: the city's (EPSG:4490), which
    betrays a wrong zone. Never raises for what the file holds; raises BadInput("crs") for a wrong ``crs``.
    """
    _refuse_other_crs(crs)
    if len(content) > MOST_BYTES:
        return _unreadable(f"文件超过 {MOST_BYTES >> 20} MB", None)
    try:
        decoded = decode(content, encoding)
    except NotText as problem:
        return _unreadable(problem.message, None, problem.line)
    return _read(decoded.text, decoded.encoding, crs, box, is_pasted=False)


def read_pasted(text: str, *, crs: int | None = None, box: BBox | None = None) -> Survey:
    """Text that somebody pasted: a whole file, or points of a report without any head, then one plot.

    Points of a report are ``点号 X Y`` or ``点号 圈号 X Y``, parted by commas, tabs or blanks; columns before (序号)
    and behind (边长) are passed over. They name no CRS, so ``crs`` (an EPSG number such as 4527) has to be chosen.

        survey = read_pasted(text, crs=4527, box=city_box())
        if survey.is_refused:
            show(survey.problems)  # each with line, message and suggestion in Chinese
        for plot in survey.plots:
            plot.area  # shapely MultiPolygon in EPSG:4490 (lng, lat)
            plot.area_m2  # planar, in survey.srid; geo.area.hectares(plot.area_m2) for the form

    For a ParcelSurvey: ``area``, ``source_srid=survey.srid``, ``source_coordinates=text``, and the quality from
    ``survey.is_approximate``. Raises BadInput("crs") for a wrong ``crs`` and nothing else.
    """
    _refuse_other_crs(crs)
    if len(text) > MOST_PASTED:
        return _unreadable(f"粘贴的文字超过 {MOST_PASTED} 个字符，请上传文件", None)
    try:
        refuse_control(text)
    except NotText as problem:
        return _unreadable(problem.message, None, problem.line)
    return _read(text.removeprefix("\ufeff"), None, crs, box, is_pasted=True)


def _refuse_other_crs(crs: int | None) -> None:
    if crs is not None and crs not in GAUSS_KRUGER:
        raise BadInput("crs", f"EPSG:{crs} 不是中国的高斯-克吕格分带，如 4527（2000，3 度 39 带）")


def _read(text: str, encoding: str | None, crs: int | None, box: BBox | None, *, is_pasted: bool) -> Survey:
    try:
        found = scan(text, is_pasted=is_pasted)
    except BadInput as problem:
        return _unreadable(problem.message, encoding)
    problems = list(found.problems)
    notes: list[str] = []
    rows = [row for block in found.blocks for row in block.rows if row.is_sound]
    sound = [row for row in rows if is_plausible(row.x, row.y) or is_swapped(row.x, row.y)]
    if len(sound) < len(rows):
        problems.extend(problem for block in found.blocks for problem in _implausible(block.rows))
    decision = decide(sound, found.header, crs, box)
    problems.extend(decision.problems)
    plots = []
    for block in found.blocks:
        plot, more, repeated = _plot(block, decision)
        plots.append(plot)
        problems.extend(more)
        notes.extend(f"第 {line} 行与前一个点相同，只计一个点" for line in repeated)
    problems.extend(_without_plots(found))
    decided = decision.crs
    return Survey(
        plots=tuple(plots),
        problems=_in_order(problems),
        encoding=encoding,
        srid=decided.srid if decided else None,
        is_approximate=decided is not None and decided.approximate,
        crs_reason=decision.reason,
        notes=tuple(notes[:MOST_PROBLEMS]),
    )


def _plot(block: Block, decision: Decision) -> tuple[Plot, list[Problem], list[int]]:
    head = block.head
    rings, problems = split_rings(block.rows)
    flat, more = _flat(block, rings)
    problems.extend(more)
    measured = None if flat is None else area_m2(flat)
    problems.extend(row_count_problem(head, len(block.rows)))
    if measured is not None and not decision.is_swapped:
        problems.extend(area_problem(head, measured))
    area: MultiPolygon | None = None
    if flat is not None and decision.crs is not None:
        area = geometry_to_4490(flat, decision.crs.srid, accept_approximate=decision.crs.approximate)
        lost = lost_in_degrees(rings, area, decision.crs.srid)
        if lost:
            flat, area, measured = None, None, None
            problems.append(lost)
    plot = Plot(
        line=block.line,
        number=head.number,
        name=head.name,
        use=head.use,
        rows_declared=head.rows_declared,
        rows=len(block.rows),
        declared_ha=head.declared_ha,
        flat=flat,
        area=area,
        area_m2=measured,
    )
    return plot, problems, [line for ring in rings for line in ring.repeated]


def _flat(block: Block, rings: list[Ring]) -> tuple[MultiPolygon | None, list[Problem]]:
    """Whatever rings can be looked at are, though one of them has a row that cannot be read."""
    # X and Y changed over mirror a plot and leave its area; changed over in some of its rows they make nonsense.
    is_readable = is_swapped if all(is_swapped(row.x, row.y) for row in block.rows) else is_plausible
    sound = [
        ring for ring in rings if ring.is_sound and all(is_readable(row.x, row.y) for row in ring.corners)
    ]
    if not sound:
        return None, []
    flat, problems = area_of(sound, block.line)
    return (flat if len(sound) == len(rings) else None), problems


def _is_position(row: Row) -> bool:
    return is_plausible(row.x, row.y) or is_swapped(row.x, row.y)


def _implausible(rows: Sequence[Row]) -> list[Problem]:
    """Row by row, unless the whole plot is of another kind: degrees, kilometres, another country."""
    wrong = [row for row in rows if row.is_sound and not _is_position(row)]
    told = "不像中国的高斯坐标（米）"
    suggestion = "X 为纵坐标（7 位整数），Y 为横坐标（6 位，或带带号的 8 位），单位米"
    if len(wrong) > 1 and len(wrong) == len(rows):
        first = wrong[0]
        message = f"从第 {first.line} 行起 {len(wrong)} 行都{told}，如 X={first.x:g}，Y={first.y:g}"
        return [Problem(Code.BAD_NUMBER, first.line, message, suggestion)]
    return [
        Problem(Code.BAD_NUMBER, row.line, f"第 {row.line} 行{told}：X={row.x:g}，Y={row.y:g}", suggestion)
        for row in wrong
    ]


def _without_plots(found: Scan) -> list[Problem]:
    if not found.blocks and not found.problems:
        told = "没有地块：文件里没有以 @ 结尾的地块首行，也没有界址点"
        return [Problem(Code.NO_PLOTS, None, told, "核对是不是勘测定界的坐标文件")]
    return [
        Problem(Code.NO_PLOTS, block.line, f"第 {block.line} 行的地块没有界址点", "补上界址点，或删去这一行")
        for block in found.blocks
        if not block.rows
    ]


def _unreadable(reason: str, encoding: str | None, line: int | None = None) -> Survey:
    problem = Problem(Code.NO_PLOTS, line, reason, "核对是不是勘测定界的坐标文件")
    return Survey((), (problem,), encoding, None, False, UNDECIDED)


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """By line; what is of the whole file first. Of very many the first thousand, and how many there are."""
    ordered = sorted(problems, key=lambda problem: problem.line or 0)
    if len(ordered) <= MOST_PROBLEMS:
        return tuple(ordered)
    last = ordered[MOST_PROBLEMS - 1]
    told = f"{last.message}（此外还有 {len(ordered) - MOST_PROBLEMS} 个问题）"
    return (*ordered[: MOST_PROBLEMS - 1], Problem(last.code, last.line, told, last.suggestion))
