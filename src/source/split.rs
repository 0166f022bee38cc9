//! 分单位: splits what was read by unit, for results that are written for each unit.

use super::Loaded;
use crate::model::{Phase, Scope, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 单位材料: everything that was read about one unit.
#[derive(Debug, Clone)]
pub struct UnitMaterial {
    /// 单位名称; empty if the files name none.
    pub unit: Arc<str>,
    /// 部门, 单位 or 政府, if the files hold several budgets under the same name.
    pub scope: Option<Scope>,
    /// What was read about it.
    pub loaded: Loaded,
}

/// 分单位的结果.
#[derive(Debug, Clone, Default)]
pub struct Split {
    /// The units, sorted by name.
    pub units: Vec<UnitMaterial>,
    /// Warnings that belong to no unit, such as files that could not be read.
    pub warnings: Vec<Warning>,
}

/// The unit, and its scope if several budgets have the same name.
type Owner = (Arc<str>, Option<Scope>);

impl UnitMaterial {
    /// Display name: `某局`, `某局（部门）`.
    pub fn title(&self) -> String {
        match self.scope {
            Some(scope) => format!("{}（{}）", self.unit, scope.name()),
            None => self.unit.to_string(),
        }
    }
}

impl Loaded {
    /// Splits by unit. A department and a unit of the same name are two if both publish the same year and phase. With a
    /// single unit, everything belongs to it.
    #[must_use]
    pub fn split(mut self) -> Split {
        let ambiguous = with_several_scopes(&self);
        let scope_of = |unit: &Arc<str>, scope: Scope| ambiguous.contains(unit).then_some(scope);
        let mut owners: BTreeSet<Owner> = BTreeSet::new();
        owners.extend(self.items.iter().map(|item| (item.unit.clone(), scope_of(&item.unit, item.scope))));
        owners.extend(self.tables.iter().map(|table| (table.unit.clone(), scope_of(&table.unit, table.scope))));
        let named = |paper: &crate::model::Paper| {
            let unit = paper.unit.clone()?;
            let scope = scope_of(&unit, paper.scope.unwrap_or(Scope::Unit));
            Some((unit, scope))
        };
        owners.extend(self.papers.iter().filter(|paper| !paper.sentences.is_empty()).filter_map(named));
        if owners.len() < 2 {
            let (unit, scope) = owners.pop_first().unwrap_or_default();
            return Split { units: vec![UnitMaterial { unit, scope, loaded: self }], warnings: Vec::new() };
        }
        let mut units: BTreeMap<Owner, Loaded> = owners.into_iter().map(|owner| (owner, Loaded::default())).collect();
        let files = files(&self, &scope_of);
        let mut unowned = Vec::new();
        for item in std::mem::take(&mut self.items) {
            let owner = (item.unit.clone(), scope_of(&item.unit, item.scope));
            units.entry(owner).or_default().items.push(item);
        }
        for table in std::mem::take(&mut self.tables) {
            let owner = (table.unit.clone(), scope_of(&table.unit, table.scope));
            units.entry(owner).or_default().tables.push(table);
        }
        for warning in std::mem::take(&mut self.warnings) {
            if !files.contains_key(&warning.place.file) {
                unowned.push(warning.clone());
            }
            each(&mut units, &files, &warning.place.file, |loaded| loaded.warnings.push(warning.clone()));
        }
        for paper in std::mem::take(&mut self.papers) {
            each(&mut units, &files, &paper.file, |loaded| loaded.papers.push(paper.clone()));
        }
        for claim in std::mem::take(&mut self.claims) {
            each(&mut units, &files, &claim.place.file, |loaded| loaded.claims.push(claim.clone()));
        }
        for file in &self.files {
            each(&mut units, &files, file, |loaded| loaded.files.push(file.clone()));
        }
        for (file, names) in &self.owners {
            each(&mut units, &files, file, |loaded| {
                loaded.owners.insert(file.clone(), names.clone());
            });
        }
        let inputs: BTreeMap<&str, usize> =
            self.inputs.iter().enumerate().map(|(at, input)| (&*input.name, at)).collect();
        let units = units.into_iter().map(|((unit, scope), mut loaded)| {
            let used: BTreeSet<usize> = loaded.files.iter().filter_map(|file| input_of(file, &inputs)).collect();
            loaded.inputs = used.into_iter().map(|at| self.inputs[at].clone()).collect();
            loaded.names = self.names.clone();
            UnitMaterial { unit, scope, loaded }
        });
        Split { units: units.collect(), warnings: unowned }
    }
}

/// The input of a file: the file itself, or the archive that contains it.
fn input_of(file: &str, inputs: &BTreeMap<&str, usize>) -> Option<usize> {
    let archives = file.rmatch_indices('/').map(|(at, _)| &file[..at]);
    [file].into_iter().chain(archives).find_map(|name| inputs.get(name)).copied()
}

/// The units that publish the same year and phase in several scopes.
fn with_several_scopes(loaded: &Loaded) -> BTreeSet<Arc<str>> {
    let mut scopes: BTreeMap<(&Arc<str>, u16, Phase), BTreeSet<Scope>> = BTreeMap::new();
    for table in loaded.tables.iter().filter(|table| table.items > 0) {
        scopes.entry((&table.unit, table.year.get(), table.phase)).or_default().insert(table.scope);
    }
    scopes.into_iter().filter(|(_, scopes)| scopes.len() > 1).map(|((unit, ..), _)| unit.clone()).collect()
}

/// The owners of each file. A paper has one scope, a dataset may hold all.
fn files(loaded: &Loaded, scope_of: &dyn Fn(&Arc<str>, Scope) -> Option<Scope>) -> BTreeMap<Arc<str>, BTreeSet<Owner>> {
    let mut files: BTreeMap<Arc<str>, BTreeSet<Owner>> = BTreeMap::new();
    let scopes: BTreeMap<&Arc<str>, Scope> =
        loaded.papers.iter().map(|paper| (&paper.file, paper.scope.unwrap_or(Scope::Unit))).collect();
    for (file, units) in &loaded.owners {
        for unit in units {
            let owners = files.entry(file.clone()).or_default();
            match scopes.get(file) {
                Some(scope) => drop(owners.insert((unit.clone(), scope_of(unit, *scope)))),
                None => owners.extend(Scope::ALL.map(|scope| (unit.clone(), scope_of(unit, scope)))),
            }
        }
    }
    files
}

/// Applies `act` to every owner of a file.
fn each(
    units: &mut BTreeMap<Owner, Loaded>,
    files: &BTreeMap<Arc<str>, BTreeSet<Owner>>,
    file: &Arc<str>,
    mut act: impl FnMut(&mut Loaded),
) {
    for owner in files.get(file).into_iter().flatten() {
        if let Some(loaded) = units.get_mut(owner) {
            act(loaded);
        }
    }
}
