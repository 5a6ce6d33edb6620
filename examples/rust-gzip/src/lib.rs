//! Streams of bytes in and out: gzip, gunzip and SHA-256, in memory that does not grow with what goes through.

wit_bindgen::generate!({ world: "codec", path: "wit" });

use flate2::write::{GzEncoder, MultiGzDecoder};
use flate2::Compression;
use sha2::{Digest, Sha256};
use std::io::Write;
use wit_bindgen::{spawn_local, FutureReader, FutureWriter, StreamReader, StreamResult, StreamWriter};

/// How much is read at a time, and how much is gathered before it is written.
const CHUNK: usize = 64 << 10;

/// How much is given to the decoder at a time: deflate makes at most 1032 bytes of one.
const SLICE: usize = 1 << 10;

type Outcome = Result<Summary, String>;

struct Codec;

impl Guest for Codec {
    async fn gzip(input: StreamReader<u8>, level: u8) -> (StreamReader<u8>, FutureReader<Outcome>) {
        let encoder = GzEncoder::new(Vec::new(), Compression::new(level.min(9).into()));
        start(input, Zip { encoder, sha: Sha256::new() })
    }

    async fn gunzip(input: StreamReader<u8>) -> (StreamReader<u8>, FutureReader<Outcome>) {
        start(input, Unzip { decoder: MultiGzDecoder::new(Vec::new()), sha: Sha256::new(), any: false })
    }

    async fn digest(mut input: StreamReader<u8>) -> Summary {
        let (mut sha, mut taken, mut buffer) = (Sha256::new(), 0, Vec::with_capacity(CHUNK));
        loop {
            let (status, chunk) = input.read(buffer).await;
            sha.update(&chunk);
            taken += chunk.len() as u64;
            if !matches!(status, StreamResult::Complete(_)) {
                return Summary { taken, given: 0, sha256: hex(sha) };
            }
            buffer = chunk;
            buffer.clear();
        }
    }
}

/// What is done with the bytes. Its output is gathered until it is taken.
trait Work {
    /// Takes the next bytes: some of them, if there is much output already.
    fn put(&mut self, bytes: &[u8]) -> Result<usize, String>;
    /// There are no more bytes.
    fn end(&mut self) -> Result<(), String>;
    fn output(&mut self) -> &mut Vec<u8>;
    /// This much of the output is taken.
    fn given(&mut self, _bytes: &[u8]) {}
    /// The plain bytes' digest.
    fn sha(self) -> Sha256;
}

struct Zip {
    encoder: GzEncoder<Vec<u8>>,
    sha: Sha256,
}

impl Work for Zip {
    fn put(&mut self, bytes: &[u8]) -> Result<usize, String> {
        self.sha.update(bytes);
        self.encoder.write_all(bytes).map_err(text)?;
        Ok(bytes.len())
    }
    fn end(&mut self) -> Result<(), String> {
        self.encoder.try_finish().map_err(text)
    }
    fn output(&mut self) -> &mut Vec<u8> {
        self.encoder.get_mut()
    }
    fn sha(self) -> Sha256 {
        self.sha
    }
}

struct Unzip {
    decoder: MultiGzDecoder<Vec<u8>>,
    sha: Sha256,
    any: bool,
}

impl Work for Unzip {
    fn put(&mut self, bytes: &[u8]) -> Result<usize, String> {
        self.any = true;
        let slice = &bytes[..bytes.len().min(SLICE)];
        self.decoder.write_all(slice).map_err(text)?;
        Ok(slice.len())
    }
    fn end(&mut self) -> Result<(), String> {
        if !self.any {
            return Err("there is nothing to unpack".into());
        }
        self.decoder.try_finish().map_err(text)
    }
    fn output(&mut self) -> &mut Vec<u8> {
        self.decoder.get_mut()
    }
    fn given(&mut self, bytes: &[u8]) {
        self.sha.update(bytes);
    }
    fn sha(self) -> Sha256 {
        self.sha
    }
}

/// Has the work done after the call has returned, for as long as somebody reads.
fn start<W: Work + 'static>(input: StreamReader<u8>, work: W) -> (StreamReader<u8>, FutureReader<Outcome>) {
    let (output, contents) = wit_stream::new();
    let (result, outcome) = wit_future::new(|| Err("the work was given up".into()));
    spawn_local(run(input, work, output, result));
    (contents, outcome)
}

async fn run<W: Work>(mut input: StreamReader<u8>, mut work: W, mut output: StreamWriter<u8>, result: FutureWriter<Outcome>) {
    let outcome = pass(&mut input, &mut work, &mut output).await;
    drop((input, output));
    let summary = match outcome {
        Ok(Some((taken, given))) => Ok(Summary { taken, given, sha256: hex(work.sha()) }),
        Ok(None) => return, // nobody reads any more
        Err(e) => Err(e),
    };
    let _ = result.write(summary).await;
}

/// Gives how much was read and written, nothing if the reader has gone.
async fn pass<W: Work>(
    input: &mut StreamReader<u8>,
    work: &mut W,
    output: &mut StreamWriter<u8>,
) -> Result<Option<(u64, u64)>, String> {
    let (mut taken, mut given) = (0, 0);
    let mut buffer = Vec::with_capacity(CHUNK);
    loop {
        let (status, chunk) = input.read(buffer).await;
        taken += chunk.len() as u64;
        let mut rest = &chunk[..];
        while !rest.is_empty() {
            let n = work.put(rest)?;
            rest = &rest[n..];
            if !flush(work, output, CHUNK, &mut given).await {
                return Ok(None);
            }
        }
        if !matches!(status, StreamResult::Complete(_)) {
            work.end()?;
            return Ok(flush(work, output, 1, &mut given).await.then_some((taken, given)));
        }
        buffer = chunk;
        buffer.clear();
    }
}

/// Writes the output if there is enough; false if nobody reads it.
async fn flush<W: Work>(work: &mut W, output: &mut StreamWriter<u8>, least: usize, given: &mut u64) -> bool {
    if work.output().len() < least {
        return true;
    }
    let bytes = std::mem::take(work.output());
    work.given(&bytes);
    *given += bytes.len() as u64;
    let mut left = output.write_all(bytes).await;
    let all = left.is_empty();
    left.clear();
    *work.output() = left; // its capacity is used again
    all
}

fn hex(sha: Sha256) -> String {
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn text(e: std::io::Error) -> String {
    e.to_string()
}

export!(Codec);
