"""Spark: compares the units of a dataset, and reads documents by folder."""

import tongbi


def plain(frame, texts, others=("amount",)):
    """The frame with these columns of text as plain strings, and the others as they are: Sail refuses every other use of a
    column that Parquet holds as a dictionary (category), which pandas and pyarrow write."""
    return frame.selectExpr(*(f"CAST(`{name}` AS STRING) AS `{name}`" for name in texts), *(f"`{name}`" for name in others))


def surveyed(batches):
    """The overview of a partition."""
    import pyarrow

    yield pyarrow.RecordBatch.from_pydict({"survey": [tongbi.survey(batches)]})


def overview(frame):
    """The overview of the whole: years, phases and names of codes."""
    rows = frame.mapInArrow(surveyed, "survey binary").collect()
    return tongbi.merge_surveys([bytes(row.survey) for row in rows])


def together(batches):
    """The rows of a partition by unit. It is held in memory."""
    import pyarrow

    batches = list(batches)
    return pyarrow.Table.from_batches(batches).sort_by("unit").to_batches() if batches else batches


def compare(frame, base, year, known=None, keeps_order=True, partitions=None, **options):
    """The comparison of all units of a frame of line items. `known` as `overview` gives it. `keeps_order=False` for Sail,
    which leaves out a sort before `mapInArrow`; then `partitions` bounds what is held in memory at once."""

    def partition(batches):
        batches = batches if keeps_order else together(batches)
        return tongbi.compare_stream(batches, base=base, year=year, known=known, **options)

    by_unit = frame.repartition(*filter(None, [partitions]), "unit").sortWithinPartitions("unit")
    return by_unit.mapInArrow(partition, tongbi.COMPARISON_DDL)


def sums(frame, by=None):
    """The sums by region, by group or of all units: each partition adds up its units, Spark adds up the partitions.
    `tongbi.compare` of the result, as an Arrow table, compares them."""
    from pyspark.sql import functions as f

    def partition(batches):
        batches = list(batches)
        if batches:
            import pyarrow

            yield from pyarrow.table(tongbi.sums(batches, by=by)).to_batches()

    parts = frame.repartition("unit").mapInArrow(partition, tongbi.SUMS_DDL)
    keys = [name for name in parts.columns if name != "amount"]
    return parts.groupBy(*keys).agg(f.sum("amount").cast("decimal(18,2)").alias("amount"))


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
        for _, files in sorted(folders.items()):
            try:
                read = tongbi.read(sorted(files), strict=False)
            except tongbi.Error as error:
                # A folder without a disclosure has no rows.
                if error.kind not in ("content", "no_data"):
                    raise
                continue
            yield from pyarrow.table(read.items).to_batches()

    folder = frame.select("path", "content").withColumn("folder", f.regexp_replace("path", "/[^/]*$", ""))
    return folder.repartition("folder").mapInArrow(read, tongbi.ITEMS_DDL)
