"""What a file is called: shown to people and offered to their systems, never a path of ours."""

import re
import unicodedata

LONGEST = 255  # bytes, as most file systems take
LONGEST_ENDING = 20
NAMELESS = "file"

# Marks that turn the reading direction, and signs without a width: `gnp.exe` could read `exe.png`.
_TRICKS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # by Windows
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)

# What a system runs when it is opened. By its content none of ours is that.
_RUNS = frozenset(
    [
        *("app", "bat", "cmd", "com", "cpl", "desktop", "exe", "hta", "htm", "html", "jar", "js"),
        *("jse", "lnk", "mhtml", "mjs", "msi", "php", "pif", "ps1", "py", "reg", "scr", "sh"),
        *("svg", "url", "vb", "vbe", "vbs", "ws", "wsf", "xhtml", "xml"),
    ]
)
ENDINGS = {
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "application/x-fdx": "fdx",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/vnd.dxf": "dxf",
    "image/webp": "webp",
    "text/csv": "csv",
    "text/plain": "txt",
}


def clean(name: str) -> str:
    """Return a name that any system can keep, as near to the given one as can be."""
    text = name.encode("utf-8", "ignore").decode()
    text = unicodedata.normalize("NFC", _TRICKS.sub("", text))
    text = re.split(r"[/\\]", text)[-1]
    text = "".join(" " if unicodedata.category(it) in ("Cc", "Zl", "Zp") else it for it in text)
    text = " ".join(_FORBIDDEN.sub("_", text).split()).strip(". ")
    if _RESERVED.fullmatch(text.partition(".")[0].strip()):
        text = f"_{text}"
    return _cut(text) or NAMELESS


def fitting(name: str, media_type: str) -> str:
    """Return the clean name; what a system would run is given the ending of what it really is."""
    text = clean(name)
    ending = text.rpartition(".")[2].casefold() if "." in text else ""
    natural = ENDINGS.get(media_type, "")
    if ending in _RUNS and ending != natural:
        text = _cut(f"{text}.{natural or 'bin'}")
    return text


def ascii_of(name: str) -> str:
    """Return the name for those who read ASCII only (RFC 6266, appendix D)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9 ._()+=,\-]", "_", plain).strip() or NAMELESS


def _cut(text: str) -> str:
    """Shorten before the ending, at a whole sign."""
    if len(text.encode()) <= LONGEST:
        return text
    stem, dot, ending = text.rpartition(".")
    if not stem or len(ending.encode()) > LONGEST_ENDING:
        stem, dot, ending = text, "", ""
    room = LONGEST - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + dot + ending
