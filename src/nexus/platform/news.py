"""Word among the processes of one server: something has changed, look again.

Nothing is said but that there is news: eight bytes that were not there before, in a page of memory
that the processes share from before they were forked. Elsewhere each has a page of its own.
"""

import mmap
import os

WORD = 8


class News:
    def __init__(self) -> None:
        self._page = mmap.mmap(-1, mmap.PAGESIZE)

    def last(self) -> bytes:
        return self._page[:WORD]

    def tell(self) -> None:
        """Leave a word that nobody left before; a count would lose one of two at a time."""
        self._page[:WORD] = os.urandom(WORD)


accounts = News()  # made when this is imported, which is before any fork
