use wasi_programs::files::{contents, make, make_dir, no_follow, open, read, write, FOLLOW, READ, WRITE};
use wasi_programs::wasi::filesystem::types::{Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags};
use wasi_programs::{case, done, ensure, Setup};

const FUNCTION: &str = "wasi:filesystem/types#[method]descriptor.open-at";

/// A case that fails, in a directory that may be changed.
async fn fails(work: &Descriptor, name: &str, path: &str, how: OpenFlags, flags: DescriptorFlags) {
    case(FUNCTION, name, async { done(at(work, no_follow(), path, how, flags).await) }).await;
}

async fn at(
    dir: &Descriptor,
    follow: PathFlags,
    path: &str,
    how: OpenFlags,
    flags: DescriptorFlags,
) -> Result<Descriptor, ErrorCode> {
    dir.open_at(follow, path.into(), how, flags).await
}

pub async fn opening(work: &Descriptor, only_read: &Descriptor) {
    let none = OpenFlags::empty();
    let create = OpenFlags::CREATE;
    case(FUNCTION, "what is there", async {
        make(work, "open", b"hello").await?;
        let file = at(work, no_follow(), "open", none, READ).await?;
        ensure(read(&file, 0, 100).await.setup("read-via-stream")? == b"hello", || "other contents".into())
    })
    .await;
    case(FUNCTION, "create", async {
        let file = at(work, no_follow(), "created", create, READ | WRITE).await?;
        write(&file, b"new", 0).await.setup("write-via-stream")?;
        ensure(contents(work, "created").await? == b"new", || "other contents".into())
    })
    .await;
    case(FUNCTION, "create what is there", async {
        make(work, "open", b"hello").await?;
        let file = at(work, no_follow(), "open", create, READ | WRITE).await?;
        ensure(read(&file, 0, 100).await.setup("read-via-stream")? == b"hello", || "other contents".into())
    })
    .await;
    case(FUNCTION, "create exclusively", async {
        at(work, no_follow(), "exclusive", create | OpenFlags::EXCLUSIVE, WRITE).await?;
        ensure(contents(work, "exclusive").await?.is_empty(), || "it has something".into())
    })
    .await;
    case(FUNCTION, "create exclusively what is there", async {
        make(work, "open", b"hello").await?;
        done(at(work, no_follow(), "open", create | OpenFlags::EXCLUSIVE, WRITE).await)
    })
    .await;
    case(FUNCTION, "truncate", async {
        make(work, "open", b"hello").await?;
        at(work, no_follow(), "open", OpenFlags::TRUNCATE, WRITE).await?;
        ensure(contents(work, "open").await?.is_empty(), || "it has something".into())
    })
    .await;
    case(FUNCTION, "a directory", async {
        let made = make_dir(work, "open-dir").await?;
        make(&made, "inside", b"hello").await?;
        let dir = at(work, no_follow(), "open-dir", OpenFlags::DIRECTORY, READ).await?;
        ensure(contents(&dir, "inside").await? == b"hello", || "other contents".into())
    })
    .await;
    case(FUNCTION, "by a path of several steps", async {
        let file = at(work, no_follow(), "./open-dir//../open-dir/./inside", none, READ).await?;
        ensure(read(&file, 0, 100).await.setup("read-via-stream")? == b"hello", || "other contents".into())
    })
    .await;
    case(FUNCTION, "a name that is not of this alphabet", async {
        make(work, "é€🦀 \u{1}\n\\*", b"hello").await?;
        ensure(contents(work, "é€🦀 \u{1}\n\\*").await? == b"hello", || "other contents".into())
    })
    .await;
    case(FUNCTION, "by a link", async {
        make(work, "open", b"hello").await?;
        work.symlink_at("open".into(), "link-to-open".into()).await.setup("symlink-at")?;
        let file = at(work, FOLLOW, "link-to-open", none, READ).await?;
        ensure(read(&file, 0, 100).await.setup("read-via-stream")? == b"hello", || "other contents".into())
    })
    .await;
    case(FUNCTION, "by a link to a directory on the way", async {
        work.symlink_at("open-dir".into(), "link-to-dir".into()).await.setup("symlink-at")?;
        let file = at(work, no_follow(), "link-to-dir/inside", none, READ).await?;
        ensure(read(&file, 0, 100).await.setup("read-via-stream")? == b"hello", || "other contents".into())
    })
    .await;
    case(FUNCTION, "a file that is removed meanwhile", async {
        make(work, "open", b"hello").await?;
        let file = at(work, no_follow(), "open", none, READ).await?;
        work.unlink_file_at("open".into()).await.setup("unlink-file-at")?;
        ensure(read(&file, 0, 100).await.setup("read-via-stream")? == b"hello", || "other contents".into())
    })
    .await;
    case(FUNCTION, "a link itself", async {
        work.symlink_at("created".into(), "link-to-created".into()).await.setup("symlink-at")?;
        done(at(work, no_follow(), "link-to-created", none, READ).await)
    })
    .await;
    case(FUNCTION, "by a link to nothing", async {
        work.symlink_at("nothing".into(), "link-to-nothing".into()).await.setup("symlink-at")?;
        done(at(work, FOLLOW, "link-to-nothing", none, READ).await)
    })
    .await;
    case(FUNCTION, "by a link in a circle", async {
        work.symlink_at("circle-b".into(), "circle-a".into()).await.setup("symlink-at")?;
        work.symlink_at("circle-a".into(), "circle-b".into()).await.setup("symlink-at")?;
        done(at(work, FOLLOW, "circle-a", none, READ).await)
    })
    .await;
    fails(work, "what is not there", "not there", none, READ).await;
    fails(work, "in a directory that is not there", "not there/file", create, WRITE).await;
    fails(work, "below a file", "created/below", none, READ).await;
    fails(work, "no path", "", none, READ).await;
    fails(work, "a file as a directory", "created", OpenFlags::DIRECTORY, READ).await;
    fails(work, "a file with a slash behind it", "created/", none, READ).await;
    fails(work, "a directory to write", "open-dir", none, WRITE).await;
    fails(work, "a directory to truncate", "open-dir", OpenFlags::TRUNCATE, WRITE).await;
    fails(work, "create a directory", "new-dir", create | OpenFlags::DIRECTORY, READ).await;
    fails(work, "a name that is too long", &"n".repeat(300), create, WRITE).await;
    fails(work, "out of the directory", "../outside", none, READ).await;
    fails(work, "create out of the directory", "open-dir/../../outside", create, WRITE).await;
    fails(work, "an absolute path", "/work/created", none, READ).await;
    case(FUNCTION, "below a descriptor of a file", async {
        let file = make(work, "open", b"hello").await?;
        done(at(&file, no_follow(), "x", none, READ).await)
    })
    .await;
    case(FUNCTION, "in a directory that is read only", async {
        let file = open(only_read, "text", READ).await?;
        ensure(read(&file, 0, 100).await.setup("read-via-stream")? == b"read only\n", || "other contents".into())
    })
    .await;
    case(FUNCTION, "a file that is read only to write", async {
        done(at(only_read, no_follow(), "text", none, READ | WRITE).await)
    })
    .await;
    case(FUNCTION, "create in a directory that is read only", async {
        done(at(only_read, no_follow(), "new", create, READ).await)
    })
    .await;
    case(FUNCTION, "truncate a file that is read only", async {
        let outcome = at(only_read, no_follow(), "text", OpenFlags::TRUNCATE, READ).await;
        ensure(contents(only_read, "text").await? == b"read only\n", || "it was changed".into())?;
        done(outcome)
    })
    .await;
    case(FUNCTION, "a directory that is read only to change it", async {
        done(at(only_read, no_follow(), "sub", OpenFlags::DIRECTORY, DescriptorFlags::MUTATE_DIRECTORY).await)
    })
    .await;
    case(FUNCTION, "create below a directory that is read only", async {
        let sub = at(only_read, no_follow(), "sub", OpenFlags::DIRECTORY, READ).await.setup("open-at")?;
        done(at(&sub, no_follow(), "new", create, WRITE).await)
    })
    .await;
}
