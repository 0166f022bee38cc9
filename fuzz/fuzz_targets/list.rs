//! A list of 预算管理一体化系统: the rows below a header with its field names.
#![no_main]

use libfuzzer_sys::fuzz_target;

const HEADER: &str = "agency_name,fiscal_year,exp_func_code,exp_func_name,gov_bgt_eco_code,gov_bgt_eco_name,\
    dep_bgt_eco_code,dep_bgt_eco_name,pro_name,fund_type_code,fund_type_name,amount\n";

fuzz_target!(|rows: &str| {
    tongbi_fuzz::load_all(&[("明细.csv", format!("{HEADER}{rows}").as_bytes())]);
});
