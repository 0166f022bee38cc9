//! The 14 published files of units and the reports of governments: every error that the audit reports was checked by
//! hand and is one; nothing else is reported. Skipped without `../shared`.

use tongbi::audit::{Material, judge};
use tongbi::source::load;

/// Files that belong together, and every finding of a wrong figure or direction: file, check, figure.
const GROUPS: &[(&[&str], &[&str])] = &[
    (
        &["putuo-finance-2024-final-account", "putuo-finance-2025-department-budget"],
        &["final-account stated 0.3万元", "final-account share 71.73%", "department-budget stated 887.36万元"],
    ),
    (&["putuo-commerce-2025-department-budget", "putuo-commerce-2025-unit-budget"], &[]),
    (&["putuo-office-2025-department-budget"], &[]),
    (
        &[
            "jiangsu-party-office-2017-tables",
            "jiangsu-party-office-2017-text",
            "jiangsu-party-office-2018-tables",
            "jiangsu-party-office-2018-text",
            "jiangsu-party-office-2019-tables",
            "jiangsu-party-office-2019-text",
        ],
        &["2017-text rate 1.66%", "2019-text rate 30%"],
    ),
    (
        &["jiangsu-procuratorate-2017", "jiangsu-procuratorate-2018", "jiangsu-procuratorate-2019"],
        &[
            "2017 rate 129.97%",
            "2017 share 26.72%",
            // 317.80 of 584.35 is 54.39%.
            "2017 share 54.43%",
            "2018 rate 21.95%",
            // 21,940.96 less 3,958.98 is 17,981.98; 2017 printed 17,981.68.
            "2018 base 3,958.98万元",
            "2018 base 3,958.98万元",
            // 21,940.96 of 21,955.35 is 99.93%.
            "2018 share 99.94%",
            "2018 rate 0.06%",
            "2018 rate 0.66%",
            "2018 base 3,958.98万元",
            // Said to be as in 2017, which printed 110.
            "2018 base 相等",
            "2019 rate 10.06%",
            "2019 rate 13.22%",
            "2019 share 65.56%",
            "2019 rate 34.38%",
        ],
    ),
    // 2.75 of 22 less 2.75 is 13.9% at least.
    (&["government/sanmenxia-2018-report.html", "government/sanmenxia-2019-report.html"], &["2018-report rate 10.2%"]),
    (
        &["government/sanming-2018-report.html", "government/sanming-2019-report.html"],
        // 3,308 of 27,801; 161,347 of 2,994,730; 1,563 of 23,390.
        &["2018-report rate 13.5%", "2019-report rate 5.43%", "2019-report rate 6.71%"],
    ),
    // 76.9 of 517.4; 47.5 of 27.0.
    (
        &["government/hainan-2021-expenditure-text.docx"],
        &["expenditure-text rate 12.8%", "expenditure-text rate 54.6%"],
    ),
    (&["government/hainan-2022-expenditure-text.pdf"], &[]),
    (&["government/chengde-2025-report.docx"], &[]),
    (&["government/dali-2025-report.html"], &[]),
    (&["government/lijiang-2025-report.html"], &[]),
    (&["government/luoyang-2025-report.pdf"], &[]),
    (&["government/tianjin-2025-report.pdf"], &[]),
    (&["government/xuancheng-2025-report.pdf"], &[]),
    // 33.3% in five years is 5.9% a year.
    (&["government/yinchuan-2025-report.pdf"], &["2025-report mean 6.7%"]),
];

#[test]
fn what_is_called_wrong_in_published_files_is_wrong() {
    let (mut right, mut expected) = (0, 0);
    for (files, listed) in GROUPS {
        let path = |file: &&str| match file.contains('/') {
            true => format!("corpus/{file}"),
            false => format!("corpus/pdf/{file}.pdf"),
        };
        let paths: Option<Vec<_>> = files.iter().map(|file| crate::example::shared(&path(file))).collect();
        let Some(paths) = paths else { return };
        let loaded = load(&paths, &Default::default(), &()).unwrap();
        let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
        let mut left: Vec<&str> = listed.to_vec();
        let mut accused = Vec::new();
        for finding in report.findings().into_iter().filter(|finding| finding.verdict.is_wrong()) {
            let file = finding.place.file.split('.').next().unwrap();
            let known = left.iter().position(|listed| {
                let (end, rest) = listed.split_once(' ').unwrap();
                file.ends_with(end) && rest == format!("{} {}", finding.code, finding.printed)
            });
            match known {
                Some(at) => drop(left.remove(at)),
                None => {
                    accused.push(format!("{} {} {}: {}", finding.place, finding.code, finding.printed, finding.because))
                }
            }
        }
        assert_eq!(accused, Vec::<String>::new(), "not in the list gone through by hand");
        println!(
            "{}: {} of {} figures judged, {} sums; missed {left:?}",
            files[0],
            report.checked(),
            report.claims.len(),
            report.sums
        );
        right += listed.len() - left.len();
        expected += listed.len();
    }
    assert_eq!(right, expected, "a mistake that was found before");
}
