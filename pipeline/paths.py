"""Where templates, models, corpora and the user's data lie, in a checkout and in a wheel."""

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
DATA = PACKAGE / "data"


def shipped(name: str) -> Path:
    """Find a shipped top-level folder (``templates``, ``models``, ``corpora``).

    In a checkout it lies beside the package, in a wheel inside it.
    """
    inside = PACKAGE / "_shipped" / name
    return inside if inside.exists() else PACKAGE.parent / name


def user_data() -> Path:
    """Find the folder for the user's archive and settings, by the platform's convention."""
    if named := os.environ.get("HUIBAO_HOME"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "huibao"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/huibao"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "huibao"
