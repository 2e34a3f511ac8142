"""Writes data/breast-survival/{rotterdam,gbsg}.csv from the data base of the R package survival, without R.

    apt-get download r-cran-survival && dpkg -x r-cran-survival_*.deb survival
    python3 scripts/data/breastSurvival.py survival/usr/lib/R/library/survival/data data/breast-survival

Standard library only. Rdata.rdx names each object's place in Rdata.rdb; both are R's serialisation, XDR form (R Internals,
section 1.8), of which the parts that a data frame of numbers and factors needs are read.
"""

import gzip
import lzma
import struct
import sys
import zlib
from pathlib import Path

NAMES = ("rotterdam", "gbsg")
MISSING_INTEGER = -(2**31)


class Reader:
    """Values of R's XDR serialisation, versions 2 and 3."""

    def __init__(self, data: bytes):
        self.data = data
        self.place = 0
        self.references = []

    def take(self, form: str):
        values = struct.unpack_from(">" + form, self.data, self.place)
        self.place += struct.calcsize(">" + form)
        return values

    def integer(self) -> int:
        return self.take("i")[0]

    def document(self):
        assert self.data[:2] == b"X\n", "not in XDR form"
        self.place = 2
        version, _, _ = self.take("iii")
        if version == 3:
            self.take(f"{self.integer()}s")
        return self.item()

    def item(self):
        """A value, or (value, attributes) where it has attributes."""
        flags = self.integer()
        kind, has_attributes, has_tag = flags & 0xFF, bool(flags & 0x200), bool(flags & 0x400)
        if kind == 254:  # R_NilValue
            return None
        if kind == 255:  # a symbol met before
            return self.references[(flags >> 8) - 1]
        if kind == 1:  # symbol
            name = self.item()
            self.references.append(name)
            return name
        if kind == 2:  # pair list
            return self.pairs(flags, has_attributes, has_tag)
        if kind == 9:  # character string
            length = self.integer()
            return None if length == -1 else self.take(f"{length}s")[0].decode()
        if kind == 238:  # compact form, as 1:n
            return self.compact()
        length = self.integer()
        if kind in (10, 13):
            value = [None if entry == MISSING_INTEGER else entry for entry in self.take(f"{length}i")]
        elif kind == 14:
            value = list(self.take(f"{length}d"))
        elif kind in (16, 19):
            value = [self.item() for _ in range(length)]
        else:
            raise ValueError(f"R type {kind} is not expected in these data")
        return (value, self.item()) if has_attributes else value

    def pairs(self, flags: int, has_attributes: bool, has_tag: bool) -> dict:
        if has_attributes:
            self.item()
        tag = self.item() if has_tag else None
        found = {tag: self.item()}
        return found | (self.item() or {})

    def compact(self):
        kind = next(iter(self.item().values()))
        state = self.item()
        self.item()
        if kind != "compact_intseq":
            raise ValueError(f"compact form {kind} is not expected in these data")
        count, first, step = state
        return [int(first + index * step) for index in range(int(count))]


def plain(value):
    return value[0] if isinstance(value, tuple) else value


def by_name(value) -> dict:
    entries, attributes = value
    return dict(zip(plain(attributes["names"]), entries))


def chunk(data: bytes, place) -> bytes:
    """One object of the data base: length when unpacked, a letter for the method, packed bytes."""
    offset, length = plain(place)
    packed = data[offset : offset + length]
    method, body = packed[4:5], packed[5:]
    if method == b"Z":
        return lzma.decompress(body, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 6}])
    return zlib.decompress(packed[4:])


def column(value) -> list[str]:
    entries, attributes = value if isinstance(value, tuple) else (value, {})
    levels = attributes.get("levels")
    if levels:
        return [plain(levels)[entry - 1] for entry in entries]
    if any(entry is None or entry != entry for entry in entries):
        raise ValueError("a value is missing, which these data do not have")
    return [f"{entry:g}" if entry == int(entry) else repr(entry) for entry in entries]


def main(source: Path, target: Path) -> None:
    index = by_name(Reader(gzip.decompress((source / "Rdata.rdx").read_bytes())).document())
    places = by_name(index["variables"])
    data = (source / "Rdata.rdb").read_bytes()
    target.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        frame = by_name(Reader(chunk(data, places[name])).document())
        columns = {title: column(values) for title, values in frame.items()}
        lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values()))]
        (target / f"{name}.csv").write_text("\n".join(lines) + "\n")
        print(name, len(lines) - 1, "rows")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
