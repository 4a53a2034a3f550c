//! Names that generated code uses itself, so that no name of the spec can have them.

/// Modules of the SDK. A product with one of these names would clash with it.
pub(crate) const MODULES: [&str; 34] = [
    "action",
    "blocking",
    "call",
    "clock",
    "common",
    "config",
    "credentials",
    "endpoint",
    "envelope",
    "environment",
    "error",
    "event_stream",
    "fuzzing",
    "generated",
    "identity",
    "json",
    "metrics",
    "observe",
    "options",
    "pacing",
    "pagination",
    "printable",
    "product",
    "record",
    "region",
    "response",
    "retry",
    "retry_class",
    "rt",
    "secret",
    "signing",
    "transport",
    "untyped",
    "wait",
];
/// Modules of a product other than those of its actions, and names that its files import. `mod.rs` is the file of the
/// product itself, `lib.rs` that of a crate, and Cargo takes `main.rs` for a program.
pub(crate) const PRODUCT_MODULES: [&str; 7] = ["client", "lib", "main", "r#mod", "required", "rt", "types"];
/// Methods of a client other than those of its actions and waiters.
pub(crate) const CLIENT_METHODS: [&str; 5] = ["call", "new", "send", "send_stream", "with_options"];
/// Methods of a request's builder other than the setters.
pub(crate) const REQUEST_METHODS: [&str; 6] = ["into_request", "modify", "new", "send", "send_raw", "with_parameter"];
/// Additional methods of a paginated action's builder.
pub(crate) const PAGE_METHODS: [&str; 2] = ["items", "pages"];
/// Additional methods of the builder of an action whose response can be a stream.
pub(crate) const STREAM_METHODS: [&str; 1] = ["send_stream"];
/// Methods of a data type's builder other than the setters.
pub(crate) const VALUE_METHODS: [&str; 3] = ["build", "modify", "new"];
