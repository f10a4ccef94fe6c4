"""Public ids: typed from paper, so every slip of one character is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from layers.public_ids import (
    ALPHABET,
    check_character,
    new_public_id,
    parse_public_id,
    public_id_from_number,
)

PAYLOADS = st.text(ALPHABET, min_size=8, max_size=8)


def is_noticed(text):
    try:
        parse_public_id(text)
    except BadInput as error:
        return "编号可能输错" in error.message
    return False


def test_a_known_check_character_worked_out_by_hand():
    # From the right, doubling every other: 7*2=14, 6, 5*2=10, 4, 3*2=6, 2, 1*2=2, 0 → 44; 64 - 44 = 20 = M.
    assert check_character("01234567") == ALPHABET[20] == "M"
    # A doubled digit beyond 31 is the sum of its two base-32 digits: Z = 31, 62 = 1*32 + 30 → 31; 32 - 31 = 1.
    assert check_character("0000000Z") == "1"


@given(PAYLOADS)
def test_every_change_of_one_character_is_noticed(payload):
    right = payload + check_character(payload)
    assert parse_public_id(right) == right
    for place in range(9):
        for other in ALPHABET:
            if other != right[place]:
                assert is_noticed(right[:place] + other + right[place + 1 :])


@given(PAYLOADS)
def test_every_swap_of_two_neighbours_is_noticed_but_of_0_and_z(payload):
    """Luhn mod N cannot tell the first and the last letter of its alphabet apart when they are neighbours."""
    right = payload + check_character(payload)
    for place in range(8):
        first, second = right[place], right[place + 1]
        swapped = right[:place] + second + first + right[place + 2 :]
        if first != second and {first, second} != {"0", "Z"}:
            assert is_noticed(swapped), (right, swapped)


def test_a_new_id_never_holds_the_one_pair_of_neighbours_whose_swap_would_go_unnoticed():
    for _ in range(20_000):
        made = new_public_id()
        assert "0Z" not in made and "Z0" not in made
    for number in (31, 31 << 5, 31 << 35):  # …0Z, …0Z0, Z0…
        made = public_id_from_number(number)
        assert "0Z" not in made and "Z0" not in made and parse_public_id(made) == made


@given(PAYLOADS)
def test_case_and_the_letters_that_look_like_digits_do_not_matter(payload):
    right = payload + check_character(payload)
    for typed in (right.lower(), right.replace("1", "I"), right.replace("1", "l"), right.replace("0", "o")):
        assert parse_public_id(f" {typed} ") == right


@pytest.mark.parametrize(
    "text", ["", "U0000000U", "00000000U", "0000000", "0" * 10, "0000-0000", "０" * 9, "中" * 9, "\x00" * 9]
)
def test_what_is_no_id_is_refused(text):
    assert is_noticed(text)


def test_ids_from_numbers_differ_and_are_valid():
    made = [public_id_from_number(number) for number in (*range(50_000), 2**39, 2**40 - 1)]
    assert len(set(made)) == len(made)
    assert [parse_public_id(one) for one in made] == made


def test_new_ids_are_spread_over_the_whole_alphabet():
    seen = {character for _ in range(400) for character in new_public_id()}
    assert seen == set(ALPHABET)
