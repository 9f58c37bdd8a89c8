"""One heap for all threads.

glibc gives threads heaps of their own, so that they need not wait for each other. Python's wait
anyway, and what one of them frees stays with it: a server grows by the largest answers of each.
"""

import ctypes
import sys

M_ARENA_MAX = -8  # malloc.h


def share_heap() -> bool:
    """Have one heap from now on; False where there is no such choice."""
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(M_ARENA_MAX, 1) == 1
