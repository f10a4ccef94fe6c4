"""What is public is found by the search of the site, what is withdrawn no more: the hooks of a noun for both."""

from collections.abc import Callable

from layers import publication
from layers.publication import Published
from layers.search import index
from layers.search.registry import KINDS

Withdrawals = list[tuple[str, str, str]]


def indexed(kind: str) -> Callable[[list[str], bool], None]:
    """For ``Noun.publish``: puts the saved rows into the search, by public id. ``kind`` is the name of their Findable."""

    def publish(keys: list[str], is_preview: bool) -> None:
        index.update(kind, KINDS[kind].queryset().filter(public_id__in=keys))

    return publish


def taken_back(
    model: type[Published],
    called: str,
    *,
    kind: str = "",
    refuse: Callable[[str], None] = lambda public_id: None,
) -> Callable[[Withdrawals], None]:
    """For ``Noun.withdraw``: withdraws rows as ``publication.take_back`` does, and takes what is found as ``kind`` out of
    the search."""

    def withdraw(withdrawals: Withdrawals) -> None:
        publication.take_back(model, withdrawals, called, refuse)
        if kind:
            index.remove(kind, [public_id for public_id, *_ in withdrawals])

    return withdraw
