//! Arrow tables in and out, through the Arrow PyCapsule interface.

use crate::fault::{raised, wrong};
use engine::present::columnar::batch;
use engine::source::dataset::store::Store;
use polars::prelude::{Categories, DataFrame, DataType, IdxCa, IdxSize, PlSmallStr, PolarsError, Series};
use polars_arrow::array::{Array, DictionaryArray, StructArray};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi::{
    ArrowArray, ArrowArrayStream, ArrowArrayStreamReader, ArrowSchema, export_field_to_c, export_iterator,
    import_array_from_c, import_field_from_c,
};
use polars_compute::cast::cast_default;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods, PyTuple};

/// The frames of an object with `__arrow_c_stream__` or `__arrow_c_array__`, with only the columns of a dataset.
pub fn frames(table: &Bound<'_, PyAny>) -> PyResult<Vec<DataFrame>> {
    let batches = if table.hasattr("__arrow_c_stream__")? { stream(table)? } else { vec![array(table)?] };
    batches.iter().map(|batch| frame(batch.as_ref())).collect()
}

fn stream(table: &Bound<'_, PyAny>) -> PyResult<Vec<Box<dyn Array>>> {
    let capsule = table.call_method0("__arrow_c_stream__")?;
    let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(c"arrow_array_stream"))?;
    let pointer = pointer.cast::<ArrowArrayStream>().as_ptr();
    // SAFETY: a capsule of this name holds a stream; the empty one left in its place has nothing to release.
    let stream = unsafe { std::ptr::replace(pointer, ArrowArrayStream::empty()) };
    // SAFETY: the producer keeps to the interface of streams.
    let mut reader = unsafe { ArrowArrayStreamReader::try_new(Box::new(stream)) }.map_err(refused)?;
    let mut batches = Vec::new();
    // SAFETY: as above.
    while let Some(batch) = unsafe { reader.next() } {
        batches.push(batch.map_err(refused)?);
    }
    if batches.is_empty() {
        // The columns of a table without rows are checked too.
        batches.push(polars_arrow::array::new_empty_array(reader.field().dtype().clone()));
    }
    Ok(batches)
}

fn array(table: &Bound<'_, PyAny>) -> PyResult<Box<dyn Array>> {
    if !table.hasattr("__arrow_c_array__")? {
        let kind = table.get_type().name()?;
        return Err(wrong(format!(
            "应为 Arrow 表（Polars、pyarrow、pandas、DuckDB 的表都可以），实际是 {kind}。文件请用 tongbi.read 读入"
        )));
    }
    let capsules = table.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
    let (schema, array) = (capsules.get_item(0)?, capsules.get_item(1)?);
    let schema = schema.cast::<PyCapsule>()?.pointer_checked(Some(c"arrow_schema"))?.cast::<ArrowSchema>();
    let array = array.cast::<PyCapsule>()?.pointer_checked(Some(c"arrow_array"))?.cast::<ArrowArray>();
    // SAFETY: capsules of these names hold a schema and an array, and the schema outlives this call.
    let field = unsafe { import_field_from_c(schema.as_ref()) }.map_err(refused)?;
    // SAFETY: as above; the empty array left in its place has nothing to release.
    let array = unsafe { std::ptr::replace(array.as_ptr(), ArrowArray::empty()) };
    // SAFETY: as above.
    unsafe { import_array_from_c(array, field.dtype().clone()) }.map_err(refused)
}

fn frame(batch: &dyn Array) -> PyResult<DataFrame> {
    let Some(batch) = batch.as_any().downcast_ref::<StructArray>() else {
        return Err(wrong("应为表，实际是一列。请提供有 unit、year、code、amount 等列的表".to_owned()));
    };
    let mut columns = Vec::new();
    for (field, array) in batch.fields().iter().zip(batch.values()) {
        if Store::field(&field.name).is_some() {
            let name = PlSmallStr::from_str(&field.name);
            columns.push(series(&name, array.as_ref())?.into());
        }
    }
    DataFrame::new(batch.len(), columns).map_err(refused)
}

/// A column of a width that every build of Polars knows; a dictionary of texts as categories.
fn series(name: &PlSmallStr, array: &dyn Array) -> PyResult<Series> {
    let whole = |array| Series::try_from((name.clone(), array)).map_err(refused);
    match array.dtype() {
        ArrowDataType::Dictionary(..) => {
            let (keys, values) = unpacked(array)?;
            let values = series(name, values.as_ref())?;
            // Rows of texts stay numbers.
            let values = match values.dtype() {
                DataType::String => values.cast(&DataType::from_categories(Categories::global())).map_err(refused)?,
                _ => values,
            };
            values.take(&keys).map_err(refused)
        }
        ArrowDataType::Int8 | ArrowDataType::Int16 | ArrowDataType::UInt8 | ArrowDataType::UInt16 => {
            whole(cast_default(array, &ArrowDataType::Int32).map_err(refused)?)
        }
        _ => whole(array.to_boxed()),
    }
}

/// The keys and the values of a dictionary.
fn unpacked(array: &dyn Array) -> PyResult<(IdxCa, Box<dyn Array>)> {
    macro_rules! of_key {
        ($($key:ty),*) => {
            $(if let Some(array) = array.as_any().downcast_ref::<DictionaryArray<$key>>() {
                let key = |key: Option<&$key>| key.and_then(|key| IdxSize::try_from(*key).ok());
                return Ok((array.keys().iter().map(key).collect(), array.values().clone()));
            })*
        };
    }
    of_key!(i8, i16, i32, i64, u8, u16, u32, u64);
    Err(wrong("字典列的编号应为整数。请换一种列的类型后再试".to_owned()))
}

fn refused(error: PolarsError) -> PyErr {
    wrong(format!("表读不进来：{error}。请换一种列的类型后再试，各列的写法见 docs/数据集.md"))
}

/// A result as an Arrow table (PyCapsule interface): `pl.DataFrame(t)`, `pa.table(t)`, `pd.DataFrame.from_arrow(t)` and
/// DuckDB take it. Texts are plain strings, amounts and rates DECIMAL(18,2).
#[pyclass(frozen, module = "tongbi")]
pub struct Table {
    batches: Vec<StructArray>,
    warnings: Vec<String>,
    html: Option<String>,
}

impl Table {
    pub fn new(batches: Vec<StructArray>, warnings: Vec<String>) -> Self {
        Self { batches, warnings, html: None }
    }

    pub fn of_frame(frame: &DataFrame, warnings: Vec<String>) -> PyResult<Self> {
        Ok(Self::new(vec![batch(frame).map_err(|error| raised(&error))?], warnings))
    }

    pub fn with_html(self, html: String) -> Self {
        Self { html: Some(html), ..self }
    }

    fn fields(&self) -> &[Field] {
        self.batches.first().map(StructArray::fields).unwrap_or_default()
    }

    fn field(&self) -> Field {
        Field::new(PlSmallStr::EMPTY, ArrowDataType::Struct(self.fields().to_vec()), false)
    }
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.batches.iter().map(Array::len).sum()
    }

    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.fields().iter().map(|field| field.name.to_string()).collect()
    }

    /// 提示: what was doubtful in the data, one message each.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
    }

    fn __repr__(&self) -> String {
        format!("<tongbi.Table：{} 行，{} 列>", self.__len__(), self.columns().len())
    }

    fn _html(&self) -> Option<String> {
        self.html.clone()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        PyCapsule::new_with_value(py, export_field_to_c(&self.field()), c"arrow_schema")
    }

    /// The rows as an Arrow stream.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A producer may leave a request aside.
        drop(requested_schema);
        let field = self.field();
        let batches = self.batches.clone().into_iter().map(|batch| Ok(batch.boxed()));
        PyCapsule::new_with_value(py, export_iterator(Box::new(batches), field), c"arrow_array_stream")
    }
}

/// The warnings of a result as texts.
pub fn texts(warnings: &[engine::model::Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}

/// One frame of several.
pub fn whole(frames: Vec<DataFrame>) -> PyResult<DataFrame> {
    let mut frames = frames.into_iter();
    let Some(mut all) = frames.next() else { return Ok(DataFrame::empty()) };
    frames.try_for_each(|frame| all.vstack_mut_owned(frame).map(|_| ())).map_err(refused)?;
    all.rechunk_mut();
    Ok(all)
}
