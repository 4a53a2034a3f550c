//! DescribeBackupDownloadRestriction and ModifyBackupDownloadRestriction, and what restrictions mean for links.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use crate::{
    params::Params,
    presign::Access,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, DownloadRestriction},
        },
        refusal::Refusal,
    },
};

pub(super) fn describe_backup_download_restriction(
    account: &mut Account,
    call: &Call<'_>,
    _params: Params<'_>,
) -> Outcome {
    let (kind, vpcs, addresses, are_allowed) = match &account.region(call.region).download_restriction {
        DownloadRestriction::NoLimit => ("NoLimit", &[][..], &[][..], true),
        DownloadRestriction::OnlyIntranet => ("LimitOnlyIntranet", &[][..], &[][..], true),
        DownloadRestriction::Customize { vpcs, addresses, are_allowed } => {
            ("Customize", vpcs.as_slice(), addresses.as_slice(), *are_allowed)
        }
    };
    let vpcs: Value = vpcs.iter().map(|(region, vpcs)| json!({ "Region": region, "VpcList": vpcs })).collect();
    Ok(fields([
        ("LimitType", json!(kind)),
        ("VpcComparisonSymbol", json!("In")),
        ("IpComparisonSymbol", json!(if are_allowed { "In" } else { "NotIn" })),
        ("LimitVpc", vpcs),
        ("LimitIp", json!(addresses)),
    ]))
}

pub(super) fn modify_backup_download_restriction(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let restriction = restriction(params)?;
    account.region(call.region).download_restriction = restriction.unwrap_or_default();
    Ok(fields([]))
}

/// Returns the restriction that a request contains, if it contains one.
pub(super) fn restriction(params: Params<'_>) -> Result<Option<DownloadRestriction>, Refusal> {
    let invalid = |message: String| Err(Reason::ParameterInvalid.because(message));
    let (vpcs, addresses) = (vpcs(params)?, params.strings("LimitIp"));
    let are_allowed = params.string("IpComparisonSymbol") != "NotIn";
    let kind = params.string("LimitType");
    let is_customized = kind == "Customize";
    let (has_vpcs, has_addresses) = (!vpcs.is_empty(), !addresses.is_empty());
    if is_customized && !(has_vpcs && has_addresses) {
        return invalid("`LimitType` `Customize` requires `LimitVpc` and `LimitIp`".to_owned());
    }
    if !is_customized && (has_vpcs || has_addresses) {
        return invalid("`LimitVpc` and `LimitIp` require `LimitType` `Customize`".to_owned());
    }
    if let Some(address) = addresses.iter().find(|address| address.parse::<Ipv4Addr>().is_err()) {
        return invalid(format!("`LimitIp` contains `{address}`, which is not an IPv4 address"));
    }
    // There is no other value than `In`.
    params.string("VpcComparisonSymbol");
    Ok(match kind {
        "" => None,
        "NoLimit" => Some(DownloadRestriction::NoLimit),
        "LimitOnlyIntranet" => Some(DownloadRestriction::OnlyIntranet),
        _ => Some(DownloadRestriction::Customize {
            vpcs,
            addresses: addresses.into_iter().map(str::to_owned).collect(),
            are_allowed,
        }),
    })
}

fn vpcs(params: Params<'_>) -> Result<Vec<(String, Vec<String>)>, Refusal> {
    let item = |item: Params<'_>| {
        let vpcs = item.strings("VpcList");
        if vpcs.is_empty() || !vpcs.iter().all(|vpc| vpc.starts_with("vpc-")) {
            return Err(Reason::ParameterInvalid.because("`VpcList` must contain ids such as `vpc-b3ksv7yt`"));
        }
        Ok((item.string("Region").to_owned(), vpcs.into_iter().map(str::to_owned).collect()))
    };
    params.objects("LimitVpc").into_iter().map(item).collect()
}

impl DownloadRestriction {
    /// Returns who can use the links for the public and for the private network. Every client of the emulator counts as
    /// inside the private network and the VPCs; their addresses are compared.
    pub(super) fn access(&self) -> (Access, Access) {
        match self {
            DownloadRestriction::NoLimit => (Access::Anyone, Access::Anyone),
            DownloadRestriction::OnlyIntranet => (Access::Nobody, Access::Anyone),
            DownloadRestriction::Customize { addresses, are_allowed, .. } => {
                let addresses = addresses.iter().filter_map(|address| address.parse().ok()).collect();
                (Access::Nobody, if *are_allowed { Access::Only(addresses) } else { Access::AllBut(addresses) })
            }
        }
    }
}
