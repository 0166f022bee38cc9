//! 格式: one reader per file format. A format knows nothing of budgets.
