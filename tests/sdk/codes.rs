//! Error codes as programs use them.

use tencloud::error::DocumentedCode;
use tencloud::product::Action;
use tencloud::redis::{Client, ManualBackupInstanceErrorCode as BackupCode};
use tencloud::{CommonErrorCode, Error, ErrorKind};
use tencloud_tests::{Response, Server};

use crate::{back_up, client_of};

async fn refused(code: &str) -> Error {
    let server = Server::start([Response::api_error(code)]).await.unwrap();
    back_up(&client_of(&server)).await.unwrap_err()
}

#[tokio::test]
async fn codes_of_an_action_and_codes_of_all() {
    type Is = fn(&BackupCode) -> bool;
    let cases: &[(&str, Is, Option<CommonErrorCode>)] = &[
        ("ResourceNotFound.InstanceNotExists", |code| *code == BackupCode::ResourceNotFoundInstanceNotExists, None),
        ("UnauthorizedOperation.NoCAMAuthed", |code| *code == BackupCode::UnauthorizedOperationNoCAMAuthed, None),
        (
            "ResourceNotFound",
            |code| *code == BackupCode::Common(CommonErrorCode::ResourceNotFound),
            Some(CommonErrorCode::ResourceNotFound),
        ),
        (
            "RequestLimitExceeded.UinLimitExceeded",
            |code| matches!(code, BackupCode::Common(common) if common.as_str() == "RequestLimitExceeded.UinLimitExceeded"),
            Some(CommonErrorCode::RequestLimitExceededUinLimitExceeded),
        ),
        // Documented for RestoreInstance, but not for this action.
        (
            "InvalidParameterValue.PasswordError",
            |code| matches!(code, BackupCode::Unknown(unknown) if unknown.as_str() == "InvalidParameterValue.PasswordError"),
            None,
        ),
        ("Made.Up", |code| matches!(code, BackupCode::Unknown(unknown) if unknown.as_str() == "Made.Up"), None),
        ("resourcenotfound", |code| matches!(code, BackupCode::Unknown(_)), None),
        ("", |code| matches!(code, BackupCode::Unknown(unknown) if unknown.as_str().is_empty()), None),
    ];
    for (code, is, common) in cases {
        let error = refused(code).await;
        let got: BackupCode = error.code_as().unwrap();
        assert!(is(&got), "{code} became {got:?}");
        assert_eq!((got.as_str(), got.to_string().as_str()), (*code, *code));
        assert!(error.is(got) && !error.is(BackupCode::FailedOperationSystemError));

        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.code(), Some(*code));
        assert_eq!(error.code_as(), *common, "{code}");
        assert!(common.is_none_or(|common| error.is(common) && common.to_string() == *code));
    }
}

#[test]
fn codes_are_compared_and_shown_as_variants() {
    // A constant can be a pattern only if equality is derived.
    const NOT_FOUND: BackupCode = BackupCode::ResourceNotFoundInstanceNotExists;
    let rows = [
        ("ResourceNotFound.InstanceNotExists", "ResourceNotFoundInstanceNotExists"),
        ("InternalError.InternalError", "InternalErrorInternalError"),
        ("InternalError", "Common(InternalError)"),
        ("ResourceNotFound", "Common(ResourceNotFound)"),
        ("Made.Up", r#"Unknown(UnknownCode("Made.Up"))"#),
        ("Made.Up.Too", r#"Unknown(UnknownCode("Made.Up.Too"))"#),
    ];
    let codes = rows.map(|(code, _)| BackupCode::from_code(code).unwrap());
    for (i, (code, (_, shown))) in codes.iter().zip(rows).enumerate() {
        assert_eq!(format!("{code:?}"), shown);
        let equal: Vec<usize> = (0..codes.len()).filter(|other| codes[*other] == code.clone()).collect();
        assert_eq!(equal, [i], "{code:?}");
        assert_eq!(matches!(*code, NOT_FOUND), i == 0, "{code:?}");
    }
}

/// What belongs in a support ticket: code, message, request id, and what else is known.
#[tokio::test]
async fn errors_as_they_are_shown() {
    const REFUSED: &str = "the service says no (request id id-of-the-failure";
    for (response, expected) in [
        (Response::api_error("ResourceNotFound"), format!("ResourceNotFound: {REFUSED})")),
        (Response::api_error("Made.Up"), format!("Made.Up: {REFUSED})")),
        (
            Response::api_error("InternalError"),
            format!("InternalError: {REFUSED}, the request may have been executed)"),
        ),
        (Response::api_error("RequestLimitExceeded"), format!("RequestLimitExceeded: {REFUSED}, 3 attempts)")),
        (
            Response::new(502, "<b>\"no\"</b>\n"),
            "unexpected response: HOST answered with HTML, which is not the API (HTTP status 502, the request may have \
             been executed, body starts \"<b>\\\"no\\\"</b>\\n\")"
                .to_owned(),
        ),
        (
            Response::new(504, ""),
            "unexpected response: HOST answered with an empty body, which is not the API (HTTP status 504, the request \
             may have been executed, body starts \"\")"
                .to_owned(),
        ),
        (
            Response::new(200, "ok"),
            "unexpected response: HOST answered with text that is not a JSON object, which is not the API (the request \
             may have been executed, body starts \"ok\")"
                .to_owned(),
        ),
    ] {
        let server = Server::start([response]).await.unwrap();
        let error = back_up(&client_of(&server)).await.unwrap_err();
        let host = server.url().replace("http://", "");
        assert_eq!(error.to_string(), expected.replace("HOST", &host));
        let debug = format!("{error:?}");
        assert!(debug.starts_with("Error"), "{debug}");
    }
}

/// Errors of different actions have one type, which `?` converts to errors of `thiserror` and `anyhow`.
#[tokio::test]
async fn one_function_calls_two_actions() {
    async fn both(redis: &Client) -> Result<i64, Error> {
        redis.describe_instances().limit(1).send().await?;
        Ok(back_up(redis).await?.task_id)
    }
    #[derive(Debug, thiserror::Error)]
    enum AppError {
        #[error("the cloud: {0}")]
        Cloud(#[from] Error),
    }
    async fn with_thiserror(redis: &Client) -> Result<i64, AppError> {
        redis.describe_instances().limit(1).send().await?;
        Ok(both(redis).await?)
    }
    async fn with_anyhow(redis: &Client) -> anyhow::Result<i64> {
        redis.describe_instances().limit(1).send().await?;
        Ok(both(redis).await?)
    }
    for refused_at in [0, 1] {
        let script = move |index, _: &_| {
            if index == refused_at {
                Response::api_error("ResourceNotFound")
            } else {
                Response::of(r#"{"RequestId":"id"}"#)
            }
        };
        let server = Server::answering(script).await.unwrap();
        let error = both(&client_of(&server)).await.unwrap_err();
        assert_eq!(error.code_as(), Some(CommonErrorCode::ResourceNotFound));
        assert!(error.is_not_found());
        assert_eq!(server.requests().len(), refused_at + 1);

        let server = Server::answering(script).await.unwrap();
        let error = with_anyhow(&client_of(&server)).await.unwrap_err();
        assert_eq!(error.downcast_ref::<Error>().and_then(Error::code), Some("ResourceNotFound"), "{error:?}");

        let server = Server::answering(script).await.unwrap();
        let AppError::Cloud(error) = with_thiserror(&client_of(&server)).await.unwrap_err();
        assert_eq!(error.code(), Some("ResourceNotFound"));
    }
    let config = crate::complete("http://127.0.0.1:1").build().unwrap();
    let error = both(&Client::new(&config)).await.unwrap_err();
    let shown = format!("{:#}", anyhow::Error::from(error));
    assert_eq!(shown.matches("os error").count(), 1, "the cause is told, and once: {shown}");
    assert!(shown.contains("127.0.0.1:1") && shown.contains("check the network"), "{shown}");
}

#[test]
fn an_error_is_one_word_wide() {
    let word = size_of::<usize>();
    assert_eq!(size_of::<Error>(), word);
    assert_eq!(size_of::<Result<(), Error>>(), word);
}

/// Calls can be spawned, clients can be shared between threads, and errors can be sent from both. Checked at compile
/// time.
#[test]
fn what_crosses_threads() {
    fn crosses<T: Send + Sync>() {}
    fn is_sent<T: Send + 'static>(_: T) {}
    crosses::<tencloud::Config>();
    crosses::<Client>();
    crosses::<Error>();
    crosses::<tencloud::redis::ManualBackupInstanceRequest>();
    crosses::<tencloud::redis::DescribeInstancesResponse>();

    let redis = Client::new(&crate::complete("http://127.0.0.1:1").build().unwrap());
    let owned = redis.clone();
    is_sent(async move { back_up(&owned).await });
    let owned = redis.clone();
    is_sent(async move { owned.describe_instances().send().await });
    let owned = redis.clone();
    is_sent(async move { owned.wait_for_task(1).await });
    is_sent(async move { redis.send(&redis.describe_task_info().task_id(1).into_request()).await });
}

/// The traits can be used as bounds of functions over any action.
#[test]
fn functions_over_any_action() {
    fn code_of<A: Action>(_: &A, code: &str) -> Option<String> {
        A::ErrorCode::from_code(code).map(|code| format!("{code:?}"))
    }
    fn spelled<C: DocumentedCode>(code: &C) -> &str {
        code.as_str()
    }
    let redis = Client::new(&crate::complete("http://127.0.0.1:1").build().unwrap());
    let request = redis.manual_backup_instance().instance_id("a").into_request();
    assert_eq!(code_of(&request, "FailedOperation.SystemError").as_deref(), Some("FailedOperationSystemError"));
    for (code, spelling) in [
        (BackupCode::ResourceUnavailableInstanceLockedError, "ResourceUnavailable.InstanceLockedError"),
        (BackupCode::Common(CommonErrorCode::InternalError), "InternalError"),
    ] {
        assert_eq!(spelled(&code), spelling);
    }
}
