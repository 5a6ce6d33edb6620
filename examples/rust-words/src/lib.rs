//! Counts lines, words and bytes of files, or of the standard input.

wit_bindgen::generate!({ world: "words", path: "wit", generate_all });

use wasi::cli::{environment, stderr, stdin, stdout};
use wasi::filesystem::preopens;
use wasi::filesystem::types::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};
use wit_bindgen::{FutureReader, StreamReader, StreamResult};

struct Words;

impl exports::wasi::cli::run::Guest for Words {
    async fn run() -> Result<(), ()> {
        let args = environment::get_arguments();
        let names = args.get(1..).unwrap_or_default();
        if names.is_empty() {
            let (bytes, end) = stdin::read_via_stream();
            let counts = count(bytes).await;
            end.await.map_err(|_| ())?;
            return say(stdout::write_via_stream, format!("{counts} -\n")).await;
        }
        let mut outcome = Ok(());
        for name in names {
            let said = match count_file(name).await {
                Ok(counts) => say(stdout::write_via_stream, format!("{counts} {name}\n")).await,
                Err(e) => say(stderr::write_via_stream, format!("{name}: {e}\n")).await.and(Err(())),
            };
            outcome = outcome.and(said);
        }
        outcome
    }
}

/// Counts a file in the first directory that was given.
async fn count_file(name: &str) -> Result<String, ErrorCode> {
    let dirs = preopens::get_directories();
    let (dir, _) = dirs.first().ok_or(ErrorCode::NoEntry)?;
    let file = dir
        .open_at(PathFlags::SYMLINK_FOLLOW, name.into(), OpenFlags::empty(), DescriptorFlags::READ)
        .await?;
    let (bytes, end) = file.read_via_stream(0);
    let counts = count(bytes).await;
    end.await?;
    Ok(counts)
}

/// Counts lines, words and bytes of a stream to its end.
async fn count(mut bytes: StreamReader<u8>) -> String {
    let (mut lines, mut words, mut total, mut inside) = (0u64, 0u64, 0u64, false);
    loop {
        let (status, chunk) = bytes.read(Vec::with_capacity(64 << 10)).await;
        total += chunk.len() as u64;
        for c in &chunk {
            lines += u64::from(*c == b'\n');
            words += u64::from(!inside && !c.is_ascii_whitespace());
            inside = !c.is_ascii_whitespace();
        }
        if !matches!(status, StreamResult::Complete(_)) {
            return format!("{lines} {words} {total}");
        }
    }
}

/// Writes a text, and waits until it is written.
async fn say<E>(
    to: fn(StreamReader<u8>) -> FutureReader<Result<(), E>>,
    text: String,
) -> Result<(), ()> {
    let (mut tx, rx) = wit_stream::new::<u8>();
    let done = to(rx);
    tx.write_all(text.into_bytes()).await;
    drop(tx);
    done.await.map_err(|_| ())
}

export!(Words);
