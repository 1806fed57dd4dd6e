//! Where links of a report lead.

use crate::diagnostic::Problem;
use crate::report::document::Target;

/// Resolves the target of a link in the file at `path` (from the content folder).
///
/// Only http, https, mailto and relative targets are allowed; a relative one must stay in the content folder.
pub fn resolve(url: &str, path: &str) -> (Target, Option<Problem>) {
    let url = url.trim();
    let outside = || (Target::Refused, Some(Problem::LinkTargetOutside { target: url.to_owned() }));
    if let Some(scheme) = scheme(url) {
        return match scheme.as_str() {
            "http" | "https" | "mailto" => (Target::External(url.to_owned()), None),
            // C:\… is a file of the author's computer.
            drive if drive.len() == 1 => outside(),
            _ => (Target::Refused, Some(Problem::LinkScheme { scheme: format!("{scheme}:") })),
        };
    }
    if url.starts_with("//") {
        return (Target::Refused, Some(Problem::LinkScheme { scheme: "//".to_owned() }));
    }
    if url.starts_with('\\') {
        return outside();
    }
    let (file, fragment) = match url.split_once('#') {
        Some((file, fragment)) => (file, Some(decode(fragment))),
        None => (url, None),
    };
    let file = file.split('?').next().unwrap_or(file);
    if file.is_empty() {
        return (Target::Fragment(fragment.unwrap_or_default()), None);
    }
    match join(path, &decode(file)) {
        Some(file) => (Target::Content(file, fragment), None),
        None => outside(),
    }
}

/// The scheme of an address, in lower case (RFC 3986, section 3.1); white space and control characters
/// before the colon do not hide it, as browsers pass them over.
fn scheme(url: &str) -> Option<String> {
    let (scheme, _) = url.split_once(':')?;
    let scheme: String = scheme.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Undoes percent-encoding; what is no UTF-8 stays as written.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        if let Some(byte) = byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The path of `target` seen from the file at `path`; nothing if it leaves the topmost folder.
fn join(path: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    let target = match target.strip_prefix('/') {
        Some(_) => return None,
        None => target,
    };
    for part in target.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part if part.contains('\0') => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        #[track_caller]
        fn case(url: &str, expected: &Target) {
            assert_eq!(&resolve(url, "2022/a.md").0, expected, "{url}");
        }
        let content = |path: &str| Target::Content(path.to_owned(), None);
        case("https://a.example/", &Target::External("https://a.example/".to_owned()));
        case("javascript:alert(1)", &Target::Refused);
        case("JaVa\tScript:alert(1)", &Target::Refused);
        case("data:text/html,x", &Target::Refused);
        case("vbscript:x", &Target::Refused);
        case("file:///etc/passwd", &Target::Refused);
        case("//evil.example/x", &Target::Refused);
        case("scan.pdf", &content("2022/scan.pdf"));
        case("./%E6%89%AB%E6%8F%8F.pdf", &content("2022/扫描.pdf"));
        case("../2021/a.md", &content("2021/a.md"));
        case("../../etc/passwd", &Target::Refused);
        case("/etc/passwd", &Target::Refused);
        case("#s2", &Target::Fragment("s2".to_owned()));
        case("b.md#s1", &Target::Content("2022/b.md".to_owned(), Some("s1".to_owned())));
    }
}
