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
    head: String,
    body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn json(&self) -> Value {
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
    fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
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
fn written(arguments: &[&str], name: &str) -> Vec<u8> {
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
    for (name, bytes) in years() {
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
