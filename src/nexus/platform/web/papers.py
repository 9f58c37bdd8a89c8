"""Papers beside a page, as pictures, which every device shows."""

from io import BytesIO
from threading import Lock
from typing import Annotated

from litestar import Response
from litestar.params import QueryParameter

from nexus.kernel.papers import File

PageNumber = Annotated[int, QueryParameter(ge=1, le=200)]
WIDTH = 1190  # pixels: A4 at 144 dpi
DRAWING = Lock()  # the library that draws serves one at a time


def picture(file: File, number: int) -> Response[bytes]:
    """Draw a page of a PDF of ours; the last one if there are fewer."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  (heavy)

    kept = BytesIO()
    with DRAWING:
        document = pypdfium2.PdfDocument(file.content)
        try:
            page = document[min(number, len(document)) - 1]
            drawn = page.render(scale=WIDTH / page.get_width()).to_pil()
        finally:
            document.close()
    drawn.save(kept, "WEBP", quality=90, method=2)
    return Response(kept.getvalue(), media_type="image/webp")
