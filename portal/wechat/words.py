"""What the chat says by itself, and how a line with an address is written. What somebody typed is never repeated."""

from django.conf import settings

from layers.subscriptions.wording import absolute

# 被动回复 takes 2,048 bytes, some six hundred characters.
MOST_BYTES = 2_000


def help_text() -> str:
    return "\n".join(
        (
            f"这里是{settings.CITY['site_name']}。您可以发送：",
            "村名，看这个村的征地公告",
            "文号，找文件",
            "要办的事或网点类别，如“医院”，找最近的地方",
            "您的位置（点＋号，选“位置”），看最近的网点",
            "“订阅”加村名、案件或事项编号、政策类别，有新消息通知您",
            "“我的订阅”“退订”，查看和退订",
            absolute("/"),
        )
    )


def welcome() -> str:
    return f"谢谢关注。\n{help_text()}"


def line(name: str, path: str) -> str:
    return f"{name}\n{absolute(path)}"


def letter(*lines: str) -> str:
    """Joined, and no longer than a reply may be: whole lines, so that no address is cut."""
    kept: list[str] = []
    for one in lines:
        if len("\n".join([*kept, one]).encode()) > MOST_BYTES:
            break
        kept.append(one)
    return "\n".join(kept)
