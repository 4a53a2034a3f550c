//! Prices: what an inquiry returns is what an order costs.

use serde_json::{Value, json};

use crate::support::Fixture;

#[tokio::test]
async fn the_price_of_the_official_sample_is_that_of_the_sample() {
    let mut fixture = Fixture::new().await;
    fixture.region = "ap-guangzhou";
    let price = fixture.call(
        "InquiryPriceCreateInstance",
        json!({
            "TypeId": 9, "MemSize": 4096, "GoodsNum": 3, "Period": 1, "BillingMode": 0, "ZoneId": 100_002,
            "RedisShardNum": 1, "RedisReplicasNum": 1,
        }),
    );
    for (field, expect) in [
        ("Price", json!(280.0)),
        ("OriginalPrice", json!(280.0)),
        ("HighPrecisionPrice", json!(280.0224)),
        ("HighPrecisionOriginalPrice", json!(280.0224)),
        ("Currency", json!("CNY")),
        ("AmountUnit", json!("pent")),
    ] {
        assert_eq!(price[field], expect, "{field}");
    }
}

#[tokio::test]
async fn an_order_costs_what_the_inquiry_returns() {
    let fixture = Fixture::new().await;
    for (changes, expect) in [
        (json!({ "BillingMode": 1 }), 4_500),
        (json!({ "BillingMode": 1, "Period": 12, "GoodsNum": 2 }), 108_000),
        (json!({ "BillingMode": 1, "TypeId": 16, "RedisShardNum": 3, "RedisReplicasNum": 2 }), 20_250),
    ] {
        let order = Fixture::order_with(changes);
        let mut inquiry = order.clone();
        inquiry.as_object_mut().unwrap().remove("Password");
        inquiry["ZoneName"] = "ap-tokyo-1".into();
        assert_eq!(fixture.call("InquiryPriceCreateInstance", inquiry)["Price"], f64::from(expect));
        assert_eq!(fixture.order_status(&fixture.call("CreateInstances", order)).1, i64::from(expect));
    }
    let postpaid = fixture.call("CreateInstances", Fixture::order());
    assert_eq!(fixture.order_status(&postpaid).1, 0, "pay-as-you-go instances are paid for later");
}

#[tokio::test]
async fn inquiries_for_what_is_not_sold_are_refused() {
    let mut fixture = Fixture::new().await;
    let (postpaid, prepaid) = (fixture.instance(json!({})), fixture.instance(json!({ "BillingMode": 1 })));
    let inquiry = |changes: Value| {
        let mut inquiry = Fixture::order_with(json!({ "ZoneId": 250_001 }));
        inquiry.as_object_mut().unwrap().remove("Password");
        inquiry.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        inquiry
    };
    let of_resize = |changes: Value| {
        let mut resize = json!({ "InstanceId": prepaid, "MemSize": 1024 });
        resize.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        resize
    };
    let (create, renew, resize) =
        ("InquiryPriceCreateInstance", "InquiryPriceRenewInstance", "InquiryPriceUpgradeInstance");
    for (action, parameters, expect) in [
        (create, inquiry(json!({ "TypeId": 5 })), "InvalidParameterValue.SpecNotExist"),
        (create, inquiry(json!({ "MemSize": 3072 })), "InvalidParameterValue"),
        (create, inquiry(json!({ "GoodsNum": 101 })), "InvalidParameterValue"),
        (create, inquiry(json!({ "Period": 0 })), "InvalidParameterValue"),
        (create, inquiry(json!({ "RedisShardNum": 3 })), "InvalidParameterValue.SpecNotExist"),
        (create, inquiry(json!({ "ZoneId": 100_002 })), "InvalidParameterValue.SpecNotExist"),
        (create, inquiry(json!({ "ZoneId": null })), "MissingParameter"),
        (create, inquiry(json!({ "ProductVersion": "cloud" })), "ResourceInsufficient"),
        (create, inquiry(json!({ "ProductVersion": "other" })), "InvalidParameterValue.SpecNotExist"),
        (renew, json!({ "InstanceId": postpaid, "Period": 1 }), "FailedOperation.UnSupportError"),
        (renew, json!({ "InstanceId": prepaid, "Period": 0 }), "LimitExceeded.PeriodLessThanMinLimit"),
        (renew, json!({ "InstanceId": "crs-unknown0", "Period": 1 }), "ResourceNotFound.InstanceNotExists"),
        (resize, of_resize(json!({})), "InvalidParameter.InvalidParameter"),
        (resize, of_resize(json!({ "MemSize": 1 })), "LimitExceeded.MemSizeNotInRange"),
        (resize, of_resize(json!({ "RedisShardNum": 3 })), "InvalidParameterValue.SpecNotExist"),
        (resize, of_resize(json!({ "MemSize": 2048, "RedisReplicasNum": 2 })), "InvalidParameter.InvalidParameter"),
    ] {
        assert_eq!(fixture.error_code(action, parameters.clone()), expect, "{action} {parameters}");
    }
    fixture.region = "ap-guangzhou";
    let elsewhere = json!({ "InstanceId": prepaid, "MemSize": 2048 });
    assert_eq!(fixture.error_code(resize, elsewhere), "ResourceNotFound");
}
