use tencloud::redis::DescribeTaskInfoErrorCode as Code;

fn explain(code: Code) -> &'static str {
    match code {
        Code::FailedOperationSystemError => "a fault inside the service",
        Code::InvalidParameterInvalidParameter => "a wrong parameter",
        Code::InvalidParameterPermissionDenied => "not allowed",
        Code::Common(_) => "a common error",
        Code::Unknown(_) => "a new error",
    }
}

fn main() {}
