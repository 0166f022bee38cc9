"""Spark: compares the units of a dataset, and reads documents by folder."""

import tongbi


def surveyed(batches):
    """The overview of a partition."""
    import pyarrow

    yield pyarrow.RecordBatch.from_pydict({"survey": [tongbi.survey(batches)]})


def overview(frame):
    """The overview of the whole: years, phases and names of codes."""
    rows = frame.mapInArrow(surveyed, "survey binary").collect()
    return tongbi.merge_surveys([bytes(row.survey) for row in rows])


def compare(frame, base, year, known=None, **options):
    """The comparison of all units of a frame of line items. `known` as `overview` gives it."""

    def partition(batches):
        return tongbi.compare_stream(batches, base=base, year=year, known=known, **options)

    by_unit = frame.repartition("unit").sortWithinPartitions("unit")
    return by_unit.mapInArrow(partition, tongbi.COMPARISON_DDL)


ITEMS = """`unit` string, `year` int, `phase` string, `table` string, `classification` string, `code` string,
`level` string, `name` string, `measure` string, `amount` decimal(18,2), `origin` string, `file` string"""


def items(frame):
    """The line items of documents: `frame` is what `spark.read.format("binaryFile")` gives. Files of a folder are one
    disclosure, so they are read together."""
    from pyspark.sql import functions as f

    def read(batches):
        import collections

        import pyarrow

        folders = collections.defaultdict(list)
        for batch in batches:
            for row in batch.to_pylist():
                folders[row["folder"]].append((row["path"], row["content"]))
        columns = [line.split("`")[1] for line in ITEMS.split(",") if "`" in line]
        for _, files in sorted(folders.items()):
            try:
                read = tongbi.read(sorted(files), strict=False)
            except tongbi.Error as error:
                # A folder without a disclosure has no rows.
                if error.kind not in ("content", "no_data"):
                    raise
                continue
            yield from pyarrow.table(read.items).select(columns).to_batches()

    folder = frame.select("path", "content").withColumn("folder", f.regexp_replace("path", "/[^/]*$", ""))
    return folder.repartition("folder").mapInArrow(read, ITEMS)
