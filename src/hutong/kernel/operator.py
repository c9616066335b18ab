"""For the person at the terminal who starts and looks after the shop."""


class OperatorError(Exception):
    """Something that person can mend; its text says what. Shown as it is, without a traceback."""
