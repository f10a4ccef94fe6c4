"""The answer to a survey file: as JSON for programs, whose keys are a contract, and as Chinese text for people."""

from typing import Any

from geo.area import hectares, mu
from importers.formats.coordinate_txt.problems import Problem, Severity
from importers.formats.coordinate_txt.survey import Plot, Status, Survey

WORDS = {Status.OK: "可以导入", Status.WARNING: "可以导入，有提醒", Status.REFUSED: "不能导入"}
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒"}


def as_json(survey: Survey) -> dict[str, Any]:
    """Keys and codes as `manage.py import_parcels --report json` promises them. Numbers are numbers."""
    return {
        "status": survey.status,
        "encoding": survey.encoding,
        "crs": survey.crs,
        "crs_reason": survey.crs_reason,
        "plots": [
            {
                "number": plot.number,
                "name": plot.name,
                "rows_declared": plot.rows_declared,
                "rows": plot.rows,
                "declared_ha": None if plot.declared_ha is None else float(plot.declared_ha),
                "area_m2": plot.area_m2,
                "parts": plot.parts,
                "holes": plot.holes,
                "bbox": None if plot.bbox is None else list(plot.bbox),
            }
            for plot in survey.plots
        ],
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "line": problem.line,
                "message": problem.message,
                "suggestion": problem.suggestion,
            }
            for problem in survey.problems
        ],
    }


def as_text(survey: Survey, file_name: str) -> str:
    """Some lines; the problems last, each on its own line with what to do below it."""
    lines = [
        f"{file_name}：{WORDS[survey.status]}",
        f"编码：{(survey.encoding or '无法判定').upper()}",
        f"坐标系：{f'EPSG:{survey.crs}，' if survey.crs else ''}{survey.crs_reason}",
        f"地块：{len(survey.plots)} 个",
        *(line for number, plot in enumerate(survey.plots, start=1) for line in _of_plot(number, plot)),
        *(f"注：{note}" for note in survey.notes),
    ]
    if survey.problems:
        lines.append(f"问题：{len(survey.problems)} 个")
        lines.extend(line for problem in survey.problems for line in _of_problem(problem))
    return "\n".join(lines)


def _of_plot(number: int, plot: Plot) -> list[str]:
    declared = "未写" if plot.rows_declared is None else str(plot.rows_declared)
    title = " ".join(filter(None, (plot.number, plot.name))) or "（未编号）"
    lines = [f"  {number}. {title}：界址点 {plot.rows} 行（文件写 {declared}）"]
    declared_ha = "未写" if plot.declared_ha is None else f"{plot.declared_ha}"
    if plot.area_m2 is None:
        lines.append(f"     图形没有读出；文件写的面积 {declared_ha}")
    else:
        area_ha = hectares(plot.area_m2)
        measured = f"{plot.area_m2:.2f} 平方米 = {area_ha} 公顷 = {mu(area_ha):.2f} 亩"
        lines.append(f"     {measured}（文件写 {declared_ha}）；{plot.parts} 块，{plot.holes} 个洞")
    if plot.bbox is not None:
        west, south, east, north = plot.bbox
        lines.append(f"     东经 {west:.6f}—{east:.6f}，北纬 {south:.6f}—{north:.6f}")
    return lines


def _of_problem(problem: Problem) -> list[str]:
    place = f"第 {problem.line} 行"
    line = f"{place} " if problem.line and place not in problem.message else ""
    told = f"  [{SEVERITIES[problem.severity]}] {line}{problem.message}（{problem.code}）"
    return [told, f"     建议：{problem.suggestion}"] if problem.suggestion else [told]
