"""What becomes of roads outside of the box that a file is cut to: left out, counted, said."""


def outside_note(count: int) -> str:
    return f"范围以外的 {count} 条路段没有导入"
