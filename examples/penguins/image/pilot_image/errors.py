"""The one error that a user can cause."""


class PilotError(Exception):
    """A mistake in data, arguments or artifacts: printed as it is, one line a fault, exit code 1."""

    def __init__(self, *faults: str):
        self.faults = faults
        super().__init__("\n".join(faults))
