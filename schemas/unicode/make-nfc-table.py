#!/usr/bin/env python3
"""Writes nfc-table.txt and the test vectors of it from the Unicode database that this Python carries.

Usage: make-nfc-table.py TABLE VECTORS

TABLE    the canonical combining classes (class: code points) and the canonical decompositions
         (code point=first[+second], with ! where it must not be composed again), all in hexadecimal.
VECTORS  lines "input;NFC", code points in hexadecimal, for the tests.
"""
import random
import sys
import textwrap
import unicodedata as u

POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
HANGUL = range(0xAC00, 0xD7A4)


def classes():
    by_class = {}
    for c in POINTS:
        if u.combining(chr(c)):
            by_class.setdefault(u.combining(chr(c)), []).append(c)
    for k in sorted(by_class):
        yield "%d: %s" % (k, " ".join("%X" % c for c in by_class[k]))


def decompositions():
    for c in POINTS:
        d = u.decomposition(chr(c))
        if d and not d.startswith("<") and c not in HANGUL:
            parts = "+".join("%X" % int(p, 16) for p in d.split())
            excluded = "" if u.normalize("NFC", chr(c)) == chr(c) else "!"
            yield "%X=%s%s" % (c, parts, excluded)


def write_table(path):
    with open(path, "w", newline="\n") as f:
        f.write("# Unicode %s, canonical normalization. Written by make-nfc-table.py.\n" % u.unidata_version)
        f.write("# classes\n")
        for line in classes():
            f.write("\n".join(textwrap.wrap(line, 119)) + "\n")
        f.write("# decompositions\n")
        f.write("\n".join(textwrap.wrap(" ".join(decompositions()), 119)) + "\n")


def write_vectors(path):
    rnd = random.Random(4711)
    marks = [c for c in POINTS if u.combining(chr(c))]
    composed = [c for c in POINTS if u.normalize("NFD", chr(c)) != chr(c)]
    jamo = list(range(0x1100, 0x1113)) + list(range(0x1161, 0x1176)) + list(range(0x11A7, 0x11C3))
    letters = [ord(c) for c in "aeiouAEIOUcnszyk"] + [0x391, 0x3B1, 0x3C9, 0x915, 0x9A1, 0xB47, 0x1100, 0xAC00]
    hexed = lambda s: " ".join("%X" % ord(c) for c in s)
    with open(path, "w", newline="\n") as f:
        f.write("# Unicode %s: input;NFC of it. Written by make-nfc-table.py.\n" % u.unidata_version)
        for _ in range(1500):
            s = ""
            for _ in range(rnd.randint(1, 6)):
                pool = rnd.choice([letters, marks, composed, jamo, composed])
                s += chr(rnd.choice(pool))
                if rnd.random() < 0.3:
                    s = u.normalize("NFD", s)
            f.write("%s;%s\n" % (hexed(s), hexed(u.normalize("NFC", s))))


if __name__ == "__main__":
    write_table(sys.argv[1])
    write_vectors(sys.argv[2])
