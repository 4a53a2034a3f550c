//! Pages of API 2.0, whose tables look like those of API 3.0 but describe something else.

use super::lines::Lines;

const OLD: &str = ".api.qcloud.com";
const NEW: &str = ".tencentcloudapi.com";

/// Returns the first line that contains a host of API 2.0, and the host, if the page contains no host of API 3.0.
pub(super) fn host(lines: &Lines) -> Option<(usize, &str)> {
    let is_end = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    let at = lines.text.find(OLD).filter(|_| !lines.text.contains(NEW))?;
    let before = lines.text.get(..at)?.rsplit(is_end).next()?;
    Some((lines.number_at(at), lines.text.get(at - before.len()..at + OLD.len())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_either_api() {
        for (text, expect) in [
            ("x\n域名：<font>cvm.api.qcloud.com</font>", Some((2, "cvm.api.qcloud.com"))),
            (".api.qcloud.com", Some((1, ".api.qcloud.com"))),
            ("cvm.api.qcloud.com, now cvm.tencentcloudapi.com", None),
            ("cvm.tencentcloudapi.com", None),
        ] {
            assert_eq!(host(&Lines::new(text)), expect, "{text}");
        }
    }
}
