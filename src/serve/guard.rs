//! 把门: only the browser that opened the program's address comes in, and only from the page itself.
//!
//! A page of another site may not reach the server by a name of its own (Host), may not write through the browser
//! (Origin, SameSite), and no script but ours runs (Content-Security-Policy).

use super::Shared;
use super::answer::{self, Answer};
use crate::present::login_page;
use axum::body::Body;
use axum::extract::{Form, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::sync::Mutex;

/// 门
pub(super) struct Guard {
    address: SocketAddr,
    /// The digests of secrets, so that comparing them takes the same time whatever is wrong.
    token: [u8; 32],
    session: [u8; 32],
    password: Option<[u8; 32]>,
    /// The cookie as the browser gets it.
    cookie: String,
    /// Passwords are tried one at a time.
    trying: Mutex<()>,
}

/// What needs no session: what the page that asks for the password is drawn with.
const OPEN: [&str; 5] = ["/login", "/page.css", "/desk.css", "/font/regular.otf", "/font/bold.otf"];

/// Nothing but our own files; no script within a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

impl Guard {
    /// A new guard, and the address that lets its holder in.
    pub(super) fn new(address: SocketAddr, password: Option<&str>) -> std::io::Result<(Self, String)> {
        let (token, session) = (secret()?, secret()?);
        let name = cookie_name(address.port());
        let link = match password {
            Some(_) => format!("http://{address}/"),
            None => format!("http://{address}/?token={token}"),
        };
        let guard = Self {
            address,
            token: digest(&token),
            session: digest(&session),
            password: password.map(digest),
            cookie: format!("{name}={session}; Path=/; HttpOnly; SameSite=Strict"),
            trying: Mutex::new(()),
        };
        Ok((guard, link))
    }

    /// Whether the request names the server by a number or as this machine, never by a name that anyone can register.
    fn is_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = text(headers, header::HOST) else { return false };
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        let number = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let ours = match number {
            Ok(number) if self.address.ip().is_loopback() => number.is_loopback(),
            Ok(_) => true,
            Err(_) => name == "localhost",
        };
        ours && port == Some(self.address.port())
    }

    /// Whether a write comes from the page itself.
    fn is_origin(headers: &HeaderMap) -> bool {
        let (origin, host) = (text(headers, header::ORIGIN), text(headers, header::HOST));
        origin.zip(host).is_some_and(|(origin, host)| origin.strip_prefix("http://") == Some(host))
    }

    fn is_known(&self, headers: &HeaderMap) -> bool {
        let name = cookie_name(self.address.port());
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(key, value)| key == name && digest(value) == self.session)
    }

    fn let_in(&self) -> Answer {
        let headers = [(header::SET_COOKIE, self.cookie.as_str()), (header::LOCATION, "/")];
        (StatusCode::SEE_OTHER, headers).into_response()
    }
}

fn cookie_name(port: u16) -> String {
    format!("tongbi-{port}")
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn secret() -> std::io::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// Lets a request in, or says why not.
pub(super) async fn check(State(server): State<Shared>, request: Request, next: Next) -> Answer {
    let guard = &server.guard;
    let (method, headers, uri) = (request.method(), request.headers(), request.uri());
    if !guard.is_host(headers) {
        return answer::message(StatusCode::MISDIRECTED_REQUEST, "地址不对，请用程序显示的地址打开");
    }
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if !reads && !Guard::is_origin(headers) {
        return answer::message(StatusCode::FORBIDDEN, "不是从本页来的，没有执行");
    }
    let token = uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("token=")));
    if reads && guard.password.is_none() && uri.path() == "/" && token.is_some_and(|token| digest(token) == guard.token)
    {
        return guard.let_in();
    }
    if guard.is_known(headers) || OPEN.contains(&uri.path()) {
        return next.run(request).await;
    }
    match reads && text(headers, header::ACCEPT).is_some_and(|accept| accept.contains("text/html")) {
        true => asked(guard, StatusCode::UNAUTHORIZED, ""),
        false => answer::message(StatusCode::UNAUTHORIZED, "没有登录，请用程序显示的地址打开"),
    }
}

/// The page for someone who is not let in.
fn asked(guard: &Guard, status: StatusCode, fault: &str) -> Answer {
    let asks = guard.password.is_some();
    let reason = match (asks, fault) {
        (true, "") => "请输入口令。",
        (true, fault) => fault,
        (false, _) => "请用程序启动时显示的地址打开；程序重新启动过的，用新的地址。",
    };
    match login_page(reason, asks) {
        Ok(page) => (status, answer::html(page)).into_response(),
        Err(_) => answer::message(status, reason),
    }
}

/// 口令
#[derive(Deserialize)]
pub(super) struct Login {
    password: String,
}

/// Lets in who knows the password.
pub(super) async fn login(State(server): State<Shared>, Form(login): Form<Login>) -> Answer {
    let guard = &server.guard;
    let _turn = guard.trying.lock().await;
    if guard.password.is_some_and(|password| digest(&login.password) == password) {
        return guard.let_in();
    }
    // Slow enough that nobody tries them all.
    tokio::time::sleep(Duration::from_secs(1)).await;
    asked(guard, StatusCode::UNAUTHORIZED, "口令不对，请再输一次。")
}

/// Adds what every answer says to the browser.
pub(super) async fn headers(request: Request<Body>, next: Next) -> Answer {
    let mut answer = next.run(request).await;
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let apart = HeaderValue::from_static("same-origin");
    for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
        answer.headers_mut().insert(header::HeaderName::from_static(name), apart.clone());
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn only_numbers_and_this_machine_are_hosts() {
        let guard = |address: &str| Guard::new(address.parse().unwrap(), Some("x")).unwrap().0;
        let local = guard("127.0.0.1:4000");
        let is = |guard: &Guard, host: &str| guard.is_host(&of(&[(header::HOST, host)]));
        for host in ["127.0.0.1:4000", "localhost:4000", "[::1]:4000"] {
            assert!(is(&local, host), "{host}");
        }
        for host in ["127.0.0.1", "127.0.0.1:4001", "evil.example:4000", "localhost.evil:4000", "192.168.1.2:4000", ""]
        {
            assert!(!is(&local, host), "{host}");
        }
        let open = guard("0.0.0.0:80");
        assert!(is(&open, "192.168.1.2") && is(&open, "192.168.1.2:80") && !is(&open, "office.example"));
        assert!(!local.is_host(&HeaderMap::new()));
    }

    #[test]
    fn a_write_has_the_origin_of_its_host() {
        let is = |origin: &str| Guard::is_origin(&of(&[(header::HOST, "127.0.0.1:4000"), (header::ORIGIN, origin)]));
        assert!(is("http://127.0.0.1:4000"));
        for origin in ["null", "https://127.0.0.1:4000", "http://127.0.0.1:4001", "http://evil.example", ""] {
            assert!(!is(origin), "{origin}");
        }
        assert!(!Guard::is_origin(&of(&[(header::HOST, "127.0.0.1:4000")])));
    }
}
