//! Handles a request up to its response, with the checks that all products share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use tencloud_spec::{Action, ApiVersion};

use crate::{
    auth::{self, Authenticated, Credentials},
    catalog::Catalog,
    clock::Clock,
    durations::Durations,
    error::ApiError,
    faults::Faults,
    format::RequestFormat,
    ids::Ids,
    params::{self, Params},
    presign::{UrlError, UrlSigner},
    products::{AccountId, Call, Moment, Products, Tools, complete},
    rate_limits::RateLimits,
    request::HttpRequest,
    request_log::RequestLog,
    time::Time,
};

/// The only account.
const ACCOUNT: AccountId = AccountId { app_id: 1_250_000_000, uin: 100_000_000_001 };

/// Called for each request once its response is determined.
pub(crate) type Observer = Box<dyn Fn(&RequestLog) + Send + Sync>;

/// All parts of a running emulator except the HTTP server.
pub(crate) struct Gateway {
    pub(crate) catalog: Catalog,
    pub(crate) credentials: Credentials,
    pub(crate) clock: Clock,
    pub(crate) durations: Durations,
    /// `None` if rate limits are not enforced.
    pub(crate) rate_limits: Option<RateLimits>,
    pub(crate) ids: Ids,
    pub(crate) urls: UrlSigner,
    pub(crate) faults: Faults,
    pub(crate) products: Mutex<Products>,
    pub(crate) observer: Option<Observer>,
}

/// The response to a request for a presigned URL.
pub(crate) enum Download {
    File(Vec<u8>),
    /// The status, the code and the message.
    Error(StatusCode, &'static str, &'static str),
}

impl Gateway {
    /// Creates the parts of an emulator without a server, whose ids depend only on the seed.
    #[cfg(test)]
    pub(crate) fn for_tests(clock: &crate::ManualClock, seed: u64) -> Self {
        Self {
            catalog: Catalog::embedded().unwrap(),
            credentials: Credentials {
                secret_id: String::new(),
                secret_key: crate::secret::Secret::new(""),
                token: None,
            },
            clock: Clock::Manual(clock.clone()),
            durations: Durations::uniform(std::time::Duration::from_secs(1)),
            rate_limits: None,
            ids: Ids::seeded(seed),
            urls: UrlSigner::new("http://127.0.0.1", 1),
            faults: Faults::default(),
            products: Default::default(),
            observer: None,
        }
    }

    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    /// Returns the body of the response to an API call. Its HTTP status is always 200, even for an API error.
    pub(crate) fn respond(&self, request: &HttpRequest) -> String {
        let mut log = RequestLog { request_id: self.ids.uuid(), ..RequestLog::default() };
        let mut response = self.call(request, &mut log).unwrap_or_else(|error| {
            let content = json!({ "Code": error.code, "Message": error.message });
            log.error = Some((error.code.to_owned(), error.message));
            Map::from_iter([("Error".to_owned(), content)])
        });
        response.insert("RequestId".into(), log.request_id.clone().into());
        self.observe(&log);
        json!({ "Response": response }).to_string()
    }

    fn call(&self, request: &HttpRequest, log: &mut RequestLog) -> Result<Map<String, Value>, ApiError> {
        let format = RequestFormat::of(request)?;
        // Read once: the signature, the rate limit and the state must agree on the time of a call.
        let now = self.now();
        match auth::authenticate(request, &self.credentials, now)? {
            Authenticated::Tc3(product) => {
                format.check_content_type(request)?;
                self.dispatch(request, format, &product, now, log)
            }
            Authenticated::V1(request) => {
                let version = request.required_header("X-TC-Version")?;
                let product = self.catalog.product_of(version, request.required_header("X-TC-Action")?);
                self.dispatch(&request, RequestFormat::Query, product, now, log)
            }
        }
    }

    /// Handles a request whose signature has been verified.
    fn dispatch(
        &self,
        request: &HttpRequest,
        format: RequestFormat,
        product: &str,
        now: Time,
        log: &mut RequestLog,
    ) -> Result<Map<String, Value>, ApiError> {
        let (api, action) = self.resolve(request, product)?;
        log.action = Some(action.action.clone());
        let region = self.region(request, api, action)?;
        log.region = Some(region.to_owned());
        check_informative_headers(request)?;
        let params = format.parameters(request, action, api)?;
        let params = params::validate(params, &action.parameters, &api.types)?;
        // Checked last, so that only calls that reach the action count towards its limit.
        if let Some(limits) = &self.rate_limits {
            let rate = action.rate.map_or(api.product.default_rate, |rate| rate.per_second);
            limits.admit([product, region, &action.action], rate, now)?;
        }
        self.execute(api, action, region, &params, now)
    }

    /// Returns the API version and the action that a request names.
    fn resolve(&self, request: &HttpRequest, product: &str) -> Result<(&ApiVersion, &Action), ApiError> {
        let version = request.required_header("X-TC-Version")?;
        let mut versions = self.catalog.versions(product).peekable();
        if versions.peek().is_none() {
            return Err(ApiError::new("NoSuchProduct", format!("the emulator has no product `{product}`")));
        }
        let api = versions
            .find(|api| api.product.version == version)
            .ok_or_else(|| ApiError::new("NoSuchVersion", format!("`{product}` has no version `{version}`")))?;
        let name = request.required_header("X-TC-Action")?;
        let action = api
            .actions
            .get(name)
            .ok_or_else(|| ApiError::new("InvalidAction", format!("`{product}` {version} has no action `{name}`")))?;
        Ok((api, action))
    }

    /// Returns the region of a request, or an empty string if the action is not regional.
    fn region<'a>(&self, request: &'a HttpRequest, api: &ApiVersion, action: &Action) -> Result<&'a str, ApiError> {
        if !api.product.needs_region(action) {
            return Ok("");
        }
        let region = request.required_header("X-TC-Region")?;
        let exists = self.catalog.common.regions.contains_key(region);
        if !exists || (region.ends_with("-fsi") && !api.product.finance) {
            let product = &api.product.product;
            return Err(ApiError::new(
                "UnsupportedRegion",
                format!("`{product}` is not available in the region `{region}`"),
            ));
        }
        Ok(region)
    }

    /// Executes an action whose parameters have been validated.
    pub(crate) fn execute(
        &self,
        api: &ApiVersion,
        action: &Action,
        region: &str,
        params: &Map<String, Value>,
        now: Time,
    ) -> Result<Map<String, Value>, ApiError> {
        let failure = self.faults.peek(&action.action);
        let tools = Tools { durations: &self.durations, ids: &self.ids, urls: &self.urls };
        let moment = Moment { now, region, tools };
        let call = Call { moment, api, action, account: ACCOUNT, failure: failure.as_deref() };
        let outcome = self.products().execute(&call, Params::new(params, action, &api.types));
        let mut response = outcome.map_err(|refusal| refusal.resolve(|code| self.catalog.documents(action, code)))?;
        self.faults.consume(&action.action);
        complete(&mut response, &action.results, &api.types);
        Ok(response)
    }

    /// Returns the file to which a presigned URL leads.
    pub(crate) fn download(&self, folder: &str, region: &str, file: &str, query: &str) -> Download {
        let path = format!("/{folder}/{region}/{file}");
        let now = self.now();
        let download = match self.urls.verify(&path, query, now) {
            Ok(()) => self.file(folder, region, file, now).map_or(
                Download::Error(StatusCode::NOT_FOUND, "NoSuchKey", "The file no longer exists."),
                Download::File,
            ),
            Err(UrlError::InvalidSignature) => {
                Download::Error(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", "The URL is not valid.")
            }
            Err(UrlError::Expired) => Download::Error(StatusCode::FORBIDDEN, "AccessDenied", "The URL has expired."),
        };
        let error = match &download {
            Download::File(_) => None,
            Download::Error(_, code, message) => Some(((*code).to_owned(), (*message).to_owned())),
        };
        // The query contains the signature and is omitted.
        let action = Some(format!("GET {path}"));
        self.observe(&RequestLog { region: None, action, error, request_id: self.ids.uuid() });
        download
    }

    fn file(&self, folder: &str, region: &str, name: &str, now: Time) -> Option<Vec<u8>> {
        let tools = Tools { durations: &self.durations, ids: &self.ids, urls: &self.urls };
        self.products().file(&Moment { now, region, tools }, folder, name)
    }

    fn products(&self) -> MutexGuard<'_, Products> {
        self.products.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn observe(&self, log: &RequestLog) {
        if let Some(observer) = &self.observer {
            observer(log);
        }
    }
}

/// Checks headers that have a documented form but do not affect the outcome of a call.
fn check_informative_headers(request: &HttpRequest) -> Result<(), ApiError> {
    let language = request.header("x-tc-language");
    if language.is_some_and(|language| !matches!(language, "zh-CN" | "en-US")) {
        return Err(ApiError::new("InvalidParameterValue", "`X-TC-Language` must be `zh-CN` or `en-US`"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_,;.".contains(c);
    let client = request.header("x-tc-requestclient");
    if client.is_some_and(|client| client.len() > 128 || !client.chars().all(allowed)) {
        let message = "`X-TC-RequestClient` may contain at most 128 of the characters `0-9a-zA-Z-_,;.`";
        return Err(ApiError::new("InvalidParameterValue", message));
    }
    Ok(())
}
