"""A program: CSV (all cells quoted, absent ones bare) to Parquet with the right types, block by
block, in a process of its own.

python -m ogp_portal.foundation.api.parquet_child ROWS.csv RESULT.parquet '{"column": "type", …}'
"""

import json
import sys

import pyarrow as arrow
from pyarrow import csv, parquet

KINDS = {
    "integer": arrow.int64(),
    "boolean": arrow.bool_(),
    "date": arrow.date32(),
    "datetime": arrow.timestamp("us", tz="UTC"),
}


def convert(rows: str, result: str, kinds: dict[str, str]) -> None:
    """Write `result` from `rows`, a block at a time."""
    reading = csv.open_csv(
        rows,
        read_options=csv.ReadOptions(block_size=4 * 2**20, use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: KINDS.get(kind, arrow.string()) for name, kind in kinds.items()},
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
            true_values=["true"],
            false_values=["false"],
        ),
    )
    with parquet.ParquetWriter(result, reading.schema, compression="zstd") as writing:
        for block in reading:
            writing.write_batch(block)


if __name__ == "__main__":
    for job in json.load(sys.stdin):
        convert(job["rows"], job["result"], job["kinds"])
