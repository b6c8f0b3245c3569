"""The exceptions that a door turns into one Chinese line and exit status 2.

``code`` is stable for scripts; ``message`` says what happened and what to do, in Chinese.
"""


class HuibaoError(Exception):
    """Something a user can meet and mend."""

    code = "ERROR"

    def __init__(self, message: str, *, file: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        if code:
            self.code = code

    def __str__(self) -> str:
        return f"{self.file}：{self.message}" if self.file else self.message


class UnreadableFile(HuibaoError):
    """A file that is missing, empty, encrypted, broken, of unknown format or too large."""

    code = "UNREADABLE"


class BadData(HuibaoError):
    """Figures for a draft that cannot be used (no figures, no header, not a sheet)."""

    code = "BAD_DATA"


class BadTemplate(HuibaoError):
    """A template that does not render or does what templates must not do."""

    code = "BAD_TEMPLATE"


class BadArchive(HuibaoError):
    """An archive that cannot be opened or is newer than this program."""

    code = "BAD_ARCHIVE"


class BadUsage(HuibaoError):
    """Arguments or a configuration that do not fit together."""

    code = "BAD_USAGE"
