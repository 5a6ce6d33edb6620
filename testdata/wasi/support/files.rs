//! Short forms for the cases about files.

use crate::wasi::filesystem::preopens;
use crate::wasi::filesystem::types::{Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags};
use crate::{drain, join, send_all, wit_stream, Failure, Outcome, Setup};

pub const READ: DescriptorFlags = DescriptorFlags::READ;
pub const WRITE: DescriptorFlags = DescriptorFlags::WRITE;
pub const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;

/// No flag: a link at the end of a path is not followed.
pub fn no_follow() -> PathFlags {
    PathFlags::empty()
}

/// The directory that was given under a name.
pub fn preopen(name: &str) -> Outcome<Descriptor> {
    preopens::get_directories()
        .into_iter()
        .find_map(|(dir, at)| (at == name).then_some(dir))
        .ok_or_else(|| Failure::Wrong(format!("no directory {name} was given")))
}

/// Opens a file that is there.
pub async fn open(dir: &Descriptor, path: &str, flags: DescriptorFlags) -> Result<Descriptor, ErrorCode> {
    dir.open_at(no_follow(), path.into(), OpenFlags::empty(), flags).await
}

/// Makes a file with contents, or overwrites it, and leaves it open to read and write.
pub async fn make(dir: &Descriptor, path: &str, contents: &[u8]) -> Outcome<Descriptor> {
    let flags = OpenFlags::CREATE | OpenFlags::TRUNCATE;
    let file = dir.open_at(no_follow(), path.into(), flags, READ | WRITE).await.setup("open-at")?;
    if !contents.is_empty() {
        write(&file, contents, 0).await.setup("write-via-stream")?;
    }
    Ok(file)
}

/// Makes a directory and opens it.
pub async fn make_dir(dir: &Descriptor, path: &str) -> Outcome<Descriptor> {
    dir.create_directory_at(path.into()).await.setup("create-directory-at")?;
    let flags = READ | DescriptorFlags::MUTATE_DIRECTORY;
    dir.open_at(no_follow(), path.into(), OpenFlags::DIRECTORY, flags).await.setup("open-at")
}

/// Writes bytes at an offset, by a stream.
pub async fn write(file: &Descriptor, bytes: &[u8], offset: u64) -> Result<(), ErrorCode> {
    let (tx, rx) = wit_stream::new::<u8>();
    let done = file.write_via_stream(rx, offset);
    join(send_all(tx, bytes), done).await.1
}

/// Reads at most `limit` bytes from an offset on, by a stream that is dropped then.
pub async fn read(file: &Descriptor, offset: u64, limit: usize) -> Result<Vec<u8>, ErrorCode> {
    let (mut rx, done) = file.read_via_stream(offset);
    let bytes = drain(&mut rx, limit).await;
    drop(rx);
    done.await?;
    Ok(bytes)
}

/// All that is in the file at a path.
pub async fn contents(dir: &Descriptor, path: &str) -> Outcome<Vec<u8>> {
    let file = open(dir, path, READ).await.setup("open-at")?;
    read(&file, 0, usize::MAX >> 1).await.setup("read-via-stream")
}
