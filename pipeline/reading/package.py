"""Opens zip data that nobody here packed: bounded sizes, real bytes counted, names as labels."""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.reading.limits import Limits, damaged, refusal, too_large

_END = b"PK\x05\x06"
_ENTRY = b"PK\x01\x02"
UNPACK_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    IndexError,
    KeyError,
)
_BAD_IN_NAME = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(slots=True)
class Budget:
    """What may still be unpacked from one file, nested zips included."""

    size: int
    members: int

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        """Start with all that the limits allow."""
        return cls(limits.zip_total, limits.zip_members)


class Package:
    """A zip whose members are read by their cleaned names."""

    def __init__(
        self, data: bytes, limits: Limits, *, kind: str = "压缩包", budget: Budget | None = None
    ) -> None:
        self.limits = limits
        self.kind = kind
        self.budget = budget or Budget.of(limits)
        self.packed = len(data)
        self._count(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except UNPACK_ERRORS as error:
            raise damaged(kind) from error
        files = [info for info in infos if info.filename and not info.is_dir()]
        self.members = [(label(_name(info)), info) for info in files]
        self._weigh(files)
        self._by_name = {name.lower(): info for name, info in self.members}

    def _count(self, data: bytes) -> None:
        """Refuse a monstrous directory before it becomes objects."""
        end = data.rfind(_END, max(0, len(data) - 66_000))
        directory = data
        if end >= 0 and len(data) >= end + 16:
            size = int.from_bytes(data[end + 12 : end + 16], "little")
            directory = data[max(0, end - size) : end]
        entries = directory.count(_ENTRY)
        if entries > self.budget.members:
            most = self.limits.zip_members
            raise refusal("ZIP_MEMBERS", f"{self.kind}内文件数超过上限（{most} 个），请拆分")
        self.budget.members -= entries

    def _weigh(self, infos: list[zipfile.ZipInfo]) -> None:
        """Refuse what unpacks to too much; properties that nobody unpacks weigh nothing."""
        limits = self.limits
        infos = [info for info in infos if not info.filename.startswith("docProps/")]
        total = sum(info.file_size for info in infos)
        if total > limits.zip_ratio_from and total > limits.zip_ratio * self.packed:
            raise refusal("ZIP_RATIO", f"{self.kind}展开后异常膨胀（疑似压缩炸弹），已拒绝打开")
        if total > self.budget.size or any(i.file_size > limits.member_size for i in infos):
            raise too_large(f"{self.kind}展开后的大小", f"{limits.zip_total // 1_000_000} MB")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def names(self) -> Iterator[str]:
        """Walk the members' names as labels."""
        return (name for name, _ in self.members)

    def read(self, name: str, *, limit: int | None = None) -> bytes | None:
        """Unpack the member of that name, None if there is none."""
        info = self._by_name.get(name.lower())
        return None if info is None else self.unpack(info, limit=limit)

    def unpack(self, info: zipfile.ZipInfo, *, limit: int | None = None) -> bytes:
        """Unpack one member, counting its real bytes."""
        if info.flag_bits & 0x1:
            raise refusal("ENCRYPTED", f"{self.kind}有密码，请解除密码后再试")
        allowed = min(limit or self.limits.member_size, self.budget.size)
        if info.file_size > allowed:
            raise too_large(f"{self.kind}内的部件", f"{allowed // 1_000_000} MB")
        try:
            with self._zip.open(info) as member:
                unpacked = member.read(allowed + 1)
        except UNPACK_ERRORS as error:
            raise damaged(self.kind) from error
        if len(unpacked) > allowed:
            raise too_large(f"{self.kind}内的部件", f"{allowed // 1_000_000} MB")
        self.budget.size -= len(unpacked)
        return unpacked


def is_link(info: zipfile.ZipInfo) -> bool:
    """Say whether the member is a symbolic link."""
    return stat.S_ISLNK(info.external_attr >> 16)


def _name(info: zipfile.ZipInfo) -> str:
    """Repair a name that Chinese Windows packed in GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def label(name: str, *, length: int = 200) -> str:
    """Make a harmless label of a name: no way up, no root, no control or direction marks."""
    parts = _BAD_IN_NAME.sub("", name).replace("\\", "/").split("/")
    kept = [part for part in parts if part not in ("", ".", "..") and not part.endswith(":")]
    text = "/".join(kept)
    while len(text.encode()) > length and len(text) > 1:
        text = text[len(text) // 10 + 1 :]
    return text or "未命名"
