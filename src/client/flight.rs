//! One piece of work that many wait for.
//!
//! The work runs by itself (see `Tasks::spawn`); a waiter that goes away takes nothing with it.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A result to come. Clones wait for the same one.
pub struct Flight<T>(Rc<RefCell<State<T>>>);

enum State<T> {
    Airborne(Vec<Waker>),
    Landed(T),
}

impl<T> Flight<T> {
    /// Work that has begun.
    pub fn take_off() -> Self {
        Self(Rc::new(RefCell::new(State::Airborne(Vec::new()))))
    }

    /// Gives the result to everybody who waits, now or later.
    pub fn land(&self, result: T) {
        // The borrow ends before anybody is woken: a waker may come straight back.
        let before = self.0.replace(State::Landed(result));
        if let State::Airborne(waiters) = before {
            waiters.into_iter().for_each(Waker::wake);
        }
    }
}

impl<T> Clone for Flight<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: Clone> Future for Flight<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match &mut *self.0.borrow_mut() {
            State::Landed(result) => Poll::Ready(result.clone()),
            State::Airborne(waiters) => {
                // One entry a waiter, however often it is polled.
                if !waiters.iter().any(|waiter| waiter.will_wake(context.waker())) {
                    waiters.push(context.waker().clone());
                }
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::LocalPool;
    use futures::task::LocalSpawnExt;
    use std::cell::Cell;

    #[test]
    fn everybody_gets_the_result_also_who_comes_late() {
        let flight = Flight::take_off();
        let mut pool = LocalPool::new();
        let seen = Rc::new(Cell::new(0));
        for _ in 0..3 {
            let (flight, seen) = (flight.clone(), Rc::clone(&seen));
            let wait = async move {
                let result = flight.await;
                seen.set(seen.get() + result);
            };
            pool.spawner().spawn_local(wait).unwrap();
        }
        pool.run_until_stalled();
        assert_eq!(seen.get(), 0);
        flight.land(5);
        pool.run_until_stalled();
        assert_eq!(seen.get(), 15);
        assert_eq!(pool.run_until(flight), 5);
    }

    #[test]
    fn a_waiter_that_leaves_does_not_disturb_the_others() {
        let flight: Flight<u8> = Flight::take_off();
        let mut pool = LocalPool::new();
        drop(flight.clone());
        flight.land(1);
        assert_eq!(pool.run_until(flight), 1);
    }
}
