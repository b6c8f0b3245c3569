"""Old office files (.doc, .wps, .rtf, .odt) -> .docx by a caged LibreOffice, then read as Word.

LibreOffice runs as a child with a profile of its own, no macros, no links, few variables, no
network where the system allows, and is killed with all its children when its time is over.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from pipeline.reading.compose import Content
from pipeline.reading.docx import read_docx
from pipeline.reading.limits import Limits, damaged, refusal, too_large
from pipeline.reading.package import Package

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSED_ON = ("PATH", "SYSTEMROOT", "WINDIR", "COMSPEC", "PROGRAMFILES", "LD_LIBRARY_PATH")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_MEMORY = 4_000_000_000  # address space; LibreOffice maps about half of it for any file
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Load", "ShowOfficeUpdateDialog", "false"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_SPOKEN = {"doc": ".doc/.wps 文件", "xml": "Word 2003 XML 文件"}
_INSTALL = "需要 LibreOffice 才能读取，请安装 LibreOffice，或用 Word/WPS 另存为 .docx 后再试"


def read_office(data: bytes, limits: Limits) -> Content:
    """Read a binary Word, Kingsoft or rich text file.

    Raises:
        UnreadableFile: encrypted, another program's file, no LibreOffice, or its failure.
    """
    kind = _inner_kind(data)
    if kind == "odt":
        Package(data, limits, kind="OpenDocument 文档")  # refuses bombs
    content = read_docx(_converted(data, kind, limits), limits)
    content.reader = f"office/{kind}"
    return content


def _inner_kind(data: bytes) -> str:
    """Tell by the names of its streams what an OLE file holds."""
    if data.startswith(b"PK"):
        return "odt"
    if not data.startswith(_OLE):
        if b"<w:wordDocument" not in data[:4096]:
            return "rtf"
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise refusal("DOCTYPE", "文档里有文档类型声明（可能是恶意文件），已拒绝打开")
        return "xml"
    if _stream(data, "EncryptedPackage") >= 0:
        raise refusal("ENCRYPTED", "文档有打开密码，请解除密码后再试")
    if (entry := _stream(data, "WordDocument")) >= 0:
        if _is_encrypted_word(data, entry):
            raise refusal("ENCRYPTED", "文档有打开密码，请解除密码后再试")
        return "doc"
    if _stream(data, "MatOST") >= 0 or _stream(data, "MM") >= 0:
        raise refusal(
            "UNKNOWN_FORMAT",
            "这是微软 Works 的 .wps，不是金山 WPS 文档，请用 Works 或 Word 另存为 .docx 后再试",
        )
    if _stream(data, "Workbook") >= 0 or _stream(data, "Book") >= 0:
        raise refusal("UNKNOWN_FORMAT", "这是 Excel 表格，不是汇报材料，请另存为 .docx 或 .txt")
    if _stream(data, "PowerPoint Document") >= 0:
        raise refusal("UNKNOWN_FORMAT", "这是演示文稿，不是汇报材料，请把文字另存为 .docx")
    raise damaged("旧版 Office 文件")


def _stream(data: bytes, name: str) -> int:
    """Find the directory entry of a stream, -1 if there is none."""
    raw = name.encode("utf-16-le") + b"\x00\x00"
    length = len(raw).to_bytes(2, "little")
    place = data.find(raw)
    while place >= 0:
        if place % 128 == 0 and data[place + 64 : place + 66] == length:
            return place
        place = data.find(raw, place + 1)
    return -1


def _is_encrypted_word(data: bytes, entry: int) -> bool:
    """Read the encryption flag in the head of the WordDocument stream."""
    sector = int.from_bytes(data[entry + 116 : entry + 120], "little")
    shift = int.from_bytes(data[30:32], "little")
    if not 7 <= shift <= 16:
        return False
    start = (sector + 1) << shift
    head = data[start : start + 12]
    return head[:2] == b"\xec\xa5" and len(head) == 12 and bool(head[11] & 0x01)


def find_soffice() -> str | None:
    """Find LibreOffice on this machine."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _converted(data: bytes, kind: str, limits: Limits) -> bytes:
    """Let LibreOffice write the file as .docx and return that."""
    program = find_soffice()
    if program is None:
        raise refusal("NEEDS_OFFICE", f"{_SPOKEN.get(kind, f'.{kind} 文件')}{_INSTALL}")
    try:
        return _written_by(program, data, kind, limits)
    except OSError as error:
        message = "转换用的临时文件夹写不进去，请检查磁盘空间和权限"
        raise refusal("NO_ROOM", message) from error


def _written_by(program: str, data: bytes, kind: str, limits: Limits) -> bytes:
    """Run the conversion in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="huibao-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        source = room / f"in.{kind}"
        source.write_bytes(data)
        (room / "out").mkdir()
        _write_settings(room / "profile")
        command = [
            *_without_network(),
            program,
            f"-env:UserInstallation={(room / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
            *("--nofirststartwizard", "--convert-to", "docx:MS Word 2007 XML"),
            *("--outdir", str(room / "out"), str(source)),
        ]
        _run(command, room, limits)
        written = room / "out" / "in.docx"
        if not written.is_file() or not written.stat().st_size:
            raise damaged("文档")
        if written.stat().st_size > limits.file_size:
            raise too_large("转换后的文件", f"{limits.file_size // 1_000_000} MB")
        return written.read_bytes()


def _run(command: list[str], room: Path, limits: Limits) -> None:
    """Run the child in its own group until it ends, its time is over or it writes too much."""
    deadline = time.monotonic() + limits.seconds
    try:
        child = subprocess.Popen(
            command,
            cwd=room,
            env=_environment(room),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise refusal("NEEDS_OFFICE", "LibreOffice 启动失败，请检查安装") from error
    _limit(child.pid, limits)
    try:
        while True:
            try:
                child.wait(timeout=0.25)
                return
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    raise refusal(
                        "TIMEOUT", f"转换超过 {limits.seconds:.0f} 秒，请用 Word/WPS 另存为 .docx"
                    ) from None
                if _written(room) > 4 * limits.file_size:
                    raise too_large("转换中的文件", f"{limits.file_size // 1_000_000} MB") from None
    finally:
        _kill(child)


def _limit(pid: int, limits: Limits) -> None:
    """Bound the child's memory and the files it writes, where the system can."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            size = 4 * limits.file_size
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, size))


def _written(room: Path) -> int:
    total = 0
    for folder, _, names in os.walk(room):
        for name in names:
            try:
                total += (Path(folder) / name).stat().st_size
            except OSError:  # gone between listing and asking
                continue
    return total


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child and all that it started."""
    if sys.platform == "win32":
        if child.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _environment(room: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        **kept,
        "HOME": str(room),
        "TMPDIR": str(room),
        "TEMP": str(room),
        "TMP": str(room),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


@cache
def _without_network() -> tuple[str, ...]:
    """Give the words that start a program without network, none where the system has no such."""
    unshare = shutil.which("unshare")
    if unshare is None or sys.platform != "linux":
        return ()
    words = (unshare, "--user", "--map-root-user", "--net", "--")
    try:
        probe = subprocess.run(
            [*words, "true"],
            check=False,
            timeout=5,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return words if probe.returncode == 0 else ()


def _write_settings(profile: Path) -> None:
    folder = profile / "user"
    folder.mkdir(parents=True)
    entries = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{setting}</value></prop></item>"
        for path, name, setting in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{entries}</oor:items>',
        encoding="utf-8",
    )
