"""Ray Data: compares the units of a dataset."""

import tongbi


def compare(dataset, base, year, known=None, blocks=8, **options):
    """The comparison of all units of a dataset of line items. `known` as `overview` gives it."""
    import pyarrow

    def block(table):
        if table.num_rows == 0:
            return table.slice(0, 0)
        done = list(tongbi.compare_stream([table.sort_by("unit")], base=base, year=year, known=known, **options))
        return pyarrow.Table.from_batches(done)

    by_unit = dataset.repartition(blocks, keys=["unit"])
    return by_unit.map_batches(block, batch_format="pyarrow", batch_size=None)


def overview(dataset):
    """The overview of the whole: years, phases and names of codes."""
    def block(table):
        return {"survey": [tongbi.survey([table])]}

    rows = dataset.map_batches(block, batch_format="pyarrow", batch_size=None).take_all()
    return tongbi.merge_surveys([bytes(row["survey"]) for row in rows])
