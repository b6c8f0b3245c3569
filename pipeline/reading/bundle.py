"""Zip bundles: the members that are reports, each read by itself, names repaired."""

import io
import zipfile
from collections.abc import Iterator

from pipeline.errors import UnreadableFile
from pipeline.reading.limits import Limits, refusal
from pipeline.reading.package import UNPACK_ERRORS, Budget, Package, is_link

# What systems put into zips beside the files that people meant.
_LITTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")


def unpacked_size(data: bytes) -> int:
    """Add up what a zip's directory says of its members; an unreadable one counts as nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(info.file_size for info in archive.infolist())
    except UNPACK_ERRORS:
        return 0  # refused without being unpacked


def walk(
    data: bytes, limits: Limits, *, budget: Budget | None = None
) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    """Walk a zip's members as (label, bytes), or the refusal of the one that cannot be had."""
    package = Package(data, limits, budget=budget)
    for name, info in package.members:
        parts = name.lower().split("/")
        if any(part in _LITTER for part in parts) or parts[-1].startswith(("~$", "._")):
            continue
        if is_link(info):
            yield name, refusal("UNKNOWN_FORMAT", "压缩包里的符号链接，不予读取")
            continue
        try:
            yield name, package.unpack(info, limit=limits.file_size)
        except UnreadableFile as error:
            yield name, error
