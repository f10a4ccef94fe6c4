"""统一社会信用代码 (GB 32100-2015): public by law, 18 characters, and sometimes digits alone."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_credit_code(code: str) -> bool:
    """The check character fits (GB 32100-2015, 5.5: MOD 31 with powers of 3)."""
    if len(code) != 18 or any(character not in ALPHABET for character in code):
        return False
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return ALPHABET[(31 - total % 31) % 31] == code[17]
