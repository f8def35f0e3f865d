//! The writer behind its queue.

use crate::bed::{Bed, vault};
use crate::office::note;
use std::sync::mpsc::channel;
use std::time::Duration;
use tarazy_store::truth;
use tarazy_store::writer::WriterThread;

pub(crate) fn every_caller_gets_its_own_answer(bed: &Bed) {
    let thread = WriterThread::start(bed.writer(), 64).unwrap();
    let progress = std::sync::Arc::clone(thread.handle().progress());
    assert_eq!(progress.now().end.next_index, 0);
    let callers: Vec<_> = (0..8u8)
        .map(|caller| {
            let handle = thread.handle();
            std::thread::spawn(move || {
                (0..25)
                    .map(|i| handle.submit(note(format!("{caller}-{i}"), caller, &format!("{i}"))).unwrap())
                    .collect()
            })
        })
        .collect();
    let answers: Vec<Vec<tarazy_store::Answer>> = callers.into_iter().map(|c| c.join().unwrap()).collect();
    let state = progress.wait_beyond(199, Duration::from_secs(60));
    assert_eq!((state.end.next_index, state.fault, state.ended), (200, None, false));
    let writer = thread.stop().unwrap();
    assert_eq!(writer.end().next_index, 200);
    assert!(progress.now().ended);
    let mut reader = bed.reader();
    for (caller, answers) in (0..8u8).zip(answers) {
        let records = truth::stream(reader.as_mut(), &vault(), &crate::office::stream(caller)).unwrap();
        let leaves: Vec<_> = answers.iter().map(|a| a.entries[0]).collect();
        assert_eq!(records.iter().map(|r| (r.index, r.leaf)).collect::<Vec<_>>(), leaves);
    }
}

pub(crate) fn a_full_queue_and_a_stopped_writer_refuse(bed: &Bed) {
    let thread = WriterThread::start(bed.writer(), 1).unwrap();
    let handle = thread.handle();
    let (go, gate) = channel::<()>();
    let (told, tell) = channel();
    // The first answer is held back on the writer's thread, so that the queue fills up behind it.
    let (inside, entered) = channel();
    handle
        .send(note("k1", 1, "a"), move |o| {
            inside.send(o.is_ok()).unwrap();
            gate.recv().unwrap();
        })
        .unwrap();
    assert!(entered.recv().unwrap());
    let later = told.clone();
    handle.send(note("k2", 1, "b"), move |o| later.send(o).unwrap()).unwrap();
    let refused = handle.send(note("k3", 1, "c"), move |o| told.send(o).unwrap()).unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (429, "busy"));
    go.send(()).unwrap();
    // What was taken into the queue is carried out before the thread ends.
    let writer = thread.stop().unwrap();
    assert_eq!(tell.recv().unwrap().unwrap().first_index(), Some(1));
    assert!(tell.recv().is_err(), "a refused command is told by the return value alone");
    let refused = handle.submit(note("k4", 1, "d")).unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (503, "recovering"));
    assert_eq!(writer.end().next_index, 2);
}
