#!/usr/bin/env python3
"""Cuts the two East Asian faces in src/CaseDesk.Pdf/Fonts down to the characters in common use.

Usage: tools/east-asian-fonts.py NotoSansSC_400Regular.ttf NotoSansKR_400Regular.ttf, from the root of the repository, with
the fonts of the npm packages @expo-google-fonts/noto-sans-sc and noto-sans-kr 0.4.3 and hb-subset (Debian: libharfbuzz-bin).
"""
import subprocess
import sys
import tempfile


def characters(encoding, leads, trails):
    """What the two-byte codes of a national standard stand for."""
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                found.update(bytes([lead, trail]).decode(encoding))
            except UnicodeDecodeError:
                pass
    return found


high = range(0xA1, 0xFF)
# GB 2312, level 1 of Big5, and JIS X 0208: simplified Chinese, traditional Chinese and Japanese.
han = characters("gb2312", range(0xB0, 0xF8), high)
han |= characters("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *high])
han |= characters("euc_jp", range(0xB0, 0xF5), high)
han |= {c for c in characters("gb2312", range(0xA1, 0xAA), high) if ord(c) > 0x2FFF}
# Punctuation, kana, bopomofo, enclosed and compatibility forms, half and full width.
for first, end in [(0x3000, 0x3130), (0x31F0, 0x3400), (0xFF00, 0xFFF0)]:
    han |= {chr(code) for code in range(first, end)}
# KS X 1001, and the letters alone.
hangul = characters("euc_kr", range(0xB0, 0xC9), high) | {chr(code) for code in range(0x3131, 0x318F)}

for font, text, name in [(sys.argv[1], han, "NotoSansSC-Regular"), (sys.argv[2], hangul, "NotoSansKR-Regular")]:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as list_of_text:
        list_of_text.write("".join(sorted(text)))
        list_of_text.flush()
        # Text is set in lines: of the layout features only composition is of use.
        subprocess.run(["hb-subset", font, f"--text-file={list_of_text.name}", "--no-hinting", "--layout-features=ccmp",
                        f"--output-file=src/CaseDesk.Pdf/Fonts/{name}.ttf"], check=True)
