//! Integers in any form in which a decimal number can be written.

/// The number of digits that can matter: `i128` has 39.
const DIGITS: i64 = 40;

/// Returns the integer that a decimal number represents, such as `1`, `-1.0` or `1.5e3`. This is exact, unlike a float:
/// `9007199254740993.0` is odd.
pub(super) fn integer(text: &str) -> Option<i128> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    // The power of ten that the last significant digit represents.
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let power = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(zeros)?;
    if !(0..DIGITS).contains(&power) {
        return None;
    }
    let number = significant.parse::<i128>().ok()?.checked_mul(10_i128.checked_pow(u32::try_from(power).ok()?)?)?;
    Some(if text.starts_with('-') { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::integer;

    #[test]
    fn integers_are_exact_in_every_form() {
        for (text, expected) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("-0.0", Some(0)),
            ("0e999999999999", Some(0)),
            ("7.0", Some(7)),
            ("7.", Some(7)),
            ("-7.000", Some(-7)),
            ("+7", Some(7)),
            ("7.5", None),
            ("1e3", Some(1_000)),
            ("1.5e3", Some(1_500)),
            ("1.5E+1", Some(15)),
            ("1500e-2", Some(15)),
            ("1500e-3", None),
            ("1e-1", None),
            ("9007199254740991.0", Some(9_007_199_254_740_991)),
            ("9007199254740992.0", Some(9_007_199_254_740_992)),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("9007199254740993e0", Some(9_007_199_254_740_993)),
            ("9223372036854775807.0", Some(i128::from(i64::MAX))),
            ("18446744073709551615.00", Some(i128::from(u64::MAX))),
            ("1e39", None),
            ("1e300", None),
            ("1e-9223372036854775808", None),
            ("1e9223372036854775807", None),
            ("1e99999999999999999999", None),
            ("", None),
            (".", None),
            ("-", None),
            ("e3", None),
            ("1e", None),
            ("1.2.3", None),
            ("--1", None),
            ("1_000", None),
            ("NaN", None),
            ("inf", None),
            ("0x10", None),
            ("٣", None),
        ] {
            assert_eq!(integer(text), expected, "{text}");
        }
    }
}
