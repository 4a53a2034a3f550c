//! Counts the steps of decoding and searching in tests, which must be proportional to the length of the text.

#[cfg(not(test))]
#[inline]
pub(super) fn count_step() {}

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
pub(super) fn count_step() {
    STEPS.set(STEPS.get() + 1);
}

/// Returns how many steps something takes.
#[cfg(test)]
pub(super) fn steps_of(work: impl FnOnce()) -> usize {
    let before = STEPS.get();
    work();
    STEPS.get() - before
}
