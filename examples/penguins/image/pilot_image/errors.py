"""The one error that a user can cause."""


class PilotError(Exception):
    """A mistake in data, arguments or artifacts: printed as it is, one line per problem, exit code 1."""

    def __init__(self, *problems: str):
        self.problems = problems
        super().__init__("\n".join(problems))
