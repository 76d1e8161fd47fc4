//! One connection: lines in, answers out in the same order.

use super::address::Stream;
use super::desk::Job;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// Longest line: the longest message and a little more, so that the desk can say that it is too long.
const LINE_BYTES_MAX: u64 = 1_200_000;
/// Lines of one connection that wait for their answers; the next is read when one is answered.
const IN_FLIGHT_MAX: usize = 64;
/// A bridge that says nothing for so long is gone; it connects again when it has something to say.
const IDLE_MAX: Duration = Duration::from_secs(600);
/// A peer that does not take its answer for so long is dead.
const WRITE_MAX: Duration = Duration::from_secs(10);

/// Serves a connection until it ends.
pub(super) fn serve(stream: &Stream, jobs: &SyncSender<Job>) {
    let ready = stream
        .set_timeouts(IDLE_MAX, WRITE_MAX)
        .and_then(|()| Ok((stream.try_clone()?, stream.try_clone()?)));
    let (reading, writing) = match ready {
        Ok(both) => both,
        Err(error) => {
            tracing::warn!(%error, "a connection could not be made ready");
            return;
        }
    };
    let (asked, answers) = sync_channel::<Receiver<String>>(IN_FLIGHT_MAX);
    let writer = thread::spawn(move || write(writing, &answers));
    read(reading, jobs, &asked);
    drop(asked);
    // A writer that broke down was told of already.
    let _ = writer.join();
    stream.end();
}

fn read(stream: Stream, jobs: &SyncSender<Job>, asked: &SyncSender<Receiver<String>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = Vec::new();
        match reader
            .by_ref()
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)
        {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                tracing::info!(%error, "a connection ended");
                return;
            }
        }
        let whole = line.ends_with(b"\n");
        if line.iter().all(u8::is_ascii_whitespace) {
            if whole {
                continue;
            }
            return;
        }
        let (answer, answered) = sync_channel(1);
        // What is no text is no message either, and is answered as one.
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        // The answer is waited for before the message is handed over, so that no more are under way than are allowed.
        if asked.send(answered).is_err() || jobs.send(Job { text, answer }).is_err() {
            return;
        }
        // What follows an overlong line cannot be told apart; a last line without an end has no successor.
        if !whole {
            return;
        }
    }
}

fn write(mut stream: Stream, answers: &Receiver<Receiver<String>>) {
    for answered in answers {
        // A desk that broke down answers nothing: the connection ends, and the sender sends again.
        let Ok(answer) = answered.recv() else { break };
        if let Err(error) = stream.write_all(answer.as_bytes()) {
            tracing::info!(%error, "an answer could not be sent");
            break;
        }
    }
    stream.end();
}
