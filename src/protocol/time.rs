//! Points in time and lengths of time, in milliseconds, as JavaScript counts them.
//!
//! Two clocks, because each fails in its own way: the wall clock may be wrong or jump, the monotonic clock may stand
//! still while a device sleeps and starts anew with every page.

/// Milliseconds: a length of time, or a point on one of the clocks of [`Now`].
pub type Millis = f64;

/// What both clocks of the device say at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Now {
    /// Milliseconds since the Unix epoch, comparable with `Date.now()`.
    pub wall: Millis,
    /// Milliseconds since some start of this page or process; never runs backwards.
    pub monotonic: Millis,
}
