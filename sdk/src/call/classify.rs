//! What a reply means: success, refusal, or no reply of the API.

use reqwest::header::{DATE, HeaderMap};

use super::ClientInner;
use super::failure::Failure;
use crate::clock;
use crate::envelope::{self, Envelope};
use crate::error::{Code, Details, Error, ErrorKind};
use crate::record::ResponseSlot;
use crate::retry::RetryClass;
use crate::transport::Reply;

/// Corrections of the clock smaller than this change nothing: the service allows five minutes.
const SKEW_STEP: i64 = 60;

impl ClientInner {
    /// Tells success from failure: by the envelope where there is one, else by the status. Gives the request id.
    pub(super) fn classify(
        &self,
        reply: &Reply,
        signed_skew: i64,
        target: &mut dyn ResponseSlot,
    ) -> Result<Option<String>, Failure> {
        let not_the_apis = |why: &str| {
            let message = format!("what came back is not a reply of the API: {why}");
            let mut failure =
                Failure::new(ErrorKind::MalformedResponse, RetryClass::classify_status(reply.status), message);
            failure.error.set_reply(reply.status, &reply.body);
            Err(failure)
        };
        let Envelope { request_id, error } = match envelope::read(&reply.body, target.reset()) {
            Ok(envelope) => envelope,
            Err(why) => return not_the_apis(&why),
        };
        let Some(refusal) = error else {
            let success = (200..300).contains(&reply.status);
            return if success { Ok(request_id) } else { not_the_apis("it has no error in it") };
        };
        let mut class = RetryClass::classify_code(&refusal.code);
        if class == RetryClass::ClockSkew && !self.learn_skew(&reply.headers, signed_skew) {
            class = RetryClass::Permanent;
        }
        let mut details = Details::new(ErrorKind::Api, refusal.message);
        details.request_id = request_id;
        details.status = Some(reply.status);
        Err(Failure { error: Error::new(Some(Code::from_code(&refusal.code)), details), class })
    }

    /// Takes the service's time from its reply; `false` where that tells nothing new.
    fn learn_skew(&self, headers: &HeaderMap, signed_skew: i64) -> bool {
        let date = headers.get(DATE).and_then(|date| clock::parse_http_date(date.to_str().ok()?));
        let Some(skew) = date.map(|date| date - clock::now()) else {
            // What was learnt, perhaps from somebody else, does not help.
            self.0.config.set_clock_skew(0);
            return false;
        };
        // Compared with what this attempt was signed with: another call may have learnt it meanwhile.
        if (skew - signed_skew).abs() < SKEW_STEP {
            // The service refuses the time that it names: somebody else has named it, and nothing is known.
            self.0.config.set_clock_skew(0);
            return false;
        }
        tracing::warn!(
            target: "tencloud::call",
            skew_seconds = skew,
            "this machine's clock is off; calls are signed with the service's time"
        );
        self.0.config.set_clock_skew(skew);
        true
    }
}
