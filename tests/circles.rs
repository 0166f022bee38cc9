//! Circles among the modules of the crate: files that use each other, found by reading the paths in their code.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which file takes which names from which other file of its room; files are paths below `src`.
type Uses = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// One file as a module: what it defines, what it imports, and every path and word of its code outside of imports.
#[derive(Default)]
struct Module {
    children: BTreeSet<String>,
    defined: BTreeSet<String>,
    imported: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    paths: Vec<Vec<String>>,
    words: BTreeSet<String>,
}

/// Groups of files of one room that use each other, each with its shortest circle: `a (names) → b (names) → a`. The
/// code must hold no tests.
///
/// A re-export is followed to the file that defines the name, and re-exporting a name is not using it. The types that
/// a `mod.rs` defines for its children are no circle either.
pub fn circles(files: &[(&str, &str)]) -> Vec<(BTreeSet<String>, String)> {
    let uses = uses(files);
    let mut left: BTreeSet<&String> = uses.keys().collect();
    let mut found = Vec::new();
    while let Some(file) = left.pop_first() {
        let group: BTreeSet<String> =
            reached(&uses, file).into_iter().filter(|other| reached(&uses, other).contains(file)).collect();
        left.retain(|other| !group.contains(*other));
        if let Some(path) = group.iter().filter_map(|start| shortest(&uses, start)).min_by_key(Vec::len) {
            found.push((group, described(&uses, &path)));
        }
    }
    found
}

fn described(uses: &Uses, path: &[String]) -> String {
    let steps = path.windows(2).map(|pair| {
        let names: Vec<&str> = uses[&pair[0]][&pair[1]].iter().map(String::as_str).collect();
        format!("{} ({}) → ", pair[0], names.join(", "))
    });
    steps.collect::<String>() + &path[path.len() - 1]
}

/// Every file that a file uses, directly or through others.
fn reached(uses: &Uses, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut left = vec![from.to_owned()];
    while let Some(file) = left.pop() {
        for used in uses.get(&file).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(used.clone()) {
                left.push(used.clone());
            }
        }
    }
    found
}

/// The shortest way from a file back to itself.
fn shortest(uses: &Uses, start: &str) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut left = VecDeque::from([vec![start.to_owned()]]);
    while let Some(path) = left.pop_front() {
        for used in uses.get(&path[path.len() - 1]).into_iter().flat_map(BTreeMap::keys) {
            let longer = [path.as_slice(), std::slice::from_ref(used)].concat();
            if used == start {
                return Some(longer);
            }
            if seen.insert(used.clone()) {
                left.push_back(longer);
            }
        }
    }
    None
}

fn uses(files: &[(&str, &str)]) -> Uses {
    let modules: BTreeMap<Vec<String>, Module> =
        files.iter().map(|(path, code)| (module_path(path), module(code))).collect();
    let names: BTreeMap<Vec<String>, &str> = files.iter().map(|(path, _)| (module_path(path), *path)).collect();
    let mut uses = Uses::new();
    for (at, module) in &modules {
        let imported = module.imported.iter().filter(|(name, _)| module.words.contains(*name)).map(|(_, path)| path);
        for path in module.paths.iter().chain(imported) {
            let Some((target, name)) = resolve(&modules, at, path, 0) else { continue };
            let is_type = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
            let is_parents = is_type && at.len() > target.len() && at.starts_with(&target);
            if target != *at && target.first() == at.first() && !is_parents {
                let used = uses.entry(names[at].to_owned()).or_default();
                used.entry(names[&target].to_owned()).or_default().insert(name);
            }
        }
    }
    uses
}

/// `cli/help/mod.rs` → `[cli, help]`; `lib.rs` → `[]`.
fn module_path(file: &str) -> Vec<String> {
    let mut path: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    path.pop_if(|last| *last == "mod" || *last == "lib");
    path
}

/// The module that defines what a path names, and its name there; nothing for a module or another crate.
fn resolve(
    modules: &BTreeMap<Vec<String>, Module>,
    at: &[String],
    path: &[String],
    depth: usize,
) -> Option<(Vec<String>, String)> {
    let mut at = at.to_vec();
    let mut rest = path;
    let mut is_relative = false;
    while let Some((first, behind)) = rest.split_first().filter(|_| depth < 16) {
        match first.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => drop(at.pop()),
            name => {
                let module = modules.get(&at)?;
                let child = module.children.contains(name) && !(behind.is_empty() && module.defined.contains(name));
                if child {
                    at.push(name.to_owned());
                } else if module.defined.contains(name) {
                    return Some((at, name.to_owned()));
                } else {
                    let alias = module.imported.get(name).filter(|alias| *alias != path || is_relative);
                    let longer = |start: &Vec<String>| [start.as_slice(), behind].concat();
                    let glob = |glob: &Vec<String>| [glob.as_slice(), rest].concat();
                    let mut others = alias.map(longer).into_iter().chain(module.globs.iter().map(glob));
                    return others.find_map(|path| resolve(modules, &at, &path, depth + 1));
                }
            }
        }
        is_relative = true;
        rest = behind;
    }
    None
}

fn module(code: &str) -> Module {
    let tokens = tokens(code);
    let mut module = Module::default();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        let next = tokens.get(at + 1).map_or("", String::as_str);
        match tokens[at].as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            // Not the captures of `impl Ord + use<'a>`.
            "use" if next != "<" => {
                let end = at + tokens[at..].iter().position(|token| token == ";").unwrap_or(tokens.len() - at);
                import(&mut module, &tokens[at + 1..end], &[]);
                at = end;
            }
            "mod" if depth == 0 && tokens.get(at + 2).is_some_and(|token| token == ";") => {
                module.children.insert(next.to_owned());
            }
            "fn" | "struct" | "enum" | "trait" | "const" | "static" | "type" if depth == 0 => {
                let name = tokens[at + 1..].iter().find(|token| !["mut", "fn", "unsafe"].contains(&token.as_str()));
                module.defined.extend(name.cloned());
            }
            word if is_word(word) => {
                let mut path = vec![word.to_owned()];
                while tokens.get(at + 1).is_some_and(|token| token == "::")
                    && let Some(name) = tokens.get(at + 2).filter(|token| is_word(token))
                {
                    path.push(name.clone());
                    at += 2;
                }
                module.words.insert(path[0].clone());
                if path.len() > 1 {
                    module.paths.push(path);
                }
            }
            _ => {}
        }
        at += 1;
    }
    module
}

/// A tree of `use`: `a::{b, c as d, e::*}`.
fn import(module: &mut Module, tree: &[String], before: &[String]) {
    let mut path = before.to_vec();
    let mut at = 0;
    while at < tree.len() {
        match tree[at].as_str() {
            "::" => {}
            "*" => return module.globs.push(path),
            "{" => {
                let inner = &tree[at + 1..tree.len() - 1];
                return branches(inner).into_iter().for_each(|branch| import(module, branch, &path));
            }
            "as" => {
                module.imported.insert(tree[at + 1].clone(), path);
                return;
            }
            name => path.push(name.to_owned()),
        }
        at += 1;
    }
    path.pop_if(|last| last == "self");
    if let Some(name) = path.last().cloned() {
        module.imported.insert(name, path);
    }
}

/// The parts of a group between its outer commas.
fn branches(tree: &[String]) -> Vec<&[String]> {
    let (mut depth, mut start) = (0, 0);
    let mut found = Vec::new();
    for (at, token) in tree.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                found.push(&tree[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&tree[start..]);
    found
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and single signs, without comments, strings, characters and lifetimes.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => quoted(rest),
            'r' if rest.starts_with("r\"") => 2 + rest[2..].find('"').map_or(rest.len() - 2, |end| end + 1),
            'r' if rest.starts_with("r#\"") => 3 + rest[3..].find("\"#").map_or(rest.len() - 3, |end| end + 2),
            '\'' if rest[1..].starts_with('\\') => 3 + rest[3..].find('\'').map_or(0, |end| end + 1),
            '\'' if rest.chars().nth(2) == Some('\'') => rest.chars().take(3).map(char::len_utf8).sum(),
            ':' if rest.starts_with("::") => {
                tokens.push("::".to_owned());
                2
            }
            c if c.is_whitespace() => c.len_utf8(),
            c if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                tokens.push(rest[..end].to_owned());
                end
            }
            c => {
                tokens.push(c.to_string());
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a string with its quotes.
fn quoted(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[test]
fn a_circle_is_found_with_its_path_and_through_re_exports() {
    let lib = ("lib.rs", "mod room;");
    let room = ("room/mod.rs", "mod a; mod b; pub struct Own; pub fn own() { a::first() }");
    let a = ("room/a.rs", "use super::b::{Kept, other as another}; pub fn first(_: super::Own) -> Kept { another() }");
    let re_exported = ("room/b/mod.rs", "mod c; pub use c::{Kept, other};");
    let c = ("room/b/c.rs", "pub struct Kept; pub fn other() { super::super::a::first() }");
    let found = circles(&[lib, room, a, re_exported, c]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, "room/a.rs (Kept, other) → room/b/c.rs (first) → room/a.rs");
    // What an opaque type captures is no import.
    let opaque = ("room/a.rs", "use super::b::Kept; fn it() -> impl Ord + use<> { 1 } pub fn first(_: Kept) {}");
    let found = circles(&[lib, room, opaque, re_exported, c]);
    assert_eq!(found[0].1, "room/a.rs (Kept) → room/b/c.rs (first) → room/a.rs");
    let c =
        ("room/b/c.rs", "pub struct Kept; // super::super::a::first\npub fn other() { \"super::super::a::first\"; }");
    assert!(circles(&[lib, room, a, re_exported, c]).is_empty());
    let c = ("room/b/c.rs", "pub struct Kept; pub fn other() { crate::room::own() }");
    let found = circles(&[lib, room, a, re_exported, c]);
    assert_eq!(found[0].1, "room/a.rs (Kept, other) → room/b/c.rs (own) → room/mod.rs (first) → room/a.rs");
}
