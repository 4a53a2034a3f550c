//! Multi-factor authentication: each user has a soft token, which always shows the same code.

use super::reasons::Reason;
use crate::{
    params::Params,
    products::{call::Call, refusal::Refusal},
};

/// What the soft tokens of all users show.
const CODE: &str = "123456";

/// The kind of device that is supported.
const SOFT_TOKEN: &str = "softToken";

/// Checks the device and the code in the parameters.
pub(super) fn check(call: &Call<'_>, params: Params<'_>) -> Result<(), Refusal> {
    let (uin, kind) = parse(params.string("SerialNumber")).ok_or_else(|| {
        Reason::Parameter.because(format!("`SerialNumber` must have the form `qcs::cam:uin/UIN::mfa/{SOFT_TOKEN}`"))
    })?;
    if kind != SOFT_TOKEN {
        return Err(Reason::MfaDevice.because(format!("only devices of the kind `{SOFT_TOKEN}` are supported")));
    }
    if uin != call.caller.user().to_string() {
        let message = format!("`SerialNumber` must name the device of the caller, {}", call.caller.user());
        return Err(Reason::MfaCode.because(message));
    }
    if params.string("TokenCode") != CODE {
        return Err(Reason::MfaCode.because(format!("the soft tokens of the emulator always show {CODE}")));
    }
    Ok(())
}

/// Returns the uin and the kind of a device.
fn parse(serial: &str) -> Option<(&str, &str)> {
    let (uin, kind) = serial.strip_prefix("qcs::cam:uin/")?.split_once("::mfa/")?;
    let is_number = !uin.is_empty() && uin.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((uin, kind))
}
