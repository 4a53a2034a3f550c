//! What products without written docs have in common.

use crate::action::Rate;
use crate::product::Product;

/// The topic of every action.
pub(super) const TOPIC: &str = "actions";

/// Returns a product of which only facts are known.
pub fn product(product: &str, version: &str, module: &str, international: bool) -> Product {
    Product {
        product: product.to_owned(),
        version: version.to_owned(),
        module: module.to_owned(),
        title: product.to_owned(),
        page: explorer(product, version, None, international),
        default_rate: Rate::USUAL,
        facts_only: true,
        topics: [(TOPIC.to_owned(), "Actions".to_owned())].into_iter().collect(),
        ..Product::default()
    }
}

/// Returns the page of a product or an action in the API Explorer, which has every action, of Tencent Cloud or of its
/// international site.
pub fn explorer(product: &str, version: &str, action: Option<&str>, international: bool) -> String {
    let domain = if international { "tencentcloud.com" } else { "cloud.tencent.com" };
    let action = action.map(|action| format!("&Action={action}")).unwrap_or_default();
    format!("https://console.{domain}/api/explorer?Product={product}&Version={version}{action}")
}
