use crate::wasi::cli::{stderr, stdout};
use crate::wit_stream;
use std::future::{poll_fn, Future, IntoFuture};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use wit_bindgen::{StreamReader, StreamResult, StreamWriter};

static TO_STDERR: AtomicBool = AtomicBool::new(false);

/// Has the lines written to standard error, for a program whose standard output does not work.
pub fn print_to_stderr() {
    TO_STDERR.store(true, Ordering::Relaxed);
}

/// Writes text to standard output.
pub async fn print(text: &str) {
    let (tx, rx) = wit_stream::new::<u8>();
    let done = if TO_STDERR.load(Ordering::Relaxed) {
        stderr::write_via_stream(rx)
    } else {
        stdout::write_via_stream(rx)
    };
    send_all(tx, text.as_bytes()).await;
    let _ = done.await; // there is nobody to tell
}

/// Writes bytes to a stream and closes it. Gives how many were taken.
pub async fn send_all(mut tx: StreamWriter<u8>, bytes: &[u8]) -> usize {
    let rest = tx.write_all(bytes.to_vec()).await;
    bytes.len() - rest.len()
}

/// Reads at most `limit` bytes of a stream, fewer if it ends; it must not be read again then.
pub async fn drain(rx: &mut StreamReader<u8>, limit: usize) -> Vec<u8> {
    let mut all = Vec::new();
    while all.len() < limit {
        let (status, got) = rx.read(Vec::with_capacity((limit - all.len()).min(1 << 16))).await;
        all.extend_from_slice(&got);
        if !matches!(status, StreamResult::Complete(_)) {
            break;
        }
    }
    all
}

/// Whether a stream is at its end.
pub async fn closed(rx: &mut StreamReader<u8>) -> bool {
    let (status, got) = rx.read(Vec::with_capacity(1)).await;
    got.is_empty() && matches!(status, StreamResult::Dropped)
}

/// Waits for two things at once.
pub async fn join<A, B>(a: impl IntoFuture<Output = A>, b: impl IntoFuture<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a.into_future()), pin!(b.into_future()));
    let (mut from_a, mut from_b) = (None, None);
    poll_fn(|cx| {
        if from_a.is_none() {
            if let Poll::Ready(value) = a.as_mut().poll(cx) {
                from_a = Some(value);
            }
        }
        if from_b.is_none() {
            if let Poll::Ready(value) = b.as_mut().poll(cx) {
                from_b = Some(value);
            }
        }
        if from_a.is_some() && from_b.is_some() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    (from_a.unwrap(), from_b.unwrap())
}
