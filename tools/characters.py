"""Write down which characters the fonts of our papers have: `python -m tools.characters`.

To be run when a font in src/nexus/platform/paper/fonts changes. The fonts come from the packages
@expo-google-fonts/archivo 0.4.2, @expo-google-fonts/noto-sans 0.4.2,
@expo-google-fonts/geist-mono 0.4.3 and dejavu-fonts-ttf 2.37.3 of the npm registry, unchanged.
"""

import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src" / "nexus" / "platform" / "paper" / "fonts"
CHARACTERS = FONTS / "characters.txt"
# What the last two of every list of fonts have, in each weight; Archivo and Geist have no more.
FALL_BACK = [["NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf"], ["DejaVuSans.ttf"]]


def characters() -> str:
    has: set[int] = set()
    for family in FALL_BACK:
        has |= set.intersection(*(set(TTFont(FONTS / name).getBestCmap()) for name in family))
    # PDF/A refuses private characters; those below the blank are no characters.
    codes = sorted(code for code in has if code >= 0x20 and unicodedata.category(chr(code)) != "Co")
    spans: list[list[int]] = []
    for code in codes:
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    words = [f"{first:x}-{last:x}" if first < last else f"{first:x}" for first, last in spans]
    lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    CHARACTERS.write_text(characters())
