"""Contents of many kinds, good and hostile, made when they are needed."""

import io
import struct
import zipfile
import zlib


def png(width=40, height=30, colour="red", **more):
    from PIL import Image  # noqa: PLC0415 (most tests need none)

    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG", **more)
    return out.getvalue()


def picture(kind, width=40, height=30, **more):
    from PIL import Image  # noqa: PLC0415 (see png)

    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, kind, **more)
    return out.getvalue()


def huge_png(side=60_000):
    """A picture of some bytes that is 3,600 million pixels large when it is opened."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def pdf(pages=1):
    import pypdf  # noqa: PLC0415 (see png)

    out = io.BytesIO()
    made = pypdf.PdfWriter()
    for number in range(pages):  # the further in, the longer
        made.add_blank_page(200, 300 + 100 * number)
    made.write(out)
    return out.getvalue()


def dxf(version="R2018", entities=3):
    import ezdxf  # noqa: PLC0415 (see png)

    document = ezdxf.new(version)
    for number in range(entities):
        document.modelspace().add_line((0, number), (100, 50 + number))
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode("cp1252" if version < "R2007" else "utf-8")


def dxf_bomb(depth=30):
    """Blocks within blocks, each holding the one below it ten times."""
    import ezdxf  # noqa: PLC0415 (see png)

    document = ezdxf.new("R2010")
    document.blocks.new("B0").add_line((0, 0), (1, 1))
    for level in range(1, depth):
        block = document.blocks.new(f"B{level}")
        for number in range(10):
            block.add_blockref(f"B{level - 1}", (number, number))
    document.modelspace().add_blockref(f"B{depth - 1}", (0, 0))
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode()


def archive(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def xlsx():
    return archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def zip_bomb():
    """A spreadsheet of some kilobytes that unpacks to 30 MB."""
    return archive(**{"xl/workbook.xml": b"<workbook/>", "xl/sheet.xml": b"0" * 30_000_000})


def many_entries(count=70_000):
    """An archive that says it has more entries than anybody needs."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, min(count, 65_535), 100, 0, 0)
    return b"PK\x03\x04" + b"\0" * 200 + end


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L1 1"/></svg>'
SVG_WITH_SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "ha">{ENTITIES}]>'.encode()
SVG_BOMB = LAUGHS + b'<svg xmlns="http://www.w3.org/2000/svg"><text>&l9;</text></svg>'
EXE = b"MZ\x90\0\x03" + b"\0" * 200
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
