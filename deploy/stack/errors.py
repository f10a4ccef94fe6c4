"""What stops the set-up: one line on what is wrong, one line on what to do."""


class SetUpError(Exception):
    """Ends the command with exit code 1; `advice` is the one line that says what to do."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"✗ {self.problem}\n  → {self.advice}"
