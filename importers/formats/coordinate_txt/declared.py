"""What the head of a plot says against what its rows are."""

from importers.formats.coordinate_txt.heads import Head
from importers.formats.coordinate_txt.problems import Code, Problem

M2_PER_HECTARE = 10_000
# Planar and ellipsoidal areas differ by up to 0.04 % within a zone; the fourth decimal of a hectare is one m².
TOLERANCE = 0.001
LEAST_M2 = 1.0
# What other programs write into the column of hectares (domain reference B.5, head, position 2).
UNITS = (("平方米", 1.0), ("亩", M2_PER_HECTARE / 15), ("平方千米", 1_000_000.0))


def row_count_problem(head: Head, rows: int) -> list[Problem]:
    if head.rows_declared is None or head.rows_declared == rows or not rows:
        return []
    told = f"第 {head.line} 行写的界址点数是 {head.rows_declared}，实际有 {rows} 行（含闭合行）"
    return [Problem(Code.ROW_COUNT_MISMATCH, head.line, told, "核对有没有漏行或多行")]


def area_problem(head: Head, area_m2: float) -> list[Problem]:
    """``area_m2``: planar."""
    if head.declared_ha is None:
        return []
    declared = float(head.declared_ha)
    if _agree(declared * M2_PER_HECTARE, area_m2):
        return []
    measured_ha = area_m2 / M2_PER_HECTARE
    ratio = f"{declared / measured_ha:.4f}".rstrip("0").rstrip(".")
    told = (
        f"第 {head.line} 行写的面积是 {head.declared_ha} 公顷，按坐标算是 {measured_ha:.4f} 公顷"
        f"（{area_m2:.2f} 平方米），前者是后者的 {ratio} 倍"
    )
    unit = next((name for name, m2 in UNITS if _agree(declared * m2, area_m2)), None)
    suggestion = f"像是以{unit}为单位，应写 {measured_ha:.4f}" if unit else "核对坐标和面积，哪一个是对的"
    return [Problem(Code.AREA_MISMATCH, head.line, told, suggestion)]


def _agree(declared_m2: float, area_m2: float) -> bool:
    return abs(declared_m2 - area_m2) <= max(LEAST_M2, TOLERANCE * area_m2)
