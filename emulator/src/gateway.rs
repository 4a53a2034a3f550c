//! From a request to its reply: the checks that all products share, in their order.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use tencloud_spec::{Action, ApiVersion};

use crate::{
    auth::{self, Authentic, KeyPair},
    catalog::Catalog,
    clock::Clock,
    durations::Durations,
    error::ApiError,
    faults::Faults,
    form::Form,
    http::Incoming,
    ids::Ids,
    links::{Links, Refusal},
    params::{self, Params},
    products::{Call, Products},
    rate::Rates,
    served::Served,
    time::Time,
};

/// Told of each request after its answer is known.
pub(crate) type Observer = Box<dyn Fn(&Served) + Send + Sync>;

/// All that a running emulator consists of, but for the server around it.
pub(crate) struct Gateway {
    pub(crate) catalog: Catalog,
    pub(crate) keys: KeyPair,
    pub(crate) clock: Clock,
    pub(crate) durations: Durations,
    /// `None` where calls may come at any rate.
    pub(crate) rates: Option<Rates>,
    pub(crate) ids: Ids,
    pub(crate) links: Links,
    pub(crate) faults: Faults,
    pub(crate) products: Mutex<Products>,
    pub(crate) observer: Option<Observer>,
}

/// What a link leads to.
pub(crate) enum Download {
    File(Vec<u8>),
    /// Status, code and message.
    Refused(StatusCode, &'static str, &'static str),
}

impl Gateway {
    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    /// The body of the reply to a call of the API. The status is 200, whatever it says.
    pub(crate) fn answer(&self, request: &Incoming) -> String {
        let mut served = Served { request_id: self.ids.uuid(), ..Served::default() };
        let mut response = self.call(request, &mut served).unwrap_or_else(|error| {
            let content = json!({ "Code": error.code, "Message": error.message });
            served.error = Some((error.code.to_owned(), error.message));
            Map::from_iter([("Error".to_owned(), content)])
        });
        response.insert("RequestId".into(), served.request_id.clone().into());
        self.report(&served);
        json!({ "Response": response }).to_string()
    }

    fn call(&self, request: &Incoming, served: &mut Served) -> Result<Map<String, Value>, ApiError> {
        let form = Form::of(request)?;
        let now = self.now();
        match auth::authenticate(request, &self.keys, now)? {
            Authentic::Tc3(product) => {
                form.check_content_type(request)?;
                self.serve(request, form, &product, now, served)
            }
            Authentic::V1(request) => {
                let (version, action) = (header(&request, "X-TC-Version")?, header(&request, "X-TC-Action")?);
                let product = self.catalog.product_of(version, action);
                self.serve(&request, Form::Query, product, now, served)
            }
        }
    }

    /// Serves a request whose signature has been checked.
    fn serve(
        &self,
        request: &Incoming,
        form: Form,
        product: &str,
        now: Time,
        served: &mut Served,
    ) -> Result<Map<String, Value>, ApiError> {
        let (api, action) = self.target(request, product)?;
        served.action = Some(action.action.clone());
        let region = self.region(request, api)?;
        served.region = Some(region.to_owned());
        check_remarks(request)?;
        let given = form.parameters(request, action, api)?;
        let given = params::validate(given, &action.parameters, &api.types)?;
        if let Some(rates) = &self.rates {
            let rate = action.rate.map_or(api.product.default_rate, |rate| rate.per_second);
            rates.admit([product, region, &action.action], rate, now)?;
        }
        self.act(api, action, region, Params::new(&given), now)
    }

    /// The API version and the action that a request names.
    fn target(&self, request: &Incoming, product: &str) -> Result<(&ApiVersion, &Action), ApiError> {
        let version = header(request, "X-TC-Version")?;
        let mut versions = self.catalog.versions(product).peekable();
        if versions.peek().is_none() {
            return Err(ApiError::new("NoSuchProduct", format!("the emulator's spec has no product `{product}`")));
        }
        let api = versions
            .find(|api| api.product.version == version)
            .ok_or_else(|| ApiError::new("NoSuchVersion", format!("`{product}` has no version `{version}`")))?;
        let name = header(request, "X-TC-Action")?;
        let action = api.actions.get(name).ok_or_else(|| {
            ApiError::new(
                "InvalidAction",
                format!("`{product}` {version} has no action `{name}` in the emulator's spec"),
            )
        })?;
        Ok((api, action))
    }

    fn region<'a>(&self, request: &'a Incoming, api: &ApiVersion) -> Result<&'a str, ApiError> {
        if !api.product.regional {
            return Ok("");
        }
        let region = header(request, "X-TC-Region")?;
        let served = self.catalog.common.regions.contains_key(region);
        if !served || (region.ends_with("-fsi") && !api.product.finance) {
            let product = &api.product.product;
            return Err(ApiError::new(
                "UnsupportedRegion",
                format!("`{product}` does not serve the region `{region}`"),
            ));
        }
        Ok(region)
    }

    fn act(
        &self,
        api: &ApiVersion,
        action: &Action,
        region: &str,
        params: Params<'_>,
        now: Time,
    ) -> Result<Map<String, Value>, ApiError> {
        let name = action.action.as_str();
        let failure = self.faults.next(name);
        let call = Call {
            now,
            region,
            durations: &self.durations,
            ids: &self.ids,
            links: &self.links,
            failure: failure.as_deref(),
        };
        let outcome = self.products().act(&api.product.product, name, &call, params);
        match outcome {
            Ok(reply) => {
                self.faults.spend(name);
                Ok(reply)
            }
            Err(error) if self.catalog.documents(action, error.code) => Err(error),
            Err(error) => Err(ApiError::new(
                "InternalError",
                format!("fault of the emulator: the spec of `{name}` does not list `{}`", error.code),
            )),
        }
    }

    /// The file that a link leads to.
    pub(crate) fn download(&self, region: &str, file: &str, query: &str) -> Download {
        let path = format!("/backups/{region}/{file}");
        let now = self.now();
        let found = match self.links.check(&path, query, now) {
            Ok(()) => self
                .products()
                .file(region, file, now)
                .map_or(Download::Refused(StatusCode::NOT_FOUND, "NoSuchKey", "The file is gone."), Download::File),
            Err(Refusal::Forged) => {
                Download::Refused(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", "The link is not valid.")
            }
            Err(Refusal::Expired) => Download::Refused(StatusCode::FORBIDDEN, "AccessDenied", "The link has expired."),
        };
        let error = match &found {
            Download::File(_) => None,
            Download::Refused(_, code, message) => Some(((*code).to_owned(), (*message).to_owned())),
        };
        self.report(&Served { region: None, action: Some(format!("GET {path}")), error, request_id: self.ids.uuid() });
        found
    }

    fn products(&self) -> MutexGuard<'_, Products> {
        self.products.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self, served: &Served) {
        if let Some(observer) = &self.observer {
            observer(served);
        }
    }
}

fn header<'a>(request: &'a Incoming, name: &str) -> Result<&'a str, ApiError> {
    request.header(name).filter(|value| !value.is_empty()).ok_or_else(|| ApiError::missing(name))
}

/// The common parameters that change nothing but still have a documented form.
fn check_remarks(request: &Incoming) -> Result<(), ApiError> {
    let language = request.header("x-tc-language");
    if language.is_some_and(|language| !matches!(language, "zh-CN" | "en-US")) {
        return Err(ApiError::new("InvalidParameterValue", "`X-TC-Language` is `zh-CN` or `en-US`"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_,;.".contains(c);
    let client = request.header("x-tc-requestclient");
    if client.is_some_and(|client| client.len() > 128 || !client.chars().all(allowed)) {
        let message = "`X-TC-RequestClient` has at most 128 of the characters `0-9a-zA-Z-_,;.`";
        return Err(ApiError::new("InvalidParameterValue", message));
    }
    Ok(())
}
