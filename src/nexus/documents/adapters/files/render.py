"""The child that makes pictures of one content: from standard input to standard output.

It is started as a plain file (renderer.py), knows nothing of Nexus, its data or its secrets, and
gives itself limits before it looks at a byte. Whatever a hostile content does, this process ends,
and what it did not write is no picture.
"""

import io
import json
import sys
from typing import Any, BinaryIO

SECONDS = 10  # of the processor
MEMORY = 512 * 1024 * 1024
SCREEN, THUMB = 1600, 256  # pixels of the longer side
MOST_PIXELS = 100_000_000
EDGE = 3  # millimetres around a drawing, so that its outermost lines are whole
LARGEST_DRAWING = 4_000_000  # bytes of a picture of lines
LINES, SIGNS = 100, 8000

Picture = tuple[str, bytes]
Pictures = dict[str, Picture]


def main() -> None:
    confine()
    media_type, content, pages = sys.argv[1], sys.stdin.buffer, 0
    if media_type.startswith("text/"):
        made = of_text(content)
    elif media_type == "application/pdf":
        made, pages = of_pdf(content, int(sys.argv[2]))
    elif media_type == "image/vnd.dxf":
        made = of_drawing(content)
    else:
        made = of_image(content)
    sizes = {name: [kind, len(picture)] for name, (kind, picture) in made.items()}
    out = sys.stdout.buffer
    out.write(json.dumps({"pictures": sizes, "pages": pages}).encode() + b"\n")
    for _, picture in made.values():
        out.write(picture)
    out.flush()


def confine() -> None:
    """Give up what a picture does not need: time, memory, files to write."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def of_image(content: BinaryIO) -> Pictures:
    """Draw it anew: what is not of the picture (places, names, scripts) stays behind."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(content) as image:
        if image.width * image.height > MOST_PIXELS:
            return {}
        image.draft(None, (SCREEN, SCREEN))  # a JPEG is read no larger than is needed
        image.thumbnail((SCREEN, SCREEN))
        return _in_sizes(ImageOps.exif_transpose(image))


def of_pdf(content: BinaryIO, number: int) -> tuple[Pictures, int]:
    """Draw one page, and tell how many there are."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(content)
    page = document[number - 1]
    scale = min(SCREEN / max(*page.get_size(), 1), 4)
    return _in_sizes(page.render(scale=scale).to_pil()), len(document)


def _in_sizes(image: Any) -> Pictures:
    plain = image.convert("RGBA" if "A" in image.getbands() or "P" in image.mode else "RGB")
    made = {}
    for name, size in (("preview", SCREEN), ("thumbnail", THUMB)):
        plain.thumbnail((size, size))
        out = io.BytesIO()
        plain.save(out, "WEBP", quality=80)  # without `exif` and the like nothing goes along
        made[name] = ("image/webp", out.getvalue())
    return made


def of_drawing(content: BinaryIO) -> Pictures:
    """Draw the lines as SVG. Images that a drawing names are not looked for."""
    # ruff: noqa: PLC0415 (see of_image)
    from ezdxf import recover
    from ezdxf.addons.drawing import layout
    from ezdxf.addons.drawing.config import (
        BackgroundPolicy,
        ColorPolicy,
        Configuration,
        ImagePolicy,
    )
    from ezdxf.addons.drawing.frontend import Frontend
    from ezdxf.addons.drawing.properties import RenderContext
    from ezdxf.addons.drawing.svg import SVGBackend

    document, _ = recover.read(content)
    backend = SVGBackend()
    shown = Configuration(
        image_policy=ImagePolicy.RECT,
        background_policy=BackgroundPolicy.WHITE,
        color_policy=ColorPolicy.COLOR,  # on white the colour 7 is black already
    )
    Frontend(RenderContext(document), backend, config=shown).draw_layout(document.modelspace())
    edge = layout.Margins.all(EDGE)
    page = layout.Page(0, 0, layout.Units.mm, edge, max_width=SCREEN, max_height=SCREEN)
    drawn = backend.get_string(page).encode()
    if len(drawn) > LARGEST_DRAWING or not is_plain(drawn):
        return {}
    return dict.fromkeys(("preview", "thumbnail"), ("image/svg+xml", drawn))


def is_plain(drawing: bytes) -> bool:
    """Tell whether a drawing is made of lines and areas alone, as ours are."""
    from xml.parsers import expat

    known = {"svg", "g", "defs", "style", "path", "rect", "circle", "line", "polygon", "polyline"}
    plain = [True]

    def element(name: str, attributes: dict[str, str]) -> None:
        words = [word.casefold() for word in attributes]
        if name not in known or any(w.startswith("on") or w.endswith("href") for w in words):
            plain[0] = False

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.Parse(drawing, True)
    return plain[0]


def of_text(content: BinaryIO) -> Pictures:
    begins = content.read(4 * SIGNS)
    for encoding in ("utf-16", "utf-8-sig", "cp1252", "latin-1"):
        if encoding == "utf-16" and not begins.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = begins.decode(encoding)
        except UnicodeDecodeError as error:
            if len(begins) - error.start > 4:  # else a sign was cut at the end
                continue
            text = begins[: error.start].decode(encoding)
        break
    first = "\n".join(text.splitlines()[:LINES])[:SIGNS]
    return {"preview": ("text/plain", first.encode())}


if __name__ == "__main__":
    main()
