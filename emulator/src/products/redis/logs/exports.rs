//! Exports of audit logs to files.

use serde_json::json;

use super::{
    archive,
    audit::normal_log,
    conditions::{FIELDS, conditions, meets, value},
};
use crate::{
    params::Params,
    presign::Access,
    products::{
        call::{Call, Moment, Object, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Effect, Export, ExportStatus, Region},
            time_range::time_range,
        },
        refusal::Refusal,
    },
    time::Time,
};

/// How many exports of an instance can be in progress.
const MAX_UNFINISHED: usize = 5;

pub(super) fn create_export_task(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_in_service()?;
    let log = normal_log(instance)?.clone();
    let (begin, end) = time_range(params, ["StartTime", "EndTime"], None)?;
    let durations = call.tools.durations;
    let ends_at = call.now + durations.phase() + durations.running(&call.action.action);
    let exports = &instance.logs.exports;
    if exports.iter().filter(|export| export.status == ExportStatus::Creating).count() >= MAX_UNFINISHED {
        let message = format!("`{}` has {MAX_UNFINISHED} exports that are in progress", instance.id);
        return Err(Reason::TooManyExports.because(message));
    }
    let number = exports.last().map_or(0, |last| last.number + 1).max(call.now.millis());
    let (id, file) = (instance.id.clone(), file_name(&instance.id, begin, end, number));
    let export = Export {
        id: call.tools.ids.serial(),
        number,
        file_name: file.clone(),
        log,
        workload: instance.workload(),
        begin,
        end,
        conditions: conditions(params)?,
        columns: columns(params)?,
        created_at: call.now,
        ends_at,
        status: ExportStatus::Creating,
        failure: call.failure.map(str::to_owned),
    };
    instance.logs.exports.push(export);
    account.plan(call, ends_at, Effect::EndExport { instance: id, file: file.clone() });
    Ok(fields([("FileName", file.into())]))
}

/// Returns the name of a file: the instance, the range and a number, which is usually the time in milliseconds.
fn file_name(instance: &str, begin: Time, end: Time, number: u64) -> String {
    let compact = |time: Time| time.to_text().replace(['-', ':'], "").replace(' ', "-");
    format!("{instance}_{}_to_{}_{number}.tar.gz", compact(begin), compact(end))
}

/// Returns the fields to write, by default all.
fn columns(params: Params<'_>) -> Result<Vec<String>, Refusal> {
    let wanted = params.strings("ColumnFilter");
    if wanted.is_empty() {
        return Ok(FIELDS.map(str::to_owned).to_vec());
    }
    let mut columns: Vec<String> = Vec::new();
    for wanted in wanted {
        let Some(field) = FIELDS.into_iter().find(|field| field.eq_ignore_ascii_case(wanted)) else {
            let message = format!("`ColumnFilter` contains `{wanted:.40}`, which is not a field of entries");
            return Err(Reason::ParameterInvalid.because(message));
        };
        if !columns.iter().any(|column| column == field) {
            columns.push(field.to_owned());
        }
    }
    Ok(columns)
}

/// Ends an export, whether it succeeds or fails.
pub(crate) fn end_export(account: &mut Account, moment: &Moment<'_>, instance_id: &str, file: &str) {
    let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) else { return };
    let Some(export) = instance.logs.exports.iter_mut().find(|export| export.file_name == file) else { return };
    export.status = match export.failure.take() {
        Some(message) => ExportStatus::Failed(message),
        None => ExportStatus::Succeeded(content(export).len()),
    };
}

/// Returns the newest exports first. A deleted file remains in the list.
pub(super) fn describe_export_tasks(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    call.list(params, instance.logs.exports.iter().rev(), |export| describe(export, call))
}

fn describe(export: &Export, call: &Call<'_>) -> Object<'static> {
    let status = match &export.status {
        ExportStatus::Creating => "creating",
        ExportStatus::Succeeded(_) => "success",
        ExportStatus::Failed(_) => "failed",
        ExportStatus::Deleted => "deleted",
    };
    let is_over = export.status != ExportStatus::Creating;
    let mut all = fields([
        ("FileName", json!(export.file_name)),
        ("Status", json!(status)),
        ("CreateTime", json!(export.created_at.to_text())),
        ("FinishTime", json!(is_over.then(|| export.ends_at.to_text()))),
        ("Progress", json!(progress(export, call.now))),
        ("AsyncRequestId", json!(export.id)),
    ]);
    match &export.status {
        ExportStatus::Succeeded(size) => {
            let path = format!("/logs/{}/{}", call.region, export.file_name);
            all.extend(fields([
                ("FileSize", json!(size)),
                ("DownloadUrl", json!(call.tools.urls.sign(&path, &Access::Anyone, call.now))),
            ]));
        }
        ExportStatus::Failed(message) => all.extend(fields([("ErrMsg", json!(message))])),
        ExportStatus::Creating | ExportStatus::Deleted => {}
    }
    all
}

/// Returns how much has been done, in percent.
fn progress(export: &Export, now: Time) -> u64 {
    let (done, total) = (export.created_at.abs_diff(now), export.created_at.abs_diff(export.ends_at));
    match export.status {
        ExportStatus::Creating => (99.0 * done.as_secs_f64() / total.as_secs_f64().max(0.001)).clamp(0.0, 99.0) as u64,
        ExportStatus::Failed(_) => 0,
        ExportStatus::Succeeded(_) | ExportStatus::Deleted => 100,
    }
}

pub(super) fn delete_export_task(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (id, file) = (params.string("InstanceId"), params.string("FileName"));
    let instance = account.region(call.region).instance(id)?;
    let mut exports = instance.logs.exports.iter_mut();
    match exports.find(|export| export.file_name == file && export.status != ExportStatus::Deleted) {
        Some(export) if export.status == ExportStatus::Creating => {
            Err(Reason::ExportUnfinished.because(format!("`{file:.100}` is being written")))
        }
        Some(export) => {
            export.status = ExportStatus::Deleted;
            Ok(fields([]))
        }
        None => Err(Reason::NoSuchExport.because(format!("`{id}` has no file `{file:.100}`"))),
    }
}

/// Returns the content of a file that can be downloaded.
pub(crate) fn file(region: &Region, name: &str) -> Option<Vec<u8>> {
    let exports = region.instances.values().flat_map(|instance| &instance.logs.exports);
    let is_ready = |export: &&Export| export.file_name == name && matches!(export.status, ExportStatus::Succeeded(_));
    exports.filter(is_ready).map(content).next()
}

/// Returns the archive that contains the entries as CSV. They are those that existed when the export began.
fn content(export: &Export) -> Vec<u8> {
    let workload = &export.workload;
    let mut csv = export.columns.join(",") + "\n";
    let entries = export.log.entries(workload, export.begin, export.end, export.created_at);
    for entry in entries.filter(|entry| meets(entry, &export.conditions, workload)) {
        // No value contains a comma or a quotation mark.
        let values: Vec<_> = export.columns.iter().map(|column| value(&entry, column, workload)).collect();
        csv += &values.join(",");
        csv.push('\n');
    }
    let name = export.file_name.strip_suffix(".tar.gz").unwrap_or(&export.file_name);
    archive::tar_gz(&format!("{name}.csv"), csv.as_bytes(), export.created_at.seconds())
}
