use wasi_programs::files::{contents, make, make_dir, open, read, write, READ, WRITE};
use wasi_programs::wasi::filesystem::types::{Descriptor, ErrorCode};
use wasi_programs::{case, closed, done, drain, ensure, join, send_all, wit_stream, Outcome, Setup};

fn same(got: &[u8], wanted: &[u8]) -> Outcome {
    ensure(got == wanted, || match got.len() {
        ..100 => format!("{:?}", String::from_utf8_lossy(got)),
        n => format!("{n} bytes that are not those that were written"),
    })
}

/// Bytes that show when some of them are missing or in another place.
fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8).collect()
}

pub async fn reading(work: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.read-via-stream";
    case(function, "from the start", async {
        let file = make(work, "read", b"hello world").await?;
        let (mut rx, end) = file.read_via_stream(0);
        same(&drain(&mut rx, 11).await, b"hello world")?;
        ensure(closed(&mut rx).await, || "the stream goes on after the file".into())?;
        done(end.await)
    })
    .await;
    case(function, "from an offset", async {
        let file = make(work, "read", b"hello world").await?;
        same(&read(&file, 6, 100).await?, b"world")
    })
    .await;
    case(function, "from beyond the end", async {
        let file = make(work, "read", b"hello world").await?;
        same(&read(&file, 1 << 40, 100).await?, b"")
    })
    .await;
    case(function, "from an offset that no file has", async {
        let file = make(work, "read", b"hello world").await?;
        same(&read(&file, u64::MAX, 100).await?, b"")
    })
    .await;
    case(function, "a megabyte", async {
        let bytes = pattern(1 << 20);
        let file = make(work, "large", &bytes).await?;
        same(&read(&file, 0, 2 << 20).await?, &bytes)
    })
    .await;
    case(function, "the reader goes away", async {
        let file = make(work, "large", &pattern(1 << 20)).await?;
        same(&read(&file, 0, 10).await?, &pattern(10))
    })
    .await;
    case(function, "the descriptor goes away", async {
        let bytes = pattern(300_000);
        let file = make(work, "large", &bytes).await?;
        let (mut rx, end) = file.read_via_stream(0);
        drop(file);
        same(&drain(&mut rx, 1 << 20).await, &bytes)?;
        done(end.await)
    })
    .await;
    case(function, "two streams of one file", async {
        let file = make(work, "read", b"hello world").await?;
        let ((mut one, _), (mut two, _)) = (file.read_via_stream(0), file.read_via_stream(6));
        same(&drain(&mut one, 3).await, b"hel")?;
        same(&drain(&mut two, 3).await, b"wor")?;
        same(&drain(&mut one, 3).await, b"lo ")?;
        same(&drain(&mut two, 3).await, b"ld")
    })
    .await;
    case(function, "of a file opened for writing", async {
        make(work, "read", b"hello world").await?;
        let file = open(work, "read", WRITE).await.setup("open-at")?;
        done(read(&file, 0, 10).await)
    })
    .await;
    case(function, "of a directory", async {
        let dir = make_dir(work, "read-dir").await?;
        done(read(&dir, 0, 10).await)
    })
    .await;
}

pub async fn writing(work: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.write-via-stream";
    case(function, "over what is there and on", async {
        let file = make(work, "write", b"hello world").await?;
        write(&file, b"everybody", 6).await?;
        same(&contents(work, "write").await?, b"hello everybody")
    })
    .await;
    case(function, "beyond the end", async {
        let file = make(work, "write", b"ab").await?;
        write(&file, b"cd", 5).await?;
        same(&contents(work, "write").await?, b"ab\0\0\0cd")
    })
    .await;
    case(function, "nothing", async {
        let file = make(work, "write", b"hello").await?;
        write(&file, b"", 100).await?;
        same(&contents(work, "write").await?, b"hello")
    })
    .await;
    case(function, "two streams to one file", async {
        let file = make(work, "write", b"").await?;
        let (one, two) = join(write(&file, b"left", 0), write(&file, b"right", 4)).await;
        one?;
        two?;
        same(&contents(work, "write").await?, b"leftright")
    })
    .await;
    case(function, "the descriptor goes away", async {
        let file = make(work, "write", b"").await?;
        let (tx, rx) = wit_stream::new::<u8>();
        let end = file.write_via_stream(rx, 0);
        drop(file);
        join(send_all(tx, b"still written"), end).await.1?;
        same(&contents(work, "write").await?, b"still written")
    })
    .await;
    case(function, "to an offset that no file has", async {
        let file = make(work, "write", b"hello").await?;
        let outcome = write(&file, b"x", u64::MAX).await;
        same(&contents(work, "write").await?, b"hello")?;
        done(outcome)
    })
    .await;
    case(function, "to a file opened for reading", async {
        make(work, "write", b"hello").await?;
        let file = open(work, "write", READ).await.setup("open-at")?;
        let outcome = write(&file, b"x", 0).await;
        same(&contents(work, "write").await?, b"hello")?;
        done(outcome)
    })
    .await;
    case(function, "to a directory", async {
        let dir = make_dir(work, "write-dir").await?;
        done(write(&dir, b"x", 0).await)
    })
    .await;
}

async fn append(file: &Descriptor, bytes: &[u8]) -> Result<(), ErrorCode> {
    let (tx, rx) = wit_stream::new::<u8>();
    let end = file.append_via_stream(rx);
    join(send_all(tx, bytes), end).await.1
}

pub async fn appending(work: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.append-via-stream";
    case(function, "twice", async {
        let file = make(work, "append", b"one\n").await?;
        append(&file, b"two\n").await?;
        append(&file, b"three\n").await?;
        same(&contents(work, "append").await?, b"one\ntwo\nthree\n")
    })
    .await;
    case(function, "after the file became shorter", async {
        let file = make(work, "append", b"one\ntwo\n").await?;
        file.set_size(4).await.setup("set-size")?;
        append(&file, b"three\n").await?;
        same(&contents(work, "append").await?, b"one\nthree\n")
    })
    .await;
    case(function, "to a file opened for reading", async {
        make(work, "append", b"one\n").await?;
        let file = open(work, "append", READ).await.setup("open-at")?;
        let outcome = append(&file, b"two\n").await;
        same(&contents(work, "append").await?, b"one\n")?;
        done(outcome)
    })
    .await;
    case(function, "to a directory", async {
        let dir = make_dir(work, "append-dir").await?;
        done(append(&dir, b"x").await)
    })
    .await;
}
