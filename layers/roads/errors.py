"""Why there is no route. ``code`` is the word of the API, ``message`` the Chinese sentence for people."""


class NoRoute(Exception):
    """No way leads there by the roads that are known."""

    code = "no_route"

    def __init__(self, message: str, parameter: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.parameter = parameter


class TooFar(NoRoute):
    """A point lies so far from every road that a route from there would be a guess."""

    code = "too_far"


class NotLicensed(NoRoute):
    """The roads may not be shown to whoever asks."""

    code = "not_licensed"
