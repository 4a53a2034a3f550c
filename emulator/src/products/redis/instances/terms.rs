//! Prepaid terms and the recycle bin: what happens to instances when their time has come.

use std::time::Duration;

use crate::{
    products::{
        call::Moment,
        redis::{
            offers::Size,
            ordering::{self, Purchase},
            prices::Price,
            state::{Account, Change, Effect, InstanceChange, MONTH, OrderChange, Status},
            workflows::{self, Work},
        },
    },
    time::Time,
};

const HOUR: Duration = Duration::from_secs(3600);

/// How long the end of a term or of the time in the recycle bin is put off at least if a workflow locks the instance.
const WAIT: Duration = Duration::from_secs(60);

/// It is put off by this part of how long it has been put off already, if that is longer: a workflow can last as long as
/// a clock can be advanced.
const WAIT_PART: u32 = 64;

/// Of a time that has been skipped, for example because a clock was advanced, this many months are renewed one by one;
/// those before are renewed at once.
const CAUGHT_UP_MONTHS: u64 = 120;

/// Returns the end of a prepaid term.
pub(super) fn term_end(start: Time, months: i64) -> Time {
    start + MONTH.saturating_mul(months.try_into().unwrap_or(u32::MAX))
}

/// Moves an instance to the recycle bin: for 7 days if it is prepaid, otherwise for 2 hours.
pub(crate) fn isolate(account: &mut Account, moment: &Moment<'_>, id: &str) {
    let Some(instance) = account.region(moment.region).instances.get_mut(id) else { return };
    let stay = if instance.config.deadline.is_some() { 7 * 24 * HOUR } else { 2 * HOUR };
    let destroyed_at = moment.now + stay;
    instance.status = Status::Isolated;
    instance.recycle_bin = Some((moment.now, destroyed_at));
    account.plan(moment, destroyed_at, Effect::Destroy { instance: id.to_owned() });
}

/// Removes an instance whose time in the recycle bin is over.
pub(crate) fn destroy(account: &mut Account, moment: &Moment<'_>, id: &str) {
    let region = account.region(moment.region);
    let Some(instance) = region.instances.get(id) else { return };
    // It may have been started up again, or isolated again since then.
    let Some((_, until)) = instance.recycle_bin.filter(|(_, until)| *until <= moment.now) else { return };
    if instance.is_locked() {
        put_off(account, moment, until, Effect::Destroy { instance: id.to_owned() });
    } else {
        account.remove_instance(moment, id);
    }
}

/// Takes an instance out of the recycle bin.
pub(super) fn leave_recycle_bin(account: &mut Account, moment: &Moment<'_>, id: &str) {
    let Some(instance) = account.region(moment.region).instances.get_mut(id) else { return };
    instance.status = Status::Running;
    instance.former_isolations.extend(instance.recycle_bin.take().map(|(since, _)| (since, moment.now)));
    if let Some(deadline) = instance.config.deadline {
        account.plan(moment, deadline.max(moment.now), Effect::EndTerm { instance: id.to_owned() });
    }
}

/// Ends the prepaid term of an instance: renews it automatically, or isolates it. `until` is the time up to which
/// effects are applied.
pub(crate) fn end_term(account: &mut Account, moment: &Moment<'_>, id: &str, until: Time) {
    let Some(instance) = account.region(moment.region).instances.get(id) else { return };
    // The term may have been extended, or the instance may be in the recycle bin already.
    let Some(deadline) = instance.config.deadline.filter(|deadline| *deadline <= moment.now) else { return };
    if instance.recycle_bin.is_some() {
        return;
    }
    if instance.is_locked() || instance.status != Status::Running {
        put_off(account, moment, deadline, Effect::EndTerm { instance: id.to_owned() });
        return;
    }
    let missed = until.abs_diff(moment.now).as_secs() / MONTH.as_secs();
    let months = i64::try_from(missed.saturating_sub(CAUGHT_UP_MONTHS)).unwrap_or(i64::MAX).max(1);
    // At the end of all times, there is no further term.
    if instance.config.auto_renew == 1 && term_end(moment.now, months) > moment.now {
        let price = Some(Price::of_term(Size::from(&instance.config), months));
        let purchase = Purchase { instance: id, change: OrderChange::Renew { months }, price };
        ordering::place_for(account, moment, purchase, None);
    } else {
        isolate(account, moment, id);
    }
}

/// Puts off an effect that has been due since some time. At the end of all times, it is dropped.
fn put_off(account: &mut Account, moment: &Moment<'_>, due: Time, effect: Effect) {
    let at = moment.now + WAIT.max(moment.now.abs_diff(due) / WAIT_PART);
    if at > moment.now {
        account.plan(moment, at, effect);
    }
}

/// Extends the prepaid term of an instance. If the instance is in the recycle bin, it leaves it.
pub(crate) fn renew(account: &mut Account, moment: &Moment<'_>, id: &str, months: i64) {
    let Some(instance) = account.region(moment.region).instances.get_mut(id) else { return };
    let is_isolated = instance.status == Status::Isolated;
    let start = instance.config.deadline.unwrap_or(moment.now);
    let start = if is_isolated { start.max(moment.now) } else { start };
    change_deadline(account, moment, id, Some(term_end(start, months)));
    if is_isolated {
        let change = Some(Change::Instance(InstanceChange::Startup));
        let status = Status::InProcess;
        let work = Work { action: "StartupInstance", kind: "005", status, change, failure: None };
        workflows::start_work(account, moment, id, work);
    }
}

/// Makes an instance prepaid for a term, or pay-as-you-go.
pub(crate) fn change_term(account: &mut Account, moment: &Moment<'_>, id: &str, months: Option<i64>) {
    change_deadline(account, moment, id, months.map(|months| term_end(moment.now, months)));
}

fn change_deadline(account: &mut Account, moment: &Moment<'_>, id: &str, deadline: Option<Time>) {
    let Some(instance) = account.region(moment.region).instances.get_mut(id) else { return };
    instance.config.deadline = deadline;
    if let Some(deadline) = deadline {
        account.plan(moment, deadline, Effect::EndTerm { instance: id.to_owned() });
    }
}
