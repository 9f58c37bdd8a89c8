"""What a file is for, and so what it may be, how large, and who may see it."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from nexus.kernel.errors import Invalid, TooLarge
from nexus.kernel.phrase import phrase

MEGABYTE = 1_000_000


class Purpose(StrEnum):
    DESIGN = "design"
    DOCUMENT = "document"
    PHOTO = "photo"
    CERTIFICATE = "certificate"
    LOGO = "logo"
    PROOF_OF_PAYMENT = "proof_of_payment"
    IMPORT = "import"


class Kind(StrEnum):
    """What a file can be attached to."""

    PROJECT = "project"
    PRODUCT = "product"
    CUSTOMER = "customer"
    SALE = "sale"
    QUOTE = "quote"
    TASK = "task"
    STOCK_ITEM = "stock_item"
    SUPPLIER = "supplier"
    EQUIPMENT = "equipment"
    PURCHASE_ORDER = "purchase_order"


class Role(StrEnum):
    """What a file is to the thing it is attached to."""

    DESIGN = "design"
    DOCUMENT = "document"
    PHOTO = "photo"
    CERTIFICATE = "certificate"
    PROOF_OF_PAYMENT = "proof_of_payment"
    PAPER = "paper"


ROLES: Mapping[Purpose, Role] = {
    Purpose.DESIGN: Role.DESIGN,
    Purpose.PHOTO: Role.PHOTO,
    Purpose.CERTIFICATE: Role.CERTIFICATE,
    Purpose.PROOF_OF_PAYMENT: Role.PROOF_OF_PAYMENT,
}

# Who sees a file sees what it hangs on: a file of a sale tells of the sale.
SEEN_WITH: Mapping[Kind, str] = {
    Kind.PROJECT: "projects.read",
    Kind.PRODUCT: "products.read",
    Kind.CUSTOMER: "customers.read",
    Kind.SALE: "sales.read",
    Kind.QUOTE: "quotes.read",
    Kind.TASK: "tasks.read",
    Kind.STOCK_ITEM: "inventory.read",
    Kind.SUPPLIER: "inventory.read",
    Kind.EQUIPMENT: "inventory.read",
    Kind.PURCHASE_ORDER: "inventory.read",
}
MEANT_FOR: Mapping[Purpose, str] = {
    Purpose.PROOF_OF_PAYMENT: "sales.read",
}

TEXT, CSV, PDF = "text/plain", "text/csv", "application/pdf"
PNG, JPEG, WEBP, GIF = "image/png", "image/jpeg", "image/webp", "image/gif"
SVG, DXF, DWG = "image/svg+xml", "image/vnd.dxf", "image/vnd.dwg"
BMP, TIFF, HEIC, AVIF = "image/bmp", "image/tiff", "image/heic", "image/avif"
STEP, STL, THREE_MF, EPS = "model/step", "model/stl", "model/3mf", "application/postscript"
RTF, FDX = "application/rtf", "application/x-fdx"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OFFICE}wordprocessingml.document"
XLSX = f"{_OFFICE}spreadsheetml.sheet"
PPTX = f"{_OFFICE}presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

SPOKEN_LABELS: Mapping[Purpose, str] = {  # within a sentence
    **{it: it.replace("_", " ") for it in Purpose},
    Purpose.IMPORT: "file to import",
}
WORDS: Mapping[str, str] = {
    **{TEXT: "text", CSV: "CSV", PDF: "PDF", PNG: "PNG", JPEG: "JPEG", WEBP: "WebP", GIF: "GIF"},
    **{SVG: "SVG", DXF: "DXF", DWG: "DWG", BMP: "BMP", TIFF: "TIFF", HEIC: "HEIC", AVIF: "AVIF"},
    **{STEP: "STEP", STL: "STL", THREE_MF: "3MF", EPS: "EPS", RTF: "RTF", FDX: "Final Draft"},
    **{DOCX: "Word", XLSX: "Excel", PPTX: "PowerPoint"},
    **{ODT: "OpenDocument text", ODS: "OpenDocument spreadsheet"},
}
PICTURES = (JPEG, PNG, WEBP, GIF, HEIC, AVIF, TIFF, BMP)
PAPERS = (PDF, DOCX, XLSX, PPTX, ODT, ODS, RTF, TEXT, CSV, FDX)
DRAWINGS = (DXF, DWG, SVG, STEP, STL, THREE_MF, EPS)
ALLOWED: Mapping[Purpose, tuple[str, ...]] = {
    Purpose.DESIGN: (*DRAWINGS, PDF, TEXT, CSV, FDX, *PICTURES),
    Purpose.DOCUMENT: (*PAPERS, *PICTURES, *DRAWINGS),
    Purpose.PHOTO: PICTURES,
    Purpose.CERTIFICATE: (PDF, *PICTURES),
    Purpose.LOGO: (PNG, JPEG, WEBP, SVG),
    Purpose.PROOF_OF_PAYMENT: (PDF, *PICTURES, TEXT),
    Purpose.IMPORT: (CSV, TEXT, XLSX, ODS),
}
SMALL = (Purpose.PHOTO, Purpose.LOGO)
LARGEST_LOGO = 4000  # pixels each way: it is drawn into every paper


class Limits(Struct, frozen=True, kw_only=True):
    """Bytes of one upload, and of all files of a shop (0: as many as there is room for)."""

    file: int = 100 * MEGABYTE
    image: int = 25 * MEGABYTE
    shop: int = 0

    def of(self, purpose: Purpose) -> int:
        return min(self.image, self.file) if purpose in SMALL else self.file


class Nature(Struct, frozen=True, kw_only=True):
    """What a content is, by itself: whatever its name says.

    `called` names in words what is none of the types we take; `fault` says what is wrong with one
    that would be. The pixels are known of some pictures.
    """

    media_type: str | None = None
    called: str = "of no kind that is known here"
    fault: str = ""
    width: int = 0
    height: int = 0


def check_size(purpose: Purpose, size: int, limits: Limits) -> None:
    if size == 0:
        raise Invalid("This file is empty.", "file")
    if size > limits.of(purpose):
        most = limits.of(purpose) // MEGABYTE
        raise TooLarge(
            phrase("A %(purpose)s has at most %(most)s MB.", purpose=_said(purpose), most=most),
            "file",
        )


def check_nature(purpose: Purpose, nature: Nature) -> str:
    """Return the media type, or say why such a content is not taken for this purpose."""
    if nature.fault:
        raise Invalid(nature.fault, "file")
    allowed = ALLOWED[purpose]
    if nature.media_type not in allowed:
        it = WORDS.get(nature.media_type or "", nature.called)
        offered = ", ".join(WORDS[kind] for kind in allowed)
        raise Invalid(
            phrase(
                "This file is %(kind)s. A %(purpose)s is one of: %(offered)s.",
                kind=phrase(it),
                purpose=_said(purpose),
                offered=offered,
            ),
            "file",
        )
    if purpose is Purpose.LOGO and max(nature.width, nature.height) > LARGEST_LOGO:
        raise Invalid(
            phrase("A logo has at most %(most)s pixels each way.", most=LARGEST_LOGO), "file"
        )
    return nature.media_type


def _said(purpose: Purpose) -> str:
    return phrase(SPOKEN_LABELS[purpose])
