"""The recipes of docs/集群.md, held against the command. Only with TONGBI_CLUSTER=1, since Spark needs a JVM."""

import importlib.util
import os
import pathlib
import sys

import pytest
import tongbi

pytestmark = pytest.mark.skipif(os.environ.get("TONGBI_CLUSTER") != "1", reason="只在 TONGBI_CLUSTER=1 时运行")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cluster"))
UNITS = 2000


def is_there(name):
    return importlib.util.find_spec(name) is not None


def plain(table):
    """A table without dictionaries."""
    import pyarrow as pa

    plain = {name: column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
             for name, column in zip(table.column_names, table.columns)}
    return pa.table(plain)


def ordered(table):
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return sorted(rows, key=lambda row: tuple(map(str, row)))


@pytest.fixture(scope="module", params=["plain", "phases"])
def lake(request, tmp_path_factory):
    """2000 units; `phases` has 预算 and 决算 of each year, names, and several files."""
    import decimal

    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp(request.param)
    phases = ["预算", "决算"] if request.param == "phases" else ["预算"]
    for year in (2023, 2024):
        rows = []
        for unit in range(UNITS):
            for phase in phases:
                for at, code in enumerate(("208", "20801", "2080101", "2080102", "2080199")):
                    if (unit + at + year) % 7 == 0 and len(code) == 7:
                        continue
                    amount = decimal.Decimal(unit * 101 + at * 13 + (year - 2020) * len(phase) + 1) / 100
                    # The command takes data of several files only with its units in order.
                    number = unit if request.param == "phases" else unit * 7919 % UNITS
                    rows.append((f"单位{number:05}", phase, code, f"科目{code}", amount, f"{phase}.pdf"))
        names = ["unit", "phase", "code", "name", "amount", "file"]
        table = pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})
        table = table.set_column(4, "amount", table["amount"].cast(pa.decimal128(18, 2)))
        region = pa.array([f"地区{int(name[2:]) % 7}" for name in table["unit"].to_pylist()])
        table = table.append_column("region", region)
        if request.param == "plain":
            table = table.select(["unit", "region", "code", "amount"])
        (folder / f"year={year}").mkdir()
        half = table.num_rows // 2
        pq.write_table(table.slice(0, half), folder / f"year={year}" / "a.parquet", use_dictionary=True)
        pq.write_table(table.slice(half), folder / f"year={year}" / "b.parquet", use_dictionary=False)
    return folder


@pytest.fixture(scope="module")
def bridge(tmp_path_factory):
    path = tmp_path_factory.mktemp("bridge") / "bridge.csv"
    path.write_text("from_year,to_year,old_code,old_name,new_code,new_name,share,note\n"
                    "2023,2024,2080102,,2080199,,,\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def spark():
    if not is_there("pyspark") or is_there("pysail"):
        pytest.skip("没有 pyspark")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    # A task that fails is tried up to four times.
    session = (SparkSession.builder.master("local[2,4]").config("spark.ui.enabled", "false")
               .config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", "4")
               .config("spark.executorEnv.PYTHONPATH", ":".join(sys.path)).getOrCreate())
    session.sparkContext.setLogLevel("ERROR")
    # Functions of the recipe travel by value.
    from pyspark import cloudpickle

    import spark as recipe

    cloudpickle.register_pickle_by_value(recipe)
    yield session
    session.stop()


def known_of(recipe, frame, lake):
    return None if "plain" in lake.name else recipe.overview(frame)


def test_spark_gives_the_rows_of_the_command(spark, lake, written):
    import spark as recipe

    frame = spark.read.parquet(str(lake))
    rows = recipe.compare(frame, 2023, 2024, known_of(recipe, frame, lake)).toArrow()
    assert ordered(rows) == ordered(written("compare", lake, "--base", "2023", "--year", "2024"))


def test_spark_gives_them_on_the_same_basis(spark, lake, bridge, written):
    import spark as recipe

    frame = spark.read.parquet(str(lake))
    rows = recipe.compare(frame, 2023, 2024, recipe.overview(frame), bridge=str(bridge)).toArrow()
    expected = written("compare", lake, "--base", "2023", "--year", "2024", "--bridge", bridge)
    assert ordered(rows) == ordered(expected)


def test_a_year_as_text_and_empty_partitions_change_nothing(spark, lake, written, tmp_path):
    import spark as recipe

    from pyspark.sql import functions as f

    frame = spark.read.parquet(str(lake)).withColumn("year", f.col("year").cast("string"))
    known = known_of(recipe, frame, lake)
    expected = ordered(written("compare", lake, "--base", "2023", "--year", "2024"))
    # Far more partitions than there are units of a few.
    few = frame.where("unit < '单位00003'").repartition(50, "unit")
    rows = recipe.compare(few, 2023, 2024, known).toArrow()
    assert ordered(rows) == [row for row in expected if row[0] < "单位00003"]
    assert ordered(recipe.compare(frame, 2023, 2024, known).toArrow()) == expected


@pytest.mark.parametrize("how", ["raise RuntimeError('unlucky')", "os._exit(9)", "os.kill(os.getpid(), 9)"])
def test_an_executor_that_fails_halfway_changes_nothing(spark, lake, written, how):
    import spark as recipe

    frame = spark.read.parquet(str(lake))
    known = known_of(recipe, frame, lake)

    def fails_once(batches):
        from pyspark import TaskContext

        import os  # noqa: F401

        for row, batch in enumerate(tongbi.compare_stream(batches, base=2023, year=2024, known=known)):
            yield batch.slice(0, 10)
            if TaskContext.get().attemptNumber() == 0:
                exec(how)
            yield batch.slice(10)

    by_unit = frame.repartition("unit").sortWithinPartitions("unit")
    rows = by_unit.mapInArrow(fails_once, tongbi.COMPARISON_DDL).toArrow()
    assert ordered(rows) == ordered(written("compare", lake, "--base", "2023", "--year", "2024"))


@pytest.mark.parametrize("by", ["region", "group", "all"])
def test_sums_of_partitions_add_up_to_those_of_the_command(spark, lake, written, tmp_path, by):
    import spark as recipe

    if "plain" not in lake.name:
        with pytest.raises(Exception, match="不能相加"):
            recipe.sums(spark.read.parquet(str(lake))).toArrow()
        return
    groups = {f"单位{number:05}": f"第{number % 3}组" for number in range(UNITS)}
    path = tmp_path / "groups.csv"
    path.write_text("unit,group\n" + "".join(f"{unit},{group}\n" for unit, group in groups.items()), "utf-8")
    chosen = {"region": "region", "group": groups, "all": None}[by]
    options = {"region": ["--by", "region"], "group": ["--groups", path], "all": ["--by", "all"]}[by]
    sums = recipe.sums(spark.read.parquet(str(lake)), by=chosen).toArrow()
    rows = tongbi.compare(sums, base=2023, year=2024)
    import pyarrow as pa

    assert ordered(pa.table(rows)) == ordered(written("compare", lake, "--base", "2023", "--year", "2024", *options))


CORPUS = pathlib.Path(__file__).resolve().parents[4] / "shared/corpus"


@pytest.mark.skipif(not CORPUS.exists() and "TONGBI_REQUIRE_ALL" not in os.environ, reason="../shared 不在旁边")
def test_the_corpus_by_folder_is_that_of_the_command(spark, written, command):
    import spark as recipe

    import pyarrow as pa

    frame = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(str(CORPUS))
    rows = recipe.items(frame).toArrow()
    expected = pa.concat_tables([plain(written("extract", folder)) for folder in sorted(CORPUS.iterdir())])
    names = [name for name in expected.column_names if name != "file"]
    assert rows.num_rows > 10_000 and ordered(rows.select(names)) == ordered(expected.select(names))
    files = {path.rsplit("/", 1)[1] for path in rows["file"].to_pylist()}
    assert files == {path.rsplit("/", 1)[-1] for path in expected["file"].to_pylist()}


def test_documents_by_folder_are_those_of_the_command(spark, sample, written, tmp_path):
    import shutil

    import spark as recipe

    for unit in ("甲", "乙"):
        (tmp_path / unit).mkdir()
        for path in sample:
            text = path.read_text("utf-8").replace("示例州", f"{unit}州")
            (tmp_path / unit / path.name).write_text(text, "utf-8")
    frame = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(str(tmp_path))
    twice = frame.union(frame)
    expected = plain(written("extract", tmp_path)).drop(["file"])
    for files in (frame, twice):
        rows = recipe.items(files).toArrow().select(expected.column_names)
        assert ordered(rows) == ordered(expected)
    shutil.rmtree(tmp_path)


def test_a_unit_of_a_million_rows_in_one_partition_is_compared_as_by_the_command(spark, written, tmp_path):
    import decimal

    import pyarrow as pa
    import pyarrow.parquet as pq
    import spark as recipe

    count = 500_000
    for year in (2023, 2024):
        units = ["大单位"] * count + [f"小单位{at:03}" for at in range(200)]
        table = pa.table({
            "unit": units, "code": ["2080101"] * len(units),
            "measure": [f"栏目{at}" for at in range(count)] + ["合计"] * 200,
            "amount": pa.array([decimal.Decimal(year + at) for at in range(len(units))], pa.decimal128(18, 2)),
        })
        (tmp_path / f"year={year}").mkdir()
        pq.write_table(table, tmp_path / f"year={year}" / "a.parquet")
    # Written, as results of this size are: a driver of 1 GB does not hold them.
    out = tmp_path.parent / f"{tmp_path.name}-out"
    recipe.compare(spark.read.parquet(str(tmp_path)), 2023, 2024).write.parquet(str(out))
    rows = pq.read_table(out)
    expected = written("compare", tmp_path, "--base", "2023", "--year", "2024")
    assert rows.num_rows > count and ordered(rows) == ordered(expected)


@pytest.fixture(scope="module")
def sail():
    if not is_there("pysail"):
        pytest.skip("没有 pysail")
    from pysail.spark import SparkConnectServer
    from pyspark import cloudpickle
    from pyspark.sql import SparkSession

    import spark as recipe

    cloudpickle.register_pickle_by_value(recipe)
    server = SparkConnectServer("127.0.0.1", 0)
    server.start()
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    yield session
    session.stop()
    server.stop()


def test_sail_gives_the_rows_of_the_command(sail, lake, written):
    import spark as recipe

    frame = sail.read.parquet(str(lake))
    rows = recipe.compare(frame, 2023, 2024, known_of(recipe, frame, lake), keeps_order=False).toArrow()
    assert ordered(rows) == ordered(written("compare", lake, "--base", "2023", "--year", "2024"))


def test_sail_gives_them_on_the_same_basis(sail, lake, bridge, written):
    import spark as recipe

    frame = sail.read.parquet(str(lake))
    rows = recipe.compare(frame, 2023, 2024, recipe.overview(frame), keeps_order=False, bridge=str(bridge)).toArrow()
    expected = written("compare", lake, "--base", "2023", "--year", "2024", "--bridge", bridge)
    assert ordered(rows) == ordered(expected)


def test_sail_reads_columns_that_are_dictionaries_and_years_that_are_text(sail, lake, written, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq
    import spark as recipe

    for path in lake.rglob("*.parquet"):
        table = pq.ParquetFile(path).read()
        stored = pa.table({name: column.dictionary_encode() if pa.types.is_string(column.type) else column
                           for name, column in zip(table.column_names, table.columns)})
        (tmp_path / path.parent.name).mkdir(exist_ok=True)
        pq.write_table(stored, tmp_path / path.parent.name / path.name)
    names = [name for name in stored.column_names if name != "amount"]
    frame = recipe.plain(sail.read.parquet(str(tmp_path)), ["year", *names])
    rows = recipe.compare(frame, 2023, 2024, known_of(recipe, frame, lake), keeps_order=False).toArrow()
    assert ordered(rows) == ordered(written("compare", lake, "--base", "2023", "--year", "2024"))


def test_sail_compares_units_whose_rows_lie_apart_and_are_more_than_a_batch(sail, written, tmp_path):
    import decimal

    import pyarrow as pa
    import pyarrow.parquet as pq
    import spark as recipe

    for year in (2023, 2024):
        units = [f"单位{at % 4000:05}" for at in range(200_000)]
        codes = [f"{2080101 + at // 4000}" for at in range(200_000)]
        amounts = pa.array([decimal.Decimal(year + at % 977) for at in range(200_000)], pa.decimal128(18, 2))
        (tmp_path / f"year={year}").mkdir()
        pq.write_table(pa.table({"unit": units, "code": codes, "amount": amounts}), tmp_path / f"year={year}/a.parquet",
                       use_dictionary=False)
    rows = recipe.compare(sail.read.parquet(str(tmp_path)), 2023, 2024, keeps_order=False, partitions=3).toArrow()
    expected = written("compare", tmp_path, "--base", "2023", "--year", "2024")
    assert rows.num_rows > 400_000 // 2 and ordered(rows) == ordered(expected)


def test_a_dataset_of_the_command_is_read_by_sail_as_it_is(sail, lake, written, command, tmp_path):
    import spark as recipe

    command("extract", lake, "-o", tmp_path / "数据集", "--partition", "year")
    frame = sail.read.parquet(str(tmp_path / "数据集"))
    rows = recipe.compare(frame, 2023, 2024, recipe.overview(frame), keeps_order=False).toArrow()
    assert ordered(rows) == ordered(written("compare", tmp_path / "数据集", "--base", "2023", "--year", "2024"))


def test_sums_of_partitions_under_sail_add_up_to_those_of_the_command(sail, lake, written):
    import pyarrow as pa
    import spark as recipe

    if "plain" not in lake.name:
        pytest.skip("一项要只有一个数")
    sums = recipe.sums(sail.read.parquet(str(lake)), by="region").toArrow()
    expected = written("compare", lake, "--base", "2023", "--year", "2024", "--by", "region")
    assert ordered(pa.table(tongbi.compare(sums, base=2023, year=2024))) == ordered(expected)


@pytest.mark.parametrize("on_the_same_basis", [False, True])
def test_ray_gives_the_rows_of_the_command(lake, written, bridge, on_the_same_basis):
    if not is_there("ray"):
        pytest.skip("没有 ray")
    import pyarrow as pa
    import ray
    import ray_data as recipe

    ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR", object_store_memory=200_000_000,
             ignore_reinit_error=True, runtime_env={"env_vars": {"PYTHONPATH": ":".join(sys.path)}})
    partitioning = ray.data.datasource.Partitioning("hive", field_types={"year": int})
    dataset = ray.data.read_parquet(str(lake), partitioning=partitioning)
    known = recipe.overview(dataset) if on_the_same_basis else known_of(recipe, dataset, lake)
    options = {"bridge": str(bridge)} if on_the_same_basis else {}
    compared = recipe.compare(dataset, 2023, 2024, known, **options)
    tables = [pa.table(table) for table in ray.get(compared.to_arrow_refs())]
    rows = pa.concat_tables([table for table in tables if table.num_rows])
    asked = ["--bridge", bridge] if on_the_same_basis else []
    assert ordered(rows) == ordered(written("compare", lake, "--base", "2023", "--year", "2024", *asked))
    ray.shutdown()
