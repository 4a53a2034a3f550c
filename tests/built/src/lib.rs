//! Products that `build.rs` generates: some actions, a product whose name is a keyword, and an older version.

include!(concat!(env!("OUT_DIR"), "/cvm.rs"));
include!(concat!(env!("OUT_DIR"), "/as_api.rs"));
include!(concat!(env!("OUT_DIR"), "/sms.rs"));

#[cfg(all(test, feature = "secrets"))]
mod secrets;

#[cfg(test)]
mod tests {
    use super::{cvm, sms};

    /// What the README shows, compiled as it is printed.
    #[expect(dead_code, reason = "it calls the cloud")]
    mod readme {
        use super::cvm;

        mod build {
            include!(concat!(env!("OUT_DIR"), "/readme_build.rs"));
        }

        include!(concat!(env!("OUT_DIR"), "/readme_list.rs"));
    }

    #[test]
    fn requests_are_as_the_api_spells_them() -> Result<(), Box<dyn std::error::Error>> {
        let config = tencloud::Config::builder().region("ap-guangzhou").build()?;
        let filter = cvm::types::Filter::builder().name("zone").values(["ap-guangzhou-3"]).build();
        let request = cvm::Client::new(&config).describe_instances().filters([filter]).limit(10).into_request();
        let json = r#"{"Filters":[{"Name":"zone","Values":["ap-guangzhou-3"]}],"Limit":10}"#;
        assert_eq!(serde_json::to_string(&request)?, json);

        let sms = sms::Client::new(&config);
        let send = sms.send_sms().phone_number_set(["+8613711112222"]);
        let request = send.template_id("1234").sms_sdk_appid("1400006666").into_request();
        let json = r#"{"PhoneNumberSet":["+8613711112222"],"TemplateID":"1234","SmsSdkAppid":"1400006666"}"#;
        assert_eq!(serde_json::to_string(&request)?, json);
        Ok(())
    }
}
