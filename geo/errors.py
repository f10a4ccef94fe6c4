"""The one exception for bad input, raised by every floor and turned into a 400 by the front door."""


class BadInput(ValueError):
    """A value from outside cannot be used.

    `parameter` names the request parameter, form field or column at fault, or is None when the
    value came from none. `message` is the Chinese sentence that the end user reads; what reads
    requests never repeats their raw text in it (a citizen's position must not reach the logs).
    """

    def __init__(self, parameter: str | None, message: str) -> None:
        super().__init__(parameter, message)
        self.parameter = parameter
        self.message = message

    def __str__(self) -> str:
        return f"{self.parameter}:{self.message}" if self.parameter else self.message
