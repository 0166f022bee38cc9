//! The local page over the wire: who comes in, what is kept, and that it gives what the commands give.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// A running program with the cookie of its page. It ends with the test.
pub struct Served {
    child: Child,
    pub link: String,
    host: String,
    cookie: String,
}

/// An answer: its status, its head and its body.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.text()))
    }
}

impl Served {
    pub fn start(folder: &Path) -> Self {
        Self::with(folder, &[])
    }

    fn with(folder: &Path, more: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        program.args(["serve", "--no-open", "--no-config", "--dir"]).arg(folder).args(more);
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut link = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut link).unwrap();
        let link = link.trim().to_owned();
        let host = link.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        let mut served = Self { child, link, host, cookie: String::new() };
        if let Some((_, token)) = served.link.clone().split_once("?token=") {
            let answer = served.raw("GET", &format!("/?token={token}"), &[], b"");
            assert_eq!(answer.status, 303, "{}", answer.text());
            let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap().to_owned();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
            served.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        served
    }

    /// A request with exactly these headers besides Host and length.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(240))).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head += &format!("Host: {}\r\n", self.host);
        }
        headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
        // What is refused early may be answered before everything has been sent.
        let _ = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(b"\r\n"))
            .and_then(|()| stream.write_all(body));
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let end = all.windows(4).position(|piece| piece == b"\r\n\r\n").unwrap_or(all.len());
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        Answer { status, head, body: all.get(end + 4..).unwrap_or_default().to_vec() }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, &[("Cookie", &self.cookie), ("Accept", "text/html")], b"")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let origin = format!("http://{}", self.host);
        let headers = [("Cookie", self.cookie.as_str()), ("Origin", &origin), ("Content-Type", "application/json")];
        self.raw("POST", path, &headers, body.to_string().as_bytes())
    }

    pub fn drop_file(&self, name: &str, bytes: &[u8]) -> Answer {
        let origin = format!("http://{}", self.host);
        let name = name.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        self.raw("POST", &format!("/files?name={name}"), &[("Cookie", &self.cookie), ("Origin", &origin)], bytes)
    }

    /// The most memory that the program has had, in MB.
    fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // SIGKILL: what the page said is kept, whatever happens.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample").join(name)
}

/// The sample's years without the reasons that they give, so that these are asked for; the later one with a wrong rate.
fn years() -> [(&'static str, Vec<u8>); 2] {
    ["2023.txt", "2024.txt"].map(|name| {
        let text = std::fs::read_to_string(sample(name)).unwrap().replacen("增长 5.95%", "增长 5.59%", 1);
        let mut pieces = text.split("，主要原因");
        let mut silent = pieces.next().unwrap().to_owned();
        for piece in pieces {
            silent += &piece[piece.find(['。', '；', '\n']).unwrap_or(piece.len())..];
        }
        (name, silent.into_bytes())
    })
}

/// A page with the sample dropped onto it.
pub fn served() -> (TempDir, Served) {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("项目"));
    for (name, bytes) in years() {
        assert_eq!(served.drop_file(name, &bytes).status, 200);
    }
    (folder, served)
}

/// The program's files of a call with `-o`.
pub fn written(arguments: &[&str], name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    let output = program.args(["--quiet", "--no-config"]).args(arguments).arg("-o").arg(&file).output().unwrap();
    std::fs::read(&file).unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A value between two marks of a page.
pub fn between<'a>(page: &'a str, before: &str, behind: &str) -> &'a str {
    let start = page.find(before).unwrap_or_else(|| panic!("{before} is not in {page}")) + before.len();
    &page[start..start + page[start..].find(behind).unwrap()]
}

#[test]
fn only_the_browser_that_opened_the_address_comes_in_and_only_the_page_writes() {
    let (_folder, served) = served();
    let (host, origin) = (served.host.clone(), format!("http://{}", served.host));
    let port = host.split(':').nth(1).unwrap();
    let cookie = served.cookie.clone();
    for path in ["/", "/comparison", "/download/text.docx", "/progress", "/chart.png", "/?token=0000", "/page.js"] {
        assert_eq!(served.raw("GET", path, &[], b"").status, 401, "{path}");
    }
    assert_eq!(served.raw("GET", "/", &[("Cookie", &format!("tongbi-{port}=0"))], b"").status, 401);
    for foreign in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1:1", "localhost.evil.example"] {
        assert_eq!(served.raw("GET", "/", &[("Cookie", &cookie), ("Host", foreign)], b"").status, 421, "{foreign}");
    }
    let ended = served.raw("POST", "/end", &[("Cookie", &cookie), ("Content-Type", "application/json")], b"{}");
    assert_eq!(ended.status, 403, "a write without an origin");
    for foreign in ["http://evil.example", "null", &format!("https://{host}")] {
        assert_eq!(served.raw("POST", "/end", &[("Cookie", &cookie), ("Origin", foreign)], b"{}").status, 403);
    }
    assert_eq!(served.raw("POST", "/end", &[("Origin", &origin)], b"{}").status, 401, "a write without the cookie");
    let page = served.get("/");
    assert_eq!(page.status, 200);
    let policy = page.head.lines().find(|line| line.starts_with("content-security-policy")).unwrap();
    assert!(!policy.contains("unsafe") && policy.contains("script-src 'self'"), "{policy}");
    assert!(!page.text().contains("<script>") && !page.text().contains(" style="), "no script and no style inline");
    for path in
        ["/../Cargo.toml", "/%2e%2e/%2e%2e/etc/passwd", "/files/..%2f..%2fetc%2fpasswd", "/download/..%2finputs.toml"]
    {
        let answer = served.get(path);
        assert!(answer.status >= 400 && !answer.text().contains("root:"), "{path}");
    }
    assert_eq!(served.get("/download/annotated?file=..%2f..%2finputs.toml").status, 404);
}

#[test]
fn others_need_the_password_and_get_in_by_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        program.args(["serve", "--no-open", "--dir"]).arg(folder.path().join("x")).args(arguments);
        program.output().unwrap().status.code()
    };
    assert_eq!(refused(&["--listen", "127.0.0.1"]), Some(2));
    assert_eq!(refused(&["--listen", "127.0.0.1", "--password", "short"]), Some(2));
    let served = Served::with(&folder.path().join("p"), &["--listen", "127.0.0.1", "--password", "correct horse"]);
    assert!(!served.link.contains("token"));
    let asked = served.raw("GET", "/", &[("Accept", "text/html")], b"");
    assert_eq!(asked.status, 401);
    assert!(asked.text().contains("type=\"password\""));
    let origin = format!("http://{}", served.host);
    let try_it = |word: &str| {
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        served.raw("POST", "/login", &headers, format!("password={word}").as_bytes())
    };
    assert_eq!(try_it("wrong+horse").status, 401);
    let inside = try_it("correct+horse");
    assert_eq!(inside.status, 303);
    assert!(inside.head.contains("set-cookie: "));
}

#[test]
fn what_is_typed_and_decided_outlives_the_program_and_nobody_overwrites_it_unseen() {
    let (folder, mut served) = served();
    let comparison = served.get("/comparison").text();
    assert!(comparison.contains("示例州社会保险服务中心") && comparison.contains("2080501"), "{comparison}");
    let text = served.get("/text").text();
    let key = between(&text, "data-key=\"reasons.", "\"").to_owned();
    let unit = between(&text, "data-unit=\"", "\"").to_owned();
    let typed = |words: &str, version: u64| json!({ "unit": unit, "key": format!("reasons.{key}"), "text": words, "version": version });
    let kept = served.post("/texts", &typed("新增人员<script>alert(1)</script>", 0));
    assert_eq!((kept.status, kept.json()["version"].as_u64()), (200, Some(1)));
    let late = served.post("/texts", &typed("另一个窗口", 0));
    assert_eq!(late.status, 409);
    assert!(late.json()["message"].as_str().unwrap().contains("别的窗口"), "{}", late.text());
    let number = json!({ "unit": unit, "key": "operating.current", "text": "很多", "version": 0 });
    assert_eq!(served.post("/texts", &number).status, 422);
    assert_eq!(served.post("/texts", &json!({ "unit": unit, "key": "../x", "text": "", "version": 0 })).status, 422);

    let findings = served.get("/findings").text();
    let finding = between(&findings, "data-finding=\"", "\"").replace("&#x9;", "\t").replace("&#x2f;", "/");
    let accepted = json!({ "finding": finding, "state": "accepted", "note": "已核实", "version": 0 });
    assert_eq!(served.post("/findings", &accepted).status, 200);

    drop(served);
    served = Served::start(&folder.path().join("项目"));
    let text = served.get("/text").text();
    assert!(text.contains("新增人员&lt;script&gt;") && !text.contains("<script>alert"), "text stays text");
    let findings = served.get("/findings").text();
    assert!(findings.contains("data-state=\"accepted\"") && findings.contains("已核实"));
    let inputs: Vec<_> =
        std::fs::read_dir(folder.path().join("项目")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(inputs.iter().any(|name| name == "texts.toml") && inputs.iter().any(|name| name == "findings.toml"));
}

#[test]
fn a_wrong_year_is_corrected_in_place_and_told() {
    let (_folder, served) = served();
    let corrected = json!({ "name": "2023.txt", "year": "2022", "left_out": false, "version": 1 });
    assert_eq!(served.post("/inputs", &corrected).status, 200);
    let files = served.get("/").text();
    assert!(
        files.contains("2022年预算") && files.contains("年度按使用者的更正，作 2022 年（文件写的是 2023 年）"),
        "{files}"
    );
    assert!(!files.contains("2023年预算"), "{files}");
    assert_eq!(served.post("/inputs", &corrected).status, 409, "the version is an old one");
    assert_eq!(
        served.post("/inputs", &json!({ "name": "2023.txt", "year": "去年", "left_out": false, "version": 2 })).status,
        422
    );
    let out = json!({ "name": "2023.txt", "year": "", "left_out": true, "version": 2 });
    assert_eq!(served.post("/inputs", &out).status, 200);
    let files = served.get("/").text();
    assert!(files.contains("class=\"out\"") && !files.contains("2022年预算"), "{files}");
}

#[test]
fn unit_phase_money_unit_and_table_are_corrected_in_place_and_told_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("项目"));
    let text = |year: u16, amount: &str| {
        format!(
            "甲局{year}年单位预算\n编制单位：甲局\n\n收支情况表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
             208\t社会保障和就业支出\t{amount}\t{amount}\t\n合计\t\t{amount}\t{amount}\t\n"
        )
    };
    for (name, bytes) in [("2023.txt", text(2023, "100000.00")), ("2024.txt", text(2024, "12.50"))] {
        assert_eq!(served.drop_file(name, bytes.as_bytes()).status, 200);
    }
    let files = served.get("/").text();
    let place = between(&files, "data-place=\"", "\"").replace("&#x2f;", "/");
    assert!(place.starts_with("2023.txt 第"), "{place}");
    let post = |fields: serde_json::Value| served.post("/inputs", &fields);
    for wrong in [
        json!({ "name": "2023.txt", "phase": "结算", "version": 1 }),
        json!({ "name": "2023.txt", "money": "毛", "version": 1 }),
        json!({ "name": "2023.txt", "table": [place, "没有的表"], "version": 1 }),
    ] {
        assert_eq!(post(wrong.clone()).status, 422, "{wrong}");
    }
    let said = json!({ "name": "2023.txt", "unit": "乙局", "phase": "决算", "money": "元", "version": 1 });
    assert_eq!(post(said).status, 200);
    let table = json!({ "name": "2023.txt", "table": [place, "一般公共预算支出情况表"], "version": 2 });
    assert_eq!(post(table).status, 200);
    let other = json!({ "name": "2024.txt", "unit": "乙局", "table": ["2024.txt 第99行", "收入总表"], "version": 1 });
    assert_eq!(post(other).status, 200);
    let files = served.get("/").text();
    for told in [
        "单位按使用者的更正，作“乙局”（文件写的是“甲局”）",
        "阶段按使用者的更正，作决算（文件写的是预算）",
        "金额单位按使用者的更正，各表一律按元计",
        "“收支情况表”按使用者的更正，作一般公共预算支出情况表",
        "更正没有用上：2024.txt 第99行 没有读到单独的一张表",
        "2023年决算",
        "value=\"一般公共预算支出情况表\" placeholder",
    ] {
        assert!(files.contains(told), "{told}: {files}");
    }
    let project = folder.path().join("项目");
    let items = String::from_utf8(written(&["extract", project.to_str().unwrap()], "x.csv")).unwrap();
    let row = items.lines().find(|line| line.contains(",2023,") && line.contains(",208,")).unwrap();
    assert!(
        row.contains("乙局") && row.contains("general") && row.contains("决算") && row.contains("100000.00"),
        "{row}"
    );
    let out = folder.path().join("报告");
    let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    let done = program.args(["--quiet", "--no-config", "report"]).arg(&project).arg("-o").arg(&out).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let page = std::fs::read_to_string(out.join("乙局-2024/report.html")).unwrap();
    assert!(page.contains("使用者的更正") && page.contains("各表一律按元计"));
    // Taken back.
    let nothing =
        json!({ "name": "2023.txt", "unit": "", "phase": "", "money": "", "table": [place, ""], "version": 3 });
    assert_eq!(post(nothing).status, 200);
    let files = served.get("/").text();
    assert!(!files.contains("各表一律按元计") && files.contains("甲局"), "{files}");
}

#[test]
fn a_change_of_codes_that_is_ticked_counts_on_the_page_and_in_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("项目"));
    let text = |year: u16, rows: &str| {
        format!(
            "甲局{year}年单位预算\n编制单位：甲局\n\n一般公共预算支出情况表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n{rows}\
             合计\t\t120.00\t100.00\t20.00\n"
        )
    };
    let top = "208\t社会保障和就业支出\t120.00\t100.00\t20.00\n20801\t人力资源和社会保障管理事务\t120.00\t100.00\t20.00\n\
               2080101\t行政运行\t100.00\t100.00\t\n";
    for (year, row) in [
        (2023, "2080107\t社会保险业务管理事务\t20.00\t\t20.00\n"),
        (2024, "2080109\t社会保险业务管理事务\t20.00\t\t20.00\n"),
    ] {
        let text = text(year, &format!("{top}{row}"));
        assert_eq!(served.drop_file(&format!("{year}.txt"), text.as_bytes()).status, 200);
    }
    let page = served.get("/comparison").text();
    assert!(!page.contains("增减额（同口径）") && page.contains("可能换了科目的"), "{page}");
    let rows = between(&page, "data-rows=\"", "\"").replace("&quot;", "\"").replace("&#x2f;", "/");
    assert!(rows.contains("2023,2024,2080107") && rows.contains("2080109"), "{rows}");
    let tick = |rows: &str, counts: bool, version: u64| {
        served.post("/comparison", &json!({ "rows": rows, "counts": counts, "version": version }))
    };
    assert_eq!(tick(&rows, true, 0).status, 200);
    assert_eq!(tick(&rows, false, 0).status, 409, "the version is an old one");
    let page = served.get("/comparison").text();
    assert!(page.contains("增减额（同口径）") && page.contains(" checked"), "{page}");
    let against = rows.replace("2080109", "2080199");
    let refused = tick(&against, true, 0);
    assert!(refused.status == 422 && refused.text().contains("合不到一起"), "{}", refused.text());
    assert_eq!(tick("没有的列\n1\n", true, 0).status, 422);
    let project = folder.path().join("项目");
    let project = project.to_str().unwrap();
    for name in ["csv", "xlsx", "json"] {
        let ours = served.get(&format!("/download/comparison.{name}")).body;
        assert!(ours == written(&["compare", project], &format!("x.{name}")), "{name}");
    }
    let csv = String::from_utf8(served.get("/download/comparison.csv").body).unwrap();
    let new = csv.lines().find(|line| line.contains(",2080109,")).unwrap();
    assert!(new.contains("200000.00") && new.contains("flat"), "{new}");
    for extension in ["md", "docx"] {
        let ours = served.get(&format!("/download/text.{extension}")).body;
        assert!(ours == written(&["explain", project], &format!("x.{extension}")), "{extension}");
    }
    // Taken back.
    assert_eq!(tick(&rows, false, 1).status, 200);
    assert!(!served.get("/comparison").text().contains("增减额（同口径）"));
}

#[test]
fn a_row_opens_its_years_with_places_and_sentences_and_last_years_text_stands_beside() {
    let (_folder, served) = served();
    let page = served.get("/comparison").text();
    let link = between(&page, "data-code=\"2080501\"><a href=\"", "\"").replace("&amp;", "&").replace("&#x2f;", "/");
    assert!(link.starts_with("/row?"), "{link}");
    let row = served.get(&link).text();
    for told in [
        "2080501 行政单位离退休",
        "2023年预算",
        "2024年预算",
        "2023.txt 第",
        "2024.txt 第",
        "说到这一项的文字",
        "17.98",
    ] {
        assert!(row.contains(told), "{told}: {row}");
    }
    assert!(row.contains("<li>") && row.contains("86.40"), "{row}");
    assert!(served.get("/row?row=r-x-0-0").text().contains("没有这一行"));
    let text = served.get("/text").text();
    let earlier = between(&text, "id=\"earlier\"", "</section>");
    assert!(
        earlier.contains("2023.txt") && earlier.contains("2023年") && !earlier.contains("2024年预算数"),
        "{earlier}"
    );
}

#[test]
fn a_file_that_has_nothing_to_do_with_a_budget_leaves_the_others_readable() {
    let (folder, served) = served();
    assert_eq!(served.drop_file("通知.txt", "关于召开会议的通知\n请各科室周三到会。\n".as_bytes()).status, 200);
    assert!(served.get("/comparison").text().contains("2080501"));
    let files = served.get("/").text();
    assert!(files.contains("data-input=\"通知.txt\"") && !files.contains("class=\"bad\""), "{files}");
    let project = folder.path().join("项目");
    assert!(!written(&["compare", project.to_str().unwrap()], "x.csv").is_empty());
}

#[test]
fn of_many_files_one_at_a_time_is_open_for_corrections() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("项目"));
    for at in 0..61 {
        let text = format!(
            "示例{at}局2024年单位预算\n编制单位：示例{at}局\n\n支出总体情况表\n单位：万元\n科目编码\t科目名称\t合计\n208\t社会保障和就业支出\t{at}1.00\n合计\t\t{at}1.00\n"
        );
        assert_eq!(served.drop_file(&format!("{at}/2024.txt"), text.as_bytes()).status, 200);
    }
    let all = served.get("/").text();
    assert!(!all.contains("class=\"correct\"") && all.contains("更正"), "{}", all.len());
    let link = between(&all, "?file=7", "\"").to_owned();
    let one = served.get(&format!("/?file=7{}", link.trim_end_matches("#chosen"))).text();
    assert_eq!(one.matches("class=\"correct\"").count(), 2, "the file and its table");
    assert!(between(&one, "id=\"chosen\"", "</tr>").contains("7&#x2f;2024.txt"));
}

#[test]
fn units_that_lack_a_year_that_others_have_published_are_told() {
    let (_folder, served) = served();
    let other = std::fs::read_to_string(sample("2024.txt")).unwrap().replace("示例州", "另一州");
    assert_eq!(served.drop_file("另一州.txt", other.as_bytes()).status, 200);
    let page = served.get("/units").text();
    assert!(page.contains("缺2023年预算") && page.contains("齐全"), "{page}");
}

#[test]
fn downloads_are_what_the_commands_write_byte_for_byte() {
    let (folder, served) = served();
    let project = folder.path().join("项目");
    let project = project.to_str().unwrap();
    let text = served.get("/text").text();
    let (key, unit) = (between(&text, "data-key=\"reasons.", "\""), between(&text, "data-unit=\"", "\""));
    let typed = json!({ "unit": unit, "key": format!("reasons.{key}"), "text": "人员增加", "version": 0 });
    assert_eq!(served.post("/texts", &typed).status, 200);
    let finding =
        between(&served.get("/findings").text(), "data-finding=\"", "\"").replace("&#x9;", "\t").replace("&#x2f;", "/");
    let state = json!({ "finding": finding, "state": "wrong", "version": 0 });
    assert_eq!(served.post("/findings", &state).status, 200);

    let equal = |path: &str, arguments: &[&str], name: &str| {
        let page = served.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert!(page.body == written(arguments, name), "{path} differs from {arguments:?}");
    };
    let files: Vec<String> = years()
        .iter()
        .map(|(name, bytes)| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_owned()
        })
        .collect();
    for extension in ["csv", "json", "xlsx", "parquet"] {
        let (path, name) = (format!("/download/comparison.{extension}"), format!("x.{extension}"));
        equal(&path, &["compare", project], &name);
        equal(&path, &["compare", &files[0], &files[1]], &name);
    }
    for extension in ["docx", "md", "txt"] {
        equal(&format!("/download/text.{extension}"), &["explain", project], &format!("x.{extension}"));
    }
    for extension in ["xlsx", "json"] {
        equal(&format!("/download/findings.{extension}"), &["audit", project], &format!("x.{extension}"));
    }
    equal("/download/findings.txt", &["audit", "--ledger", project], "x.txt");
    for (query, options) in [
        ("kind=waterfall", &["--kind", "waterfall"][..]),
        ("kind=trend&unit=%E5%85%83", &["--kind", "trend", "--unit", "元"]),
        (
            "kind=variance&table=general&level=%E6%AC%BE&top=3&sort=growth&palette=gray&width=1400",
            &[
                "--kind",
                "variance",
                "--table",
                "general",
                "--level",
                "款",
                "--top",
                "3",
                "--sort",
                "growth",
                "--palette",
                "gray",
                "--width",
                "1400",
            ],
        ),
    ] {
        for extension in ["svg", "png"] {
            let arguments: Vec<&str> = ["chart", project].into_iter().chain(options.iter().copied()).collect();
            equal(&format!("/chart.{extension}?{query}"), &arguments, &format!("x.{extension}"));
        }
    }

    // The archive is the folder that `report` writes.
    let reports = folder.path().join("报告");
    let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    let done = program.args(["--quiet", "--no-config", "report", project, "-o"]).arg(&reports).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let archive = served.get("/download/report.zip").body;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    assert!(archive.len() > 20);
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(std::fs::read(reports.join(&name)).unwrap() == bytes, "{name} differs");
    }
    let zip = served.get("/download/report.zip").body;
    assert!(zip == served.get("/download/report.zip").body, "the same report is the same archive");
}

#[test]
fn attacks_are_refused_or_served_and_leave_nothing_behind() {
    let (folder, served) = served();
    // Names are never paths.
    let evil = served.drop_file("../../../tmp/tongbi-evil.txt", "示例局2024年".as_bytes());
    assert_eq!(evil.json()["name"], "tmp/tongbi-evil.txt");
    assert!(!Path::new("/tmp/tongbi-evil.txt").exists());
    // A unit that is a script is a name.
    let text = "<img src=x onerror=alert(1)>局2024年单位预算\n支出总体情况表\n单位：万元\n科目编码\t科目名称\t合计\n201\t<b>甲</b>\t20.00\n合计\t\t20.00\n";
    assert_eq!(served.drop_file("<script>.txt", text.as_bytes()).status, 200);
    for path in ["/", "/units", "/comparison", "/findings", "/text", "/charts", "/take"] {
        let page = served.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text().contains("<img src=x") && !page.text().contains("<script>.txt"), "{path}");
    }
    // A file that unpacks to far more than it is.
    assert_eq!(served.drop_file("bomb.zip", &bomb()).status, 200);
    assert_eq!(served.get("/").status, 200);
    // What breaks off or is damaged is told, and the rest is read.
    assert_eq!(served.drop_file("broken.pdf", b"%PDF-1.7\ngarbage").status, 200);
    assert!(served.get("/").text().contains("broken.pdf"));
    // A request that is too large.
    let origin = format!("http://{}", served.host);
    let headers = [("Cookie", served.cookie.as_str()), ("Origin", &origin), ("Content-Type", "application/json")];
    assert_eq!(served.raw("POST", "/texts", &headers, &vec![b' '; 1 << 20]).status, 413);
    // Clients that begin and say nothing more do not keep others out.
    let slow: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(&served.host).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..200)
            .map(|at| scope.spawn(move || at))
            .map(|_| scope.spawn(|| served.get("/comparison").status))
            .collect();
        assert!(all.into_iter().all(|one| one.join().unwrap() == 200));
    });
    drop(slow);
    let unfinished = std::fs::read_dir(folder.path().join("项目/files")).unwrap();
    assert!(unfinished.flatten().all(|file| !file.file_name().to_string_lossy().starts_with('.')));
    println!("peak memory {} MB", served.peak());
    assert!(served.peak() < 1500, "{} MB", served.peak());
}

#[test]
fn clients_that_take_nothing_of_their_answers_do_not_keep_others_out() {
    let (_folder, served) = served();
    let path = "/page.js";
    let length = served.get(path).body.len();
    // As many as there are places, and each asks for more than the system holds for it.
    let ask = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", served.host, served.cookie);
    let ask = ask.repeat((16 << 20) / length);
    let idle: Vec<TcpStream> = (0..256)
        .map(|_| {
            let mut stream = TcpStream::connect(&served.host).unwrap();
            stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
            // The server stops listening to one that does not listen.
            let _ = stream.write_all(ask.as_bytes());
            stream
        })
        .collect();
    let begun = std::time::Instant::now();
    assert_eq!(served.get("/take").status, 200);
    println!("served after {:?}, peak memory {} MB", begun.elapsed(), served.peak());
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert!(served.peak() < 1500, "{} MB", served.peak());
    drop(idle);
}

/// A zip archive of a megabyte that unpacks to more than a gigabyte.
fn bomb() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("0.txt", zip::write::SimpleFileOptions::DEFAULT).unwrap();
    let zeros = vec![b'0'; 16 << 20];
    (0..68).for_each(|_| writer.write_all(&zeros).unwrap());
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_upload_that_is_too_large_is_refused_and_one_that_breaks_off_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    let large = vec![b'x'; (256 << 20) + 1];
    let refused = served.drop_file("large.txt", &large);
    assert!(refused.status == 413 || refused.status == 0, "{}", refused.status);
    let mut stream = TcpStream::connect(&served.host).unwrap();
    let (host, cookie) = (&served.host, &served.cookie);
    let head = format!(
        "POST /files?name=x.txt HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nOrigin: http://{host}\r\nContent-Length: 1000\r\n\r\nhalf"
    );
    stream.write_all(head.as_bytes()).unwrap();
    drop(stream);
    assert_eq!(served.get("/").status, 200);
    for _ in 0..50 {
        if std::fs::read_dir(folder.path().join("files")).unwrap().count() == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("something unfinished is left");
}

#[test]
fn a_page_ends_its_program_and_the_progress_of_reading_is_told() {
    let (_folder, mut served) = served();
    let events = served.get("/progress").text();
    assert!(events.contains("\"total\":2") || events.contains("\"done\":true"), "{events}");
    assert!(events.contains("\"done\":true"), "{events}");
    assert_eq!(served.post("/end", &json!({})).status, 200);
    assert!(served.child.wait().unwrap().success());
}

#[test]
fn a_drafter_drops_compares_draws_writes_decides_and_finds_everything_back_after_a_kill() {
    let needs = (crate::needs::program("chromium"), crate::needs::program("node"));
    let ((Some(chromium), Some(node)), Some(modules)) = (needs, crate::needs::installed("node_modules")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/opened/serve.mjs");
    let mut browser = Command::new(node);
    browser.arg(script).arg(modules).arg(chromium).arg(folder.path()).arg(env!("CARGO_BIN_EXE_tongbi"));
    let earlier = crate::originals::budget("示例州社会保险服务中心", 2021, "120.00");
    for (name, bytes) in years().into_iter().chain([("2021.pdf", earlier)]) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        browser.arg(folder.path().join(name));
    }
    let output = browser.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{out}");
    assert!(output.status.success(), "{out}\n{err}");
    assert!(out.contains("ending: from the page"));
    let mut document = zip::ZipArchive::new(std::fs::File::open(folder.path().join("text.docx")).unwrap()).unwrap();
    let mut body = String::new();
    document.by_name("word/document.xml").unwrap().read_to_string(&mut body).unwrap();
    assert!(body.contains("新增三名在编人员"), "the document has the reason");
}
