//! The Python package `tongbi`: the engine over the Arrow PyCapsule interface. What callers see is in `python/tongbi`.

mod arrow;
mod charts;
mod choice;
mod disclosures;
mod fault;
mod ocr;
mod tables;
mod work;

use pyo3::prelude::*;

#[pymodule]
fn _engine(py: Python<'_>, module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("Error", py.get_type::<fault::TongbiError>())?;
    module.add("COMPARISON_DDL", tables::comparison_ddl())?;
    module.add("ITEMS_DDL", tables::items_ddl())?;
    module.add("SUMS_DDL", tables::sums_ddl())?;
    module.add_class::<arrow::Table>()?;
    module.add_class::<charts::Chart>()?;
    module.add_class::<disclosures::Disclosures>()?;
    module.add_class::<tables::Comparing>()?;
    module.add_function(wrap_pyfunction!(disclosures::read, module)?)?;
    module.add_function(wrap_pyfunction!(tables::compare, module)?)?;
    module.add_function(wrap_pyfunction!(tables::trend, module)?)?;
    module.add_function(wrap_pyfunction!(tables::chart, module)?)?;
    module.add_function(wrap_pyfunction!(tables::sums, module)?)?;
    module.add_function(wrap_pyfunction!(tables::survey, module)?)?;
    module.add_function(wrap_pyfunction!(tables::merge_surveys, module)?)?;
    Ok(())
}
