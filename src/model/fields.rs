//! 字段行: texts put into one line of fields and taken out again, whatever they hold.

/// Fields as one line, parted by tabs.
pub(super) fn line(fields: &[&str]) -> String {
    let escaped = fields
        .iter()
        .map(|field| field.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"));
    escaped.collect::<Vec<_>>().join("\t")
}

/// The fields of a line.
pub(super) fn fields(line: &str) -> Vec<String> {
    let field = |escaped: &str| {
        let mut field = String::with_capacity(escaped.len());
        let mut rest = escaped.chars();
        while let Some(own) = rest.next() {
            field.push(match own {
                '\\' => match rest.next() {
                    Some('t') => '\t',
                    Some('n') => '\n',
                    Some('r') => '\r',
                    other => other.unwrap_or('\\'),
                },
                own => own,
            });
        }
        field
    };
    line.split('\t').map(field).collect()
}
