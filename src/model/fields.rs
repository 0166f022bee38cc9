//! 字段行: escaped tab-separated lines, in which a field may hold any text.

/// Joins fields to one line, with backslashes, tabs and line breaks escaped.
pub(super) fn line(fields: &[&str]) -> String {
    let escaped = fields
        .iter()
        .map(|field| field.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"));
    escaped.collect::<Vec<_>>().join("\t")
}

/// Splits a line written by [`line`] into its fields.
pub(super) fn fields(line: &str) -> Vec<String> {
    let field = |escaped: &str| {
        let mut field = String::with_capacity(escaped.len());
        let mut rest = escaped.chars();
        while let Some(c) = rest.next() {
            field.push(match c {
                '\\' => match rest.next() {
                    Some('t') => '\t',
                    Some('n') => '\n',
                    Some('r') => '\r',
                    other => other.unwrap_or('\\'),
                },
                c => c,
            });
        }
        field
    };
    line.split('\t').map(field).collect()
}
