//! Handles a request up to its response, with the checks that all products share.

use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use serde_json::{Map, Value};
use tencloud_spec::{Action, ApiVersion};

use crate::{
    auth::{self, Authenticated, Caller, KeyRing},
    body::Bodies,
    catalog::Catalog,
    clock::{Clock, Reading},
    data_plane::DataPlane,
    durations::Durations,
    error::ApiError,
    faults::{FaultKind, Faults},
    format::RequestFormat,
    history::History,
    ids::Ids,
    instance::Instance,
    master_keys::MasterKeys,
    oddities::Oddities,
    params::{self, Params},
    presign::{UrlError, UrlSigner},
    products::{self, Call, Content, Moment, Products, Tools},
    rate_limits::RateLimits,
    request::HttpRequest,
    request_log::{RequestLog, bounded},
    state_file::StateFile,
    time::Time,
};

/// Called for each request once its response is determined.
pub(crate) type Observer = Box<dyn Fn(&RequestLog) + Send + Sync>;

/// All parts of a running emulator except the HTTP server.
pub(crate) struct Gateway {
    pub(crate) catalog: Catalog,
    pub(crate) bodies: Bodies,
    pub(crate) keys: KeyRing,
    pub(crate) clock: Clock,
    pub(crate) durations: Durations,
    pub(crate) rate_limits: RateLimits,
    pub(crate) ids: Ids,
    pub(crate) urls: UrlSigner,
    pub(crate) master_keys: MasterKeys,
    pub(crate) faults: Faults,
    /// What makes responses odd, if they are to be.
    pub(crate) oddities: Option<Oddities>,
    pub(crate) products: Mutex<Products>,
    /// The servers of instances, if they have some.
    pub(crate) data_plane: Option<DataPlane>,
    /// The file that keeps the state, if there is one.
    pub(crate) state_file: Option<StateFile>,
    pub(crate) observer: Option<Observer>,
    pub(crate) history: History,
    /// The instances that exist from the start.
    pub(crate) instances: Vec<Instance>,
}

/// The response to a request for a presigned URL.
pub(crate) enum Download {
    File(Vec<u8>),
    /// The status, the code and the message.
    Error(StatusCode, &'static str, &'static str),
}

/// The response to an API call.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) body: Vec<u8>,
    /// How long to wait before sending it.
    pub(crate) delay: Duration,
    pub(crate) delivery: Delivery,
}

/// How a response is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    #[default]
    Whole,
    /// Another HTTP status is sent instead.
    Status(u16),
    /// The connection is closed instead.
    Cut,
    /// The connection is closed after half of the body.
    Half,
}

/// Under which circumstances a call is made.
#[derive(Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    pub(crate) caller: &'a Caller,
    /// Empty if the product is not regional.
    pub(crate) region: &'a str,
    pub(crate) now: Time,
    /// The message with which the workflow of the call is to fail, if it is to.
    pub(crate) failure: Option<&'a str>,
}

/// What is known about a call while it is handled.
struct Progress {
    log: RequestLog,
    delay: Duration,
    delivery: Delivery,
}

impl Gateway {
    /// Creates the parts of an emulator without a server, whose ids depend only on the seed.
    #[cfg(any(test, fuzzing))]
    #[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
    pub(crate) fn for_tests(clock: &crate::ManualClock, seed: u64) -> Self {
        Self {
            master_keys: MasterKeys::new(&Ids::seeded(0), Time::from_seconds(0)),
            state_file: None,
            catalog: Catalog::embedded().unwrap(),
            bodies: Bodies::new(Duration::ZERO),
            keys: KeyRing::for_tests("AKIDtest", "key"),
            clock: clock.clone().into(),
            durations: Durations::uniform(Duration::from_secs(1)),
            rate_limits: RateLimits::new(false),
            ids: Ids::seeded(seed),
            urls: UrlSigner::new("http://127.0.0.1", 1),
            faults: Faults::default(),
            oddities: None,
            products: Default::default(),
            data_plane: None,
            observer: None,
            history: History::default(),
            instances: Vec::new(),
        }
    }

    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    /// Returns the response to an API call. Its HTTP status is always 200, even for an API error, unless a fault has been
    /// injected.
    pub(crate) fn respond(&self, request: &HttpRequest) -> Reply {
        // Read once: the signature, the rate limit and the state must agree on the time of a call.
        let now = self.clock.read();
        let log = RequestLog::new(now.shown.into(), self.ids.uuid());
        let mut progress = Progress { log, delay: Duration::ZERO, delivery: Delivery::Whole };
        let response = self.call(request, now, &mut progress);
        // Before anyone is told of it.
        let saved = self.save().map_err(|error| ApiError::new("InternalError", error.to_string()));
        let response = saved.and(response);
        let Progress { mut log, delay, delivery } = progress;
        let content = response.unwrap_or_else(|error| {
            let message = bounded(error.message);
            let content = Content::of_error(error.code, &message);
            log.error = Some((error.code.to_owned(), message));
            content
        });
        let body = content.with_request_id(&log.request_id);
        self.observe(log);
        Reply { body, delay, delivery }
    }

    fn call(&self, request: &HttpRequest, read: Reading, progress: &mut Progress) -> Result<Content, ApiError> {
        let format = RequestFormat::of(request)?;
        let now = read.shown;
        match auth::authenticate(request, &self.keys, read)? {
            Authenticated::Tc3 { service, caller } => {
                format.check_content_type(request)?;
                self.dispatch(request, format, self.product(request, &service)?, &caller, now, progress)
            }
            Authenticated::V1 { request, caller } => {
                let version = request.required_header("X-TC-Version")?;
                let product = self.catalog.product_of(version, request.required_header("X-TC-Action")?);
                self.dispatch(&request, RequestFormat::Query, product, &caller, now, progress)
            }
            Authenticated::Unsigned => {
                let product = self.product_without_signature(request)?;
                format.check_content_type(request)?;
                self.dispatch(request, format, product, &Caller::ANONYMOUS, now, progress)
            }
        }
    }

    /// Returns the product of a request that is not signed, if its action needs no credentials.
    fn product_without_signature(&self, request: &HttpRequest) -> Result<&'static str, ApiError> {
        let header = |name| request.header(name).unwrap_or_default();
        let (version, action) = (header("x-tc-version"), header("x-tc-action"));
        let product = self.catalog.product_of(version, action);
        let found = self.catalog.find(product, action).filter(|(_, action)| action.unsigned);
        found.map(|_| product).ok_or_else(auth::unsigned)
    }

    /// Returns the product of a request whose signature names a service. Some official clients take the service from the
    /// first label of their endpoint, which in the cloud is the product. Here it is any host, such as `127.0.0.1`.
    fn product<'a>(&self, request: &HttpRequest, service: &'a str) -> Result<&'a str, ApiError> {
        let is_first_label = request.hosts().any(|host| host.split('.').next() == Some(service));
        if is_first_label && self.catalog.versions(service).next().is_none() {
            let version = request.required_header("X-TC-Version")?;
            let product = self.catalog.product_of(version, request.required_header("X-TC-Action")?);
            return Ok(if product.is_empty() { service } else { product });
        }
        Ok(service)
    }

    /// Handles a request whose signature has been verified.
    fn dispatch(
        &self,
        request: &HttpRequest,
        format: RequestFormat,
        product: &str,
        caller: &Caller,
        now: Time,
        progress: &mut Progress,
    ) -> Result<Content, ApiError> {
        let (api, action) = self.resolve(request, product)?;
        progress.log.action = Some(action.action.clone());
        let failure = self.occur(action, progress)?;
        let region = self.region(request, api, action)?;
        progress.log.region = Some(region.to_owned());
        check_informative_headers(request)?;
        let params = format.parameters(request, action, api)?;
        let params = self.validate(api, action, params)?;
        // Checked last, so that only calls that reach the action count towards its limit.
        let rate = action.rate.map_or(api.product.default_rate, |rate| rate.per_second);
        self.rate_limits.admit(caller.account.uin, [product, region, &action.action], rate, now)?;
        let circumstances = Circumstances { caller, region, now, failure: failure.as_deref() };
        let content = self.execute(api, action, &params, circumstances)?;
        Ok(match &self.oddities {
            Some(oddities) => content.changed(|response| oddities.apply(response, action, &api.types)),
            None => content,
        })
    }

    /// Lets an injected fault occur. Returns the message with which the workflow of the call is to fail, if it is to.
    fn occur(&self, action: &'static Action, progress: &mut Progress) -> Result<Option<String>, ApiError> {
        let occurrence = self.faults.of_call(&action.action);
        progress.delay = occurrence.delay;
        progress.log.fault = occurrence.name();
        if progress.log.fault.is_some() {
            self.mark_stale();
        }
        let not_executed = || ApiError::new("InternalError", "an injected fault prevented the execution of the call");
        match occurrence.kind {
            FaultKind::Delay => Ok(None),
            FaultKind::FailingWorkflow(message) => Ok(Some(message)),
            FaultKind::ApiError { code, message } => {
                let code = self.catalog.documented(action, &code).unwrap_or("InternalError");
                Err(ApiError::new(code, message.unwrap_or_else(|| "an injected fault".to_owned())))
            }
            FaultKind::HttpStatus(status) => {
                progress.delivery = Delivery::Status(status);
                Err(not_executed())
            }
            FaultKind::CutBefore => {
                progress.delivery = Delivery::Cut;
                Err(not_executed())
            }
            FaultKind::CutAfter => {
                progress.delivery = Delivery::Cut;
                Ok(None)
            }
            FaultKind::Truncated => {
                progress.delivery = Delivery::Half;
                Ok(None)
            }
        }
    }

    /// Returns the API version and the action that a request names.
    fn resolve(
        &self,
        request: &HttpRequest,
        product: &str,
    ) -> Result<(&'static ApiVersion, &'static Action), ApiError> {
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

    /// Checks parameters against the spec.
    pub(crate) fn validate(
        &self,
        api: &ApiVersion,
        action: &'static Action,
        params: Map<String, Value>,
    ) -> Result<Map<String, Value>, ApiError> {
        let code = |parameter: &str, violation| {
            let codes = products::violation_codes(&api.product.product, parameter, violation).iter();
            codes
                .copied()
                .find(|code| self.catalog.documented(action, code).is_some())
                .unwrap_or("InvalidParameterValue")
        };
        params::validate(params, &action.parameters, &api.types, &code)
    }

    /// Executes an action whose parameters have been validated.
    pub(crate) fn execute(
        &self,
        api: &'static ApiVersion,
        action: &'static Action,
        params: &Map<String, Value>,
        circumstances: Circumstances<'_>,
    ) -> Result<Content, ApiError> {
        let outcome =
            self.with_call(api, action, params, circumstances, |products, call, params| products.execute(call, params));
        let response =
            outcome.map_err(|refusal| refusal.resolve(|code| self.catalog.documented(action, code).is_some()))?;
        if circumstances.failure.is_some() {
            self.faults.consume(&action.action);
            self.mark_stale();
        }
        Ok(Content::complete(response, &action.results, &api.types))
    }

    /// Does something to the products with a call whose parameters have been validated.
    pub(crate) fn with_call<T>(
        &self,
        api: &'static ApiVersion,
        action: &'static Action,
        params: &Map<String, Value>,
        circumstances: Circumstances<'_>,
        f: impl FnOnce(&mut Products, &Call<'_>, Params<'_>) -> T,
    ) -> T {
        let Circumstances { caller, region, now, failure } = circumstances;
        let moment = Moment { now, region, tools: self.tools() };
        let call = Call { moment, api, action, account: caller.account, caller, failure };
        let is_write = !action.effect.value().is_some_and(|effect| effect.is_repeatable());
        self.change(now, |products| {
            self.observe_server(products, &call, params);
            let outcome = f(products, &call, Params::new(params, action, &api.types));
            // While the products are locked: another thread that saves either sees the change, or leaves the mark.
            if is_write {
                self.mark_stale();
            }
            outcome
        })
    }

    pub(crate) fn tools(&self) -> Tools<'_> {
        Tools { durations: &self.durations, ids: &self.ids, urls: &self.urls, keys: &self.keys }
    }

    /// Returns the file to which a presigned URL leads. The path contains its region and its name.
    pub(crate) fn download(&self, path: &str, [region, file]: [&str; 2], query: &str, client: IpAddr) -> Download {
        let now = self.now();
        let download = match self.urls.verify(path, query, client, now) {
            Ok(()) => self.file(region, file, now).map_or(
                Download::Error(StatusCode::NOT_FOUND, "NoSuchKey", "The file no longer exists."),
                Download::File,
            ),
            Err(UrlError::InvalidSignature) => {
                Download::Error(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", "The URL is not valid.")
            }
            Err(UrlError::WrongNetwork) => {
                Download::Error(StatusCode::FORBIDDEN, "AccessDenied", "The URL cannot be used from this network.")
            }
            Err(UrlError::Expired) => Download::Error(StatusCode::FORBIDDEN, "AccessDenied", "The URL has expired."),
        };
        let download = match self.save() {
            Ok(()) => download,
            Err(_) => {
                let message = "The emulator cannot write its state file.";
                Download::Error(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", message)
            }
        };
        let error = match &download {
            Download::File(_) => None,
            Download::Error(_, code, message) => Some(((*code).to_owned(), (*message).to_owned())),
        };
        // The query contains the signature and is omitted.
        let action = Some(bounded(format!("GET {path}")));
        self.observe(RequestLog { action, error, ..RequestLog::new(now.into(), self.ids.uuid()) });
        download
    }

    fn file(&self, region: &str, name: &str, now: Time) -> Option<Vec<u8>> {
        self.change(now, |products| products.file(&Moment { now, region, tools: self.tools() }, name))
    }

    pub(crate) fn products(&self) -> MutexGuard<'_, Products> {
        self.products.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn observe(&self, log: RequestLog) {
        if let Some(observer) = &self.observer {
            observer(&log);
        }
        self.history.add(log);
    }
}

/// Checks headers that have a documented form but do not affect the outcome of a call.
fn check_informative_headers(request: &HttpRequest) -> Result<(), ApiError> {
    let language = request.header("x-tc-language");
    // Some official clients send an empty one by default.
    if language.is_some_and(|language| !matches!(language, "" | "zh-CN" | "en-US")) {
        return Err(ApiError::new("InvalidParameterValue", "`X-TC-Language` must be `zh-CN` or `en-US`"));
    }
    // The documentation allows only `0-9a-zA-Z-_,;.`, but official clients send `; _CLI_3.1`, `: x` and `,id=x`, too.
    let is_printable = |c: char| c == ' ' || c.is_ascii_graphic();
    let client = request.header("x-tc-requestclient");
    if client.is_some_and(|client| client.len() > 128 || !client.chars().all(is_printable)) {
        let message = "`X-TC-RequestClient` may contain at most 128 printable characters";
        return Err(ApiError::new("InvalidParameterValue", message));
    }
    Ok(())
}
