//! Cookies: reading them, and writing them so that no script and no other site gets hold of them.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of a cookie. If it came twice, none: somebody else planted one of them.
pub(crate) fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(n, _)| *n == name).map(|(_, value)| value);
    let first = values.next()?;
    if values.next().is_some() { None } else { Some(first) }
}

/// A cookie that lasts so many seconds; 0 removes it. `value` is of letters, digits, `-` and `_`.
pub(crate) fn set(headers: &mut HeaderMap, name: &str, value: &str, seconds: u32) {
    let is_host = name.starts_with("__Host-");
    let secure = if is_host { "; Secure; HttpOnly" } else { "" };
    let line = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        headers.append(header::SET_COOKIE, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_came_twice_is_none() {
        let of = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, line.parse().unwrap());
            }
            get(&headers, "lang").map(str::to_owned)
        };
        assert_eq!(of(&["a=1; lang=ru; b=2"]).as_deref(), Some("ru"));
        assert_eq!(of(&["xlang=ru"]), None);
        assert_eq!(of(&["lang=ru; lang=en"]), None);
        assert_eq!(of(&["lang=ru", "lang=en"]), None);
    }
}
