//! 数据集: tidy line items as files (Parquet, CSV, JSON), read straight into line items.
