//! Prepaid terms, billing modes, the recycle bin, and changes that need no task.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud_emulator::{Durations, Fault};

use crate::support::Fixture;

const DAY: Duration = Duration::from_secs(24 * 3600);
const PREPAID: &str = "prepaid";

impl Fixture {
    fn prepaid(&self, changes: Value) -> String {
        let mut order = json!({ "BillingMode": 1 });
        order.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.instance(order)
    }

    pub(crate) fn described(&self, instance: &str, field: &str) -> Value {
        self.call("DescribeInstances", json!({ "InstanceId": instance }))["InstanceSet"][0][field].clone()
    }

    /// Returns the status and the price of the order that a response names.
    pub(crate) fn order_status(&self, response: &Value) -> (i64, i64) {
        let deals = self.call("DescribeInstanceDealDetail", json!({ "DealName": response["DealName"] }));
        let number = |field: &str| deals["DealDetails"][0][field].as_i64().unwrap();
        (number("Status"), number("Price"))
    }
}

#[tokio::test]
async fn a_prepaid_instance_is_isolated_at_its_deadline_and_then_destroyed() {
    let fixture = Fixture::new().await;
    let id = fixture.prepaid(json!({}));
    assert_eq!(fixture.described(&id, "OfflineTime"), "");
    fixture.clock.advance(30 * DAY);
    assert_eq!(fixture.status(&id), -2);
    assert_eq!(fixture.described(&id, "CloseTime"), fixture.described(&id, "DeadlineTime"));
    assert_eq!(fixture.described(&id, "OfflineTime"), "2026-12-26 01:46:40");

    assert_eq!(fixture.error_code("StartupInstance", json!({ "InstanceId": id })), "FailedOperation.PayFailed");
    fixture.clock.advance(7 * DAY);
    assert!(fixture.status(&id).is_null());
}

#[tokio::test]
async fn automatic_renewal_is_paid_each_month() {
    let fixture = Fixture::new().await;
    let id = fixture.prepaid(json!({ "AutoRenew": 1 }));
    fixture.clock.advance(91 * DAY);
    assert_eq!(fixture.status(&id), 2);
    assert_eq!(fixture.described(&id, "DeadlineTime"), "2027-03-19 01:46:40");
    let change = json!({ "Operation": "modifyAutoRenew", "InstanceIds": [id], "AutoRenews": [2] });
    fixture.call("ModifyInstance", change);
    assert_eq!(fixture.described(&id, "AutoRenewFlag"), 0);
    fixture.clock.advance(30 * DAY);
    assert_eq!(fixture.status(&id), -2);
}

#[tokio::test]
async fn centuries_of_renewals_take_no_time() {
    let fixture = Fixture::new().await;
    let id = fixture.prepaid(json!({ "AutoRenew": 1 }));
    fixture.clock.advance(400_000_000 * DAY);
    assert_eq!(fixture.status(&id), 2);
}

#[tokio::test]
async fn a_deadline_waits_any_time_for_a_task() {
    let durations = ["ModifyInstanceParams", "CleanUpInstance"]
        .into_iter()
        .fold(Durations::uniform(DAY), |durations, action| durations.of(action, Duration::MAX));
    let fixture = Fixture::with(|builder| builder.rate_limits(false).durations(durations)).await;
    let order = |mode: i64| fixture.call("CreateInstances", Fixture::order_with(json!({ "BillingMode": mode })));
    let [prepaid, isolated] = [order(1), order(0)].map(|order| order["InstanceIds"][0].as_str().unwrap().to_owned());
    fixture.clock.advance(3 * DAY);
    let parameters = json!([{ "Key": "timeout", "Value": "120" }]);
    fixture.call("ModifyInstanceParams", json!({ "InstanceId": prepaid, "InstanceParams": parameters }));
    fixture.call("DestroyPostpaidInstance", json!({ "InstanceId": isolated }));
    fixture.clock.advance(2 * DAY);
    fixture.call("CleanUpInstance", json!({ "InstanceId": isolated }));
    fixture.emulator.advance(Duration::MAX);
    assert_eq!([fixture.status(&prepaid), fixture.status(&isolated)], [2, -3]);
}

#[tokio::test]
async fn a_deadline_takes_effect_soon_after_a_task() {
    let month = 30 * DAY;
    let durations = Durations::instant().of("ModifyInstanceParams", month + DAY);
    let fixture = Fixture::with(|builder| builder.rate_limits(false).durations(durations)).await;
    let id = fixture.prepaid(json!({}));
    let parameters = json!([{ "Key": "timeout", "Value": "120" }]);
    fixture.call("ModifyInstanceParams", json!({ "InstanceId": id, "InstanceParams": parameters }));
    for (advance, status) in [(month, 2), (DAY - Duration::from_secs(60), 2), (Duration::from_secs(1800), -2)] {
        fixture.clock.advance(advance);
        assert_eq!(fixture.status(&id), status, "{advance:?}");
    }
}

#[tokio::test]
async fn renewal_extends_the_term_and_brings_an_isolated_instance_back() {
    let fixture = Fixture::new().await;
    let id = fixture.prepaid(json!({}));
    let renewal = json!({ "InstanceId": id, "Period": 2 });
    let price = fixture.call("InquiryPriceRenewInstance", renewal.clone())["Price"].as_f64().unwrap() as i64;
    let order = fixture.call("RenewInstance", renewal.clone());
    assert_eq!(fixture.order_status(&order), (2, price));
    assert_eq!(fixture.described(&id, "DeadlineTime"), "2026-12-19 01:46:40");
    assert_eq!(fixture.error_code("RenewInstance", renewal.clone()), "ResourceInUse.InstanceBeenLocked");
    fixture.advance_phases(2);
    assert_eq!(fixture.order_status(&order), (4, price));
    assert_eq!(fixture.described(&id, "DeadlineTime"), "2027-02-17 01:46:40");

    fixture.clock.advance(90 * DAY);
    assert_eq!(fixture.status(&id), -2);
    fixture.call("RenewInstance", renewal);
    fixture.advance_phases(4);
    assert_eq!(fixture.status(&id), 2);
    fixture.clock.advance(8 * DAY);
    assert_eq!(fixture.status(&id), 2, "it has left the recycle bin");
}

#[tokio::test]
async fn a_failed_renewal_is_refunded() {
    let fixture = Fixture::new().await;
    let id = fixture.prepaid(json!({}));
    fixture.emulator.inject(Fault::failing_workflow("RenewInstance", "no stock")).unwrap();
    let order = fixture.call("RenewInstance", json!({ "InstanceId": id, "Period": 1 }));
    for (phases, status) in [(2, 5), (1, 6)] {
        fixture.advance_phases(phases);
        assert_eq!(fixture.order_status(&order), (status, 4500));
    }
    assert_eq!(fixture.described(&id, "DeadlineTime"), "2026-12-19 01:46:40");
}

#[tokio::test]
async fn a_prepaid_instance_is_returned_and_started_up_again() {
    let fixture = Fixture::new().await;
    let id = fixture.prepaid(json!({}));
    let instance = json!({ "InstanceId": id });
    let order = fixture.call("DestroyPrepaidInstance", instance.clone());
    fixture.advance_phases(2);
    assert_eq!((fixture.order_status(&order), fixture.status(&id)), ((4, 0), json!(-2)));
    assert_eq!(fixture.error_code("DestroyPrepaidInstance", instance.clone()), "ResourceUnavailable.InstanceIsolated");
    let startup = fixture.call("StartupInstance", instance.clone());
    assert_eq!(fixture.status(&id), 1);
    assert_eq!(fixture.error_code("StartupInstance", instance), "ResourceUnavailable.InstanceLockedError");
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&startup).0, "succeed");
    for (field, expect) in [("Status", json!(2)), ("OfflineTime", json!("")), ("BillingMode", json!(1))] {
        assert_eq!(fixture.described(&id, field), expect);
    }
    fixture.clock.advance(8 * DAY);
    assert_eq!(fixture.status(&id), 2);
    fixture.clock.advance(23 * DAY);
    assert_eq!(fixture.status(&id), -2, "the term has ended");
}

#[tokio::test]
async fn the_billing_mode_changes_both_ways() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let change = |mode: &str| json!({ "InstanceIds": [id, "crs-unknown0"], "InstanceChargeType": mode });
    let mut to_prepaid = change("PREPAID");
    assert_eq!(fixture.error_code("ModifyInstanceChargeType", to_prepaid.clone()), "InvalidParameter.EmptyParam");
    to_prepaid["Period"] = 1.into();
    let failed = |response: Value| response["FailedInstanceIds"].as_array().unwrap().len();
    assert_eq!(failed(fixture.call("ModifyInstanceChargeType", to_prepaid.clone())), 1);
    assert_eq!(fixture.described(&id, "BillingMode"), 0);
    fixture.advance_phases(2);
    assert_eq!(fixture.described(&id, "BillingMode"), 1);
    assert_eq!(failed(fixture.call("ModifyInstanceChargeType", to_prepaid)), 2, "it is already prepaid");
    assert_eq!(failed(fixture.call("ModifyInstanceChargeType", change("POSTPAID"))), 1);
    fixture.advance_phases(2);
    assert_eq!(fixture.described(&id, "DeadlineTime"), "0000-00-00 00:00:00");
    fixture.clock.advance(40 * DAY);
    assert_eq!(fixture.status(&id), 2);

    let renewal = |mode: Value| json!({ "InstanceId": id, "Period": 1, "ModifyPayMode": mode });
    assert_eq!(fixture.error_code("RenewInstance", renewal(Value::Null)), "UnsupportedOperation");
    fixture.call("RenewInstance", renewal(PREPAID.into()));
    fixture.advance_phases(2);
    assert_eq!(fixture.described(&id, "BillingMode"), 1);
    assert_eq!(fixture.error_code("RenewInstance", renewal(PREPAID.into())), "InvalidParameter");
}

#[tokio::test]
async fn a_protected_instance_cannot_be_deleted() {
    let fixture = Fixture::new().await;
    let (id, prepaid) = (fixture.instance(json!({})), fixture.prepaid(json!({})));
    let protect = |on| {
        json!({
            "Operation": "modifyDeleteProtectionSwitch", "InstanceIds": [id, prepaid],
            "DeleteProtectionSwitches": [on, on],
        })
    };
    fixture.call("ModifyInstance", protect(1));
    assert_eq!(fixture.described(&id, "DeleteProtectionSwitch"), 1);
    for (action, id) in [("DestroyPostpaidInstance", &id), ("DestroyPrepaidInstance", &prepaid)] {
        assert_eq!(fixture.error_code(action, json!({ "InstanceId": id })), "UnsupportedOperation");
    }
    fixture.call("ModifyInstance", protect(0));
    fixture.call("DestroyPostpaidInstance", json!({ "InstanceId": id }));
}

#[tokio::test]
async fn instances_are_modified_all_or_none() {
    let fixture = Fixture::new().await;
    let (first, second) = (fixture.instance(json!({})), fixture.instance(json!({})));
    let both = [first.as_str(), second.as_str()];
    fixture.call("ModifyInstance", json!({ "Operation": "rename", "InstanceIds": both, "InstanceNames": ["a", "b"] }));
    fixture.call("ModifyInstance", json!({ "Operation": "modifyProject", "InstanceIds": both, "ProjectId": 7 }));
    for (parameters, expect) in [
        (json!({ "Operation": "rename" }), "MissingParameter"),
        (json!({ "Operation": "rename", "InstanceIds": both }), "MissingParameter"),
        (json!({ "Operation": "rename", "InstanceIds": both, "InstanceNames": ["c"] }), "InvalidParameter"),
        (json!({ "Operation": "rename", "InstanceIds": both, "InstanceNames": ["c", "d d"] }), "InvalidParameterValue"),
        (json!({ "Operation": "rename", "InstanceIds": both, "InstanceNames": ["c", ""] }), "InvalidParameterValue"),
        (
            json!({ "Operation": "rename", "InstanceIds": [first, "crs-unknown0"], "InstanceNames": ["c", "d"] }),
            "ResourceNotFound",
        ),
        (
            json!({ "Operation": "rename", "InstanceIds": [first, first], "InstanceNames": ["c", "d"] }),
            "InvalidParameter",
        ),
        (json!({ "Operation": "modifyProject", "InstanceIds": both }), "MissingParameter"),
        (
            json!({ "Operation": "modifyAutoRenew", "InstanceIds": [first], "AutoRenews": [1] }),
            "UnsupportedOperation.IsAutoRenewError",
        ),
        (
            json!({ "Operation": "modifyAutoRenew", "InstanceIds": [first], "AutoRenews": [3] }),
            "UnsupportedOperation.IsAutoRenewError",
        ),
    ] {
        assert_eq!(fixture.error_code("ModifyInstance", parameters.clone()), expect, "{parameters}");
    }
    fixture.call("ModifyInstance", json!({ "Operation": "rename", "InstanceId": second, "InstanceName": "c" }));
    for (id, name) in [(&first, "a"), (&second, "c")] {
        assert_eq!(
            (fixture.described(id, "InstanceName"), fixture.described(id, "ProjectId")),
            (json!(name), json!(7))
        );
    }
}

#[tokio::test]
async fn clearing_an_instance_requires_its_password() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let clear = |password: Value| json!({ "InstanceId": id, "Password": password });
    for (password, expect) in [
        (Value::Null, "InvalidParameterValue.PasswordEmpty"),
        (json!("Passw1rd!"), "InvalidParameterValue.PasswordError"),
    ] {
        assert_eq!(fixture.error_code("ClearInstance", clear(password)), expect);
    }
    let task = fixture.call("ClearInstance", clear(json!("Passw0rd!")));
    assert_eq!(fixture.status(&id), 1);
    assert_eq!(fixture.error_code("ClearInstance", clear(json!("Passw0rd!"))), "ResourceInUse");
    fixture.advance_phases(2);
    assert_eq!((fixture.task(&task).0.as_str(), fixture.status(&id)), ("succeed", json!(2)));
}
