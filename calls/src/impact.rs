//! What a call does that people should decide on first, in words.

use tencloud_spec::Impact;

/// Returns what a call with these impacts does, such as `destroys something and costs money`. Empty without an impact.
pub fn described(impacts: &[Impact]) -> String {
    let words: Vec<&str> = impacts
        .iter()
        .map(|impact| match impact {
            Impact::Destructive => "destroys something",
            Impact::Disruptive => "interrupts what runs",
            Impact::Billable => "costs money",
        })
        .collect();
    words.join(" and ")
}
