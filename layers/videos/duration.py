"""How long a film is, in the words of the screen."""


def in_words(seconds: float) -> str:
    """3 分 20 秒; 8 秒."""
    whole = max(1, round(seconds))
    minutes, rest = divmod(whole, 60)
    return " ".join(filter(None, [f"{minutes} 分" if minutes else "", f"{rest} 秒" if rest else ""]))
