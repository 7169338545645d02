//! RequestQueues for what is dear: drawing pages, and holding unpacked originals in memory. A request that waits here takes no
//! thread, so that everything else is answered meanwhile, and leaves the queue when its sender does.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::pipeline::DRAWING_WORKERS;

/// How many pages are drawn for one person at a time: the others keep a worker.
const FOR_ONE: usize = DRAWING_WORKERS - 1;
/// How many drawings of one person may wait; a wall of photos in a browser has six at a time.
const WAITING_OF_ONE: usize = 64;
/// Memory for unpacked originals that are being sent, in MiB.
const MEMORY_MIB: u32 = 512;
/// What the largest of them takes, in MiB.
const LARGEST_MIB: u32 = 256;
/// Logins at a time: passwords are hashed one after the other, and those that wait must not take all threads.
const LOGINS: usize = 8;
/// How long a request waits.
const PATIENCE: Duration = Duration::from_secs(120);

/// The queues of a workbench.
#[derive(Debug)]
pub(crate) struct RequestQueues {
    drawing: Arc<Semaphore>,
    /// By person; those without accounts are one.
    drawing_of: Mutex<HashMap<String, Arc<DrawingLine>>>,
    memory: Arc<Semaphore>,
    logins: Arc<Semaphore>,
}

/// One person's place at the workers that draw.
#[derive(Debug)]
struct DrawingLine {
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// A turn at the workers that draw, until it is dropped.
#[derive(Debug)]
pub(crate) struct DrawingTurn {
    _own: OwnedSemaphorePermit,
    _shared: OwnedSemaphorePermit,
}

impl Default for RequestQueues {
    fn default() -> Self {
        Self {
            drawing: Arc::new(Semaphore::new(DRAWING_WORKERS)),
            drawing_of: Mutex::default(),
            memory: Arc::new(Semaphore::new(MEMORY_MIB as usize)),
            logins: Arc::new(Semaphore::new(LOGINS)),
        }
    }
}

impl RequestQueues {
    /// Waits for a turn to draw; `None` where too many of this person wait already, or for too long.
    pub(crate) async fn turn_to_draw(&self, person: &str) -> Option<DrawingTurn> {
        let line = {
            let mut lines = self.drawing_of.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody stands in a line that only this map holds.
            lines.retain(|_, line| Arc::strong_count(line) > 1 || line.turns.available_permits() < FOR_ONE);
            let line = lines.entry(person.to_owned()).or_insert_with(|| {
                Arc::new(DrawingLine {
                    turns: Arc::new(Semaphore::new(FOR_ONE)),
                    waiting: Arc::new(Semaphore::new(WAITING_OF_ONE)),
                })
            });
            Arc::clone(line)
        };
        let _waiting = Arc::clone(&line.waiting).try_acquire_owned().ok()?;
        let turn = async {
            let own = Arc::clone(&line.turns).acquire_owned().await.ok()?;
            let shared = Arc::clone(&self.drawing).acquire_owned().await.ok()?;
            Some(DrawingTurn { _own: own, _shared: shared })
        };
        timeout(PATIENCE, turn).await.ok().flatten()
    }

    /// Waits for a turn to log in; `None` where that takes too long.
    pub(crate) async fn turn_to_log_in(&self) -> Option<OwnedSemaphorePermit> {
        timeout(PATIENCE, Arc::clone(&self.logins).acquire_owned()).await.ok()?.ok()
    }

    /// Waits for room for an original that has to be unpacked; `None` where that takes too long.
    pub(crate) async fn room_to_unpack(&self) -> Option<OwnedSemaphorePermit> {
        let room = Arc::clone(&self.memory).acquire_many_owned(LARGEST_MIB);
        timeout(PATIENCE, room).await.ok()?.ok()
    }
}

/// The part of the room that is needed for so many bytes; the rest is free again.
pub(crate) fn shrink(mut room: OwnedSemaphorePermit, bytes: u64) -> OwnedSemaphorePermit {
    let needed = usize::try_from(bytes.div_ceil(1 << 20)).unwrap_or(usize::MAX).max(1);
    match room.num_permits().checked_sub(needed) {
        Some(surplus) if surplus > 0 => {
            drop(room.split(surplus));
            room
        }
        _ => room,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(test);
    }

    #[test]
    fn one_person_leaves_a_worker_to_the_others() {
        run(async {
            let queues = RequestQueues::default();
            let mut turns = Vec::new();
            for _ in 0..FOR_ONE {
                turns.push(queues.turn_to_draw("甲").await.expect("a turn"));
            }
            let more = timeout(Duration::from_millis(20), queues.turn_to_draw("甲")).await;
            assert!(more.is_err(), "the next one of the same person waits");
            let other = timeout(Duration::from_secs(5), queues.turn_to_draw("乙")).await.expect("no wait");
            assert!(other.is_some());
            drop(turns);
            assert!(queues.turn_to_draw("甲").await.is_some());
        });
    }

    #[test]
    fn those_that_left_do_not_stand_in_the_line() {
        run(async {
            let queues = RequestQueues::default();
            let held: Vec<_> = [queues.turn_to_draw("甲").await, queues.turn_to_draw("甲").await].into();
            for _ in 0..WAITING_OF_ONE * 3 {
                // The wait is given up, as when a browser closes its connection.
                let _ = timeout(Duration::from_micros(1), queues.turn_to_draw("甲")).await;
            }
            drop(held);
            assert!(queues.turn_to_draw("甲").await.is_some());
        });
    }

    #[test]
    fn room_shrinks_to_what_is_needed() {
        run(async {
            let queues = RequestQueues::default();
            let room = shrink(queues.room_to_unpack().await.expect("room"), 3 << 20);
            assert_eq!(room.num_permits(), 3);
            assert_eq!(queues.memory.available_permits(), MEMORY_MIB as usize - 3);
        });
    }
}
