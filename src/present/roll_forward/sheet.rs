//! 改稿: collects the changes and keeps them from overlapping.

use super::rolled::{Edit, Insertion, Open, Removal, RolledText};
use crate::analysis::Unrolled;
use crate::model::{AmountUnit, Growth, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// The changes so far, and the byte ranges of the file that they cover.
#[derive(Default)]
pub(super) struct Sheet {
    rolled: RolledText,
    /// By part and start of each changed or marked range, the farthest end of those that begin up to there.
    taken: BTreeMap<(Arc<str>, usize), usize>,
    /// Index of the note at a place.
    noted: BTreeMap<Place, usize>,
    /// Numbers of removed paragraphs.
    removed: BTreeSet<u32>,
}

impl Sheet {
    /// Replaces words, unless they are already changed or marked.
    pub(super) fn edit(&mut self, place: &Place, text: &Arc<str>, range: Range<usize>, new: String) {
        if text.get(range.clone()).is_none_or(|old| old == new) || self.is_taken(place, &range) {
            return;
        }
        let place = place.within(range.clone());
        self.take(&place);
        self.rolled.edits.push(Edit { place, text: text.clone(), range, new });
    }

    /// Marks words with a note, which is added to an existing note at the same place.
    pub(super) fn open(&mut self, place: &Place, text: &Arc<str>, range: Range<usize>, note: String) {
        if self.is_removed(place) {
            return;
        }
        let place = place.within(range.clone());
        let at = self.noted.entry(place.clone()).or_insert(self.rolled.open.len());
        match self.rolled.open.get_mut(*at) {
            Some(open) if open.note.contains(&note) => {}
            Some(open) => open.note = format!("{}；{note}", open.note),
            None => {
                self.take(&place);
                self.rolled.open.push(Open { place, text: text.clone(), range, note });
            }
        }
    }

    pub(super) fn insert(&mut self, insertion: Insertion) {
        self.rolled.inserted.push(insertion);
    }

    /// Removes a whole paragraph.
    pub(super) fn remove(&mut self, removal: Removal) {
        self.removed.extend(removal.place.paragraph);
        self.rolled.removed.push(removal);
    }

    fn is_removed(&self, place: &Place) -> bool {
        place.table.is_none() && place.paragraph.is_some_and(|number| self.removed.contains(&number))
    }

    fn take(&mut self, place: &Place) {
        let Some(written) = &place.written else { return };
        for range in written.ranges() {
            // Marks may lie within others.
            let key = |at: usize| (written.part.clone(), at);
            let before = self.taken.range(key(0)..=key(range.start)).next_back().map_or(0, |(_, end)| *end);
            let end = range.end.max(before);
            self.taken.insert(key(range.start), end);
            self.taken.range_mut(key(range.start)..key(end)).for_each(|(_, inner)| *inner = end.max(*inner));
        }
    }

    /// Whether any of these words is already changed or marked.
    pub(super) fn is_taken(&self, place: &Place, range: &Range<usize>) -> bool {
        if self.is_removed(place) {
            return true;
        }
        let Some(written) = place.within(range.clone()).written else { return false };
        written.ranges().into_iter().any(|range| {
            let before = self.taken.range(..(written.part.clone(), range.end)).next_back();
            before.is_some_and(|((part, _), end)| *part == written.part && *end > range.start)
        })
    }

    pub(super) fn finish(mut self) -> RolledText {
        let at = |place: &Place| {
            let written = place.written.as_ref();
            written.map(|w| (w.part.clone(), w.ranges().first().map_or(0, |range| range.start)))
        };
        self.rolled.edits.sort_by_key(|edit| at(&edit.place));
        self.rolled.open.sort_by_key(|open| at(&open.place));
        self.rolled
    }
}

/// The message why a figure was kept.
pub(super) fn why(unrolled: &Unrolled) -> String {
    match unrolled {
        Unrolled::Unbound(why) => format!("没有对应到表中的数（{why}），请核对"),
        Unrolled::Alike(alike) => format!(
            "没有对应到表中的数（{}）；它与原来{}“{}”的数相同，那个数现在是 {}万元，请核对",
            alike.why,
            alike.table.title(),
            alike.name,
            alike.amount.print(AmountUnit::TenThousand, 2)
        ),
        Unrolled::OtherYear => "说的不是本年或上年，请核对".to_owned(),
        Unrolled::Differs(..) => "文中的数与原来的表不一致，不知道指表中的哪一个数，请核对".to_owned(),
        Unrolled::Several => "表中有几个数都可能是它，数值不同，请核对".to_owned(),
        Unrolled::NoProject(name) => format!("今年的表中没有项目“{name}”，请核对"),
        Unrolled::Divided(name, amount) => format!(
            "今年的表中项目“{name}”是 {}万元，请与各项用途的金额一并改写",
            amount.print(AmountUnit::TenThousand, 2)
        ),
        Unrolled::Missing(year, phase) => format!("没有 {year} 年{}的这个数，请补充", phase.name()),
        Unrolled::Comparable => "按同口径比较，口径调整的数不在表里，请核对".to_owned(),
        Unrolled::NoRate(Growth::New) => "上年为 0，增长率无法计算，请改写".to_owned(),
        Unrolled::NoRate(_) => "上年为负数，增长率没有意义，请改写".to_owned(),
        Unrolled::Apart(_) => {
            "去年的增减额、增减率与本年数对不上，现在按今年的表计算，请核对说的是不是同一个数".to_owned()
        }
        Unrolled::Adjusted(_) => "去年的占比为凑成 100% 调过一个末位，现在按今年的表计算，请核对合计".to_owned(),
        Unrolled::OtherShare(_) => "去年的占比与表不一致，请核对".to_owned(),
        Unrolled::Whole => "未能识别它占的是哪一个合计，请核对".to_owned(),
        Unrolled::Vague => "不是可以精确计算的说法，请核对".to_owned(),
    }
}
