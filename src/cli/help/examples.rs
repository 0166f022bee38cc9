//! 例子: the examples at the end of each command's help. `tests/help.rs` parses every one of them.

use clap::{Arg, ArgAction, Command};

/// The examples of each command, by its full name: the call, and what it is for.
type Examples = [(&'static str, &'static [(&'static str, &'static str)])];

const EXAMPLES: &Examples = &[
    (
        "tongbi",
        &[
            ("tongbi", "用自带示例生成报告"),
            ("tongbi serve", "打开本地页面，把文件拖进去"),
            ("tongbi report 公开/", "一个文件夹的公开文件，生成报告"),
            ("tongbi compare 2023.txt 2024.txt", "对比两年"),
            ("tongbi audit 公开.pdf", "审查，列出不相符的数"),
            ("tongbi help compare", "一个命令的全部说明"),
        ],
    ),
    (
        "tongbi report",
        &[
            ("tongbi report", "用自带示例"),
            ("tongbi report 公开/ -o 报告", "一个文件夹，报告放在 报告/ 下"),
            ("tongbi report 2023.pdf 2024.pdf --profile 单位.toml", "说明里用资料文件的原因"),
        ],
    ),
    (
        "tongbi extract",
        &[
            ("tongbi extract 公开.pdf -o 明细.csv", "导出明细，扩展名定格式"),
            ("tongbi extract 公开/ -o 明细.parquet", "一个文件夹，供 Polars 等读取"),
            ("tongbi extract 公开/ -o 数据集 --partition year", "按年度分区的数据集"),
            ("tongbi extract - -o - --format csv", "从标准输入读，写到标准输出"),
        ],
    ),
    (
        "tongbi serve",
        &[
            ("tongbi serve", "打开本地页面"),
            ("tongbi serve --dir 2024年预算", "项目放在这个文件夹"),
            ("tongbi serve --listen 192.168.1.5 --password 一个长的口令", "让同一个网里的电脑也能打开"),
        ],
    ),
    (
        "tongbi compare",
        &[
            ("tongbi compare 2023.txt 2024.txt", "两年的文件对比"),
            ("tongbi compare 公开/ --table general --level 款", "只看一张表、一个级次"),
            ("tongbi compare 公开/ --sort change --top 10", "变动最大的十行"),
            ("tongbi compare 公开/ --format json -o 对比.json", "供其他程序读取"),
            ("tongbi compare 数据集 -o 对比.parquet", "数据集里的每个单位"),
            ("tongbi compare 数据集 --by all", "全部单位合在一起"),
        ],
    ),
    (
        "tongbi trend",
        &[
            ("tongbi trend 2022.pdf 2023.pdf 2024.pdf --table general", "三年并列，看一张表"),
            ("tongbi trend 公开/ --phase 预算 --from 2020 -o 趋势.xlsx", "2020年起的预算，写成工作簿"),
            ("tongbi trend 公开/ --by all --level total", "各单位合计，并说明哪些单位缺哪一年"),
            ("tongbi trend 公开/ --rank change --top 20", "单位排名和变动最大的项"),
        ],
    ),
    (
        "tongbi bridge",
        &[
            ("tongbi bridge 公开/", "两年间可能是同一项的科目，附依据"),
            ("tongbi bridge 公开/ -o 对照.csv", "写成对照表，删去不对的行"),
            ("tongbi compare 公开/ --bridge 对照.csv", "用核对过的对照表，同口径对比"),
            ("tongbi trend 公开/ --bridge 对照.csv", "多年都转到末年科目后再比"),
        ],
    ),
    (
        "tongbi chart",
        &[
            ("tongbi chart 公开/ --kind waterfall -o 瀑布.svg", "瀑布图"),
            ("tongbi chart 公开/ --kind variance --table general -o 增减.png", "一张表的增减图"),
            ("tongbi chart 公开/ --kind trend -o - --format svg", "写到标准输出"),
        ],
    ),
    (
        "tongbi audit",
        &[
            ("tongbi audit 公开.pdf", "审查一份文件"),
            ("tongbi audit 公开.pdf --annotate 批注.pdf", "问题另存为 PDF 批注"),
            ("tongbi audit 公开/ --format json --fail-on never", "供其他程序读取，有问题也不以 1 退出"),
            ("tongbi audit 公开/ --accept 已接受.txt", "接受现有问题，以后用 --baseline 不再报"),
        ],
    ),
    (
        "tongbi explain",
        &[
            ("tongbi explain 2023.txt 2024.txt -o 说明.docx", "写成 Word 文档"),
            ("tongbi explain 公开/ --reasons-sheet 待填.xlsx", "先写一份待填表，交各科室填写"),
            ("tongbi explain 公开/ --profile 单位.toml --template shanghai", "用填好的资料和上海模板"),
        ],
    ),
    (
        "tongbi code",
        &[
            ("tongbi code 208", "编码以 208 开头的科目"),
            ("tongbi code 离退休", "名称里有这几个字的科目"),
            ("tongbi code 离退休 公开/ --format csv", "连同公开文件里的，供其他程序读取"),
        ],
    ),
    (
        "tongbi completions",
        &[
            ("tongbi completions bash > ~/.local/share/bash-completion/completions/tongbi", "bash"),
            ("tongbi completions zsh > ~/.zfunc/_tongbi", "zsh（~/.zfunc 要在 fpath 里）"),
            ("tongbi completions powershell >> $PROFILE", "PowerShell"),
        ],
    ),
    (
        "tongbi config",
        &[
            ("tongbi config", "用到哪个配置文件，里面写了什么"),
            ("tongbi config --new > tongbi.toml", "写一份带注释的配置文件"),
        ],
    ),
    ("tongbi help", &[("tongbi help compare", "compare 的全部说明")]),
];

/// The examples of a command; if there are none, one built from its required arguments.
pub(super) fn of(name: &str, command: &Command) -> Vec<(String, String)> {
    let written = EXAMPLES.iter().find(|(known, _)| *known == name).map(|(_, examples)| *examples);
    let owned = |(call, purpose): &(&str, &str)| ((*call).to_owned(), (*purpose).to_owned());
    match written {
        Some(examples) => examples.iter().map(owned).collect(),
        None => vec![(made(name, command), String::new())],
    }
}

/// A call with all required arguments and options.
fn made(name: &str, command: &Command) -> String {
    let takes = |arg: &&Arg| arg.is_positional() || arg.is_required_set();
    let mut call = name.to_owned();
    for arg in command.get_arguments().filter(takes) {
        if let (false, Some(long)) = (arg.is_positional(), arg.get_long()) {
            call += &format!(" --{long}");
        }
        if matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) {
            call += &format!(" {}", value(arg));
        }
    }
    call
}

fn value(arg: &Arg) -> String {
    if let Some(possible) = arg.get_possible_values().first() {
        return possible.get_name().to_owned();
    }
    let name = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
    match name.as_str() {
        "输入" => "公开/".into(),
        "年度" => "2024".into(),
        "文件夹" => "结果".into(),
        _ => name,
    }
}
