use wasi_programs::files::{contents, make, make_dir, no_follow, open, read, READ};
use wasi_programs::wasi::filesystem::types::{Descriptor, DescriptorType, ErrorCode, OpenFlags};
use wasi_programs::{case, done, ensure, wrong, Failure, Outcome, Setup};

/// The names in a directory, sorted, with a letter for the type of each: f, d, l.
async fn list(dir: &Descriptor) -> Result<Vec<String>, ErrorCode> {
    let (rx, end) = dir.read_directory();
    let entries = rx.collect().await;
    end.await?;
    let mut names: Vec<_> = entries
        .iter()
        .map(|entry| match entry.type_ {
            DescriptorType::RegularFile => format!("{} f", entry.name),
            DescriptorType::Directory => format!("{} d", entry.name),
            DescriptorType::SymbolicLink => format!("{} l", entry.name),
            _ => format!("{} {:?}", entry.name, entry.type_),
        })
        .collect();
    names.sort();
    Ok(names)
}

/// Whether a path leads to something.
pub async fn there(dir: &Descriptor, path: &str) -> bool {
    dir.stat_at(no_follow(), path.into()).await.is_ok()
}

pub async fn listing(work: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.read-directory";
    case(function, "files, directories and links", async {
        let dir = make_dir(work, "list").await?;
        make(&dir, "a file", b"").await?;
        make(&dir, "é€🦀", b"").await?;
        make_dir(&dir, "sub").await?;
        let got = list(&dir).await?;
        ensure(got == ["a file f", "sub d", "é€🦀 f"], || format!("{got:?}"))
    })
    .await;
    case(function, "a link", async {
        let dir = make_dir(work, "list-link").await?;
        dir.symlink_at("nothing".into(), "link".into()).await.setup("symlink-at")?;
        let got = list(&dir).await?;
        ensure(got == ["link l"], || format!("{got:?}"))
    })
    .await;
    case(function, "nothing", async {
        let got = list(&make_dir(work, "list-empty").await?).await?;
        ensure(got.is_empty(), || format!("{got:?}"))
    })
    .await;
    case(function, "a thousand files", async {
        let dir = make_dir(work, "list-many").await?;
        let mut wanted: Vec<_> = (0..1000).map(|i| format!("a file with a number {i} f")).collect();
        wanted.sort();
        for name in &wanted {
            make(&dir, name.strip_suffix(" f").unwrap_or(name), b"").await?;
        }
        let got = list(&dir).await?;
        ensure(got == wanted, || format!("{} names", got.len()))
    })
    .await;
    case(function, "two streams at once", async {
        let dir = open_dir(work, "list-many").await?;
        let ((mut one, _), (mut two, _)) = (dir.read_directory(), dir.read_directory());
        let (mut from_one, mut from_two) = (0, 0);
        while let (Some(_), Some(_)) = (one.next().await, two.next().await) {
            (from_one, from_two) = (from_one + 1, from_two + 1);
        }
        ensure(from_one == 1000 && from_two == 1000, || format!("{from_one} and {from_two} names"))
    })
    .await;
    case(function, "the reader goes away", async {
        let (mut rx, end) = open_dir(work, "list-many").await?.read_directory();
        if rx.next().await.is_none() {
            return wrong("it is empty");
        }
        drop(rx);
        done(end.await)
    })
    .await;
    case(function, "of a file", async {
        let file = make(work, "no directory", b"").await?;
        let got = list(&file).await?;
        wrong(format!("{got:?}"))
    })
    .await;
}

async fn open_dir(dir: &Descriptor, path: &str) -> Outcome<Descriptor> {
    dir.open_at(no_follow(), path.into(), OpenFlags::DIRECTORY, READ).await.setup("open-at")
}

pub async fn directories(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.create-directory-at";
    let create = async |path: &str| work.create_directory_at(path.into()).await;
    case(function, "one inside another", async {
        create("outer").await?;
        create("outer/inner").await?;
        let got = list(&open_dir(work, "outer").await?).await.setup("read-directory")?;
        ensure(got == ["inner d"], || format!("{got:?}"))
    })
    .await;
    case(function, "with a slash behind it", async {
        create("slash/").await?;
        done(open_dir(work, "slash").await)
    })
    .await;
    case(function, "what is there", async { done(create("outer").await) }).await;
    case(function, "where a file is", async {
        make(work, "a file", b"").await?;
        done(create("a file").await)
    })
    .await;
    case(function, "in a directory that is not there", async { done(create("not there/new").await) }).await;
    case(function, "below a file", async { done(create("a file/new").await) }).await;
    case(function, "out of the directory", async { done(create("../new").await) }).await;
    case(function, "in a directory that is read only", async {
        done(only_read.create_directory_at("new".into()).await)
    })
    .await;
    let function = "wasi:filesystem/types#[method]descriptor.remove-directory-at";
    let remove = async |path: &str| work.remove_directory_at(path.into()).await;
    case(function, "an empty one", async {
        create("empty").await.setup("create-directory-at")?;
        remove("empty").await?;
        ensure(!there(work, "empty").await, || "it is still there".into())
    })
    .await;
    case(function, "with something in it", async {
        let outcome = remove("outer").await;
        ensure(there(work, "outer/inner").await, || "it is gone".into())?;
        done(outcome)
    })
    .await;
    case(function, "a file", async {
        make(work, "a file", b"").await?;
        done(remove("a file").await)
    })
    .await;
    case(function, "a link to a directory", async {
        work.symlink_at("outer".into(), "link-to-outer".into()).await.setup("symlink-at")?;
        done(remove("link-to-outer").await)
    })
    .await;
    case(function, "what is not there", async { done(remove("not there").await) }).await;
    case(function, "out of the directory", async { done(remove("../work").await) }).await;
    case(function, "in a directory that is read only", async {
        done(only_read.remove_directory_at("sub".into()).await)
    })
    .await;
}

pub async fn unlinking(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.unlink-file-at";
    let unlink = async |path: &str| work.unlink_file_at(path.into()).await;
    case(function, "a file", async {
        make(work, "unlink", b"").await?;
        unlink("unlink").await?;
        ensure(!there(work, "unlink").await, || "it is still there".into())
    })
    .await;
    case(function, "a link, and not what it leads to", async {
        make(work, "kept", b"").await?;
        work.symlink_at("kept".into(), "link-to-kept".into()).await.setup("symlink-at")?;
        unlink("link-to-kept").await?;
        ensure(!there(work, "link-to-kept").await, || "it is still there".into())?;
        ensure(there(work, "kept").await, || "the file is gone".into())
    })
    .await;
    case(function, "a directory", async {
        make_dir(work, "unlink-dir").await?;
        // WIT allows three codes.
        match unlink("unlink-dir").await {
            Err(ErrorCode::IsDirectory | ErrorCode::Access | ErrorCode::NotPermitted) => Err(ErrorCode::IsDirectory.into()),
            other => done(other),
        }
    })
    .await;
    case(function, "what is not there", async { done(unlink("not there").await) }).await;
    case(function, "a file with a slash behind it", async {
        make(work, "unlink", b"").await?;
        done(unlink("unlink/").await)
    })
    .await;
    case(function, "out of the directory", async { done(unlink("../unlink").await) }).await;
    case(function, "in a directory that is read only", async {
        let outcome = only_read.unlink_file_at("text".into()).await;
        ensure(there(only_read, "text").await, || "it is gone".into())?;
        done(outcome)
    })
    .await;
}

pub async fn renaming(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.rename-at";
    let rename = async |old: &str, new: &str| work.rename_at(old.into(), work, new.into()).await;
    case(function, "a file", async {
        make(work, "old", b"hello").await?;
        rename("old", "new").await?;
        ensure(!there(work, "old").await, || "the old name is still there".into())?;
        ensure(contents(work, "new").await? == b"hello", || "other contents".into())
    })
    .await;
    case(function, "over another file", async {
        make(work, "old", b"hello").await?;
        make(work, "new", b"to be replaced").await?;
        rename("old", "new").await?;
        ensure(!there(work, "old").await, || "the old name is still there".into())?;
        ensure(contents(work, "new").await? == b"hello", || "other contents".into())
    })
    .await;
    case(function, "over a file that is open", async {
        make(work, "old", b"hello").await?;
        let replaced = make(work, "new", b"to be replaced").await?;
        rename("old", "new").await?;
        let still = read(&replaced, 0, 100).await.setup("read-via-stream")?;
        ensure(still == b"to be replaced", || "the open file changed".into())
    })
    .await;
    case(function, "to itself", async {
        make(work, "old", b"hello").await?;
        rename("old", "old").await?;
        ensure(contents(work, "old").await? == b"hello", || "other contents".into())
    })
    .await;
    case(function, "a directory", async {
        let dir = make_dir(work, "old-dir").await?;
        make(&dir, "inside", b"hello").await?;
        rename("old-dir", "new-dir").await?;
        ensure(contents(work, "new-dir/inside").await? == b"hello", || "other contents".into())?;
        // The descriptor goes with it.
        ensure(contents(&dir, "inside").await? == b"hello", || "other contents".into())
    })
    .await;
    case(function, "a directory over an empty one", async {
        let dir = make_dir(work, "full-dir").await?;
        make(&dir, "inside", b"hello").await?;
        make_dir(work, "empty-dir").await?;
        rename("full-dir", "empty-dir").await?;
        ensure(contents(work, "empty-dir/inside").await? == b"hello", || "other contents".into())
    })
    .await;
    case(function, "from one directory to another", async {
        let (from, to) = (make_dir(work, "from").await?, make_dir(work, "to").await?);
        make(&from, "old", b"hello").await?;
        from.rename_at("old".into(), &to, "new".into()).await?;
        ensure(contents(work, "to/new").await? == b"hello", || "other contents".into())
    })
    .await;
    case(function, "what is not there", async { done(rename("not there", "new").await) }).await;
    case(function, "a file over a directory", async {
        make(work, "old", b"hello").await?;
        done(rename("old", "new-dir").await)
    })
    .await;
    case(function, "a directory over a file", async {
        make(work, "new", b"hello").await?;
        done(rename("new-dir", "new").await)
    })
    .await;
    case(function, "a directory over one with something in it", async {
        make_dir(work, "other-dir").await?;
        // POSIX allows both.
        match rename("other-dir", "new-dir").await {
            Err(ErrorCode::Exist) => Err(ErrorCode::NotEmpty.into()),
            other => done(other),
        }
    })
    .await;
    case(function, "a directory into itself", async { done(rename("new-dir", "new-dir/inside itself").await) }).await;
    case(function, "out of the directory", async {
        make(work, "old", b"hello").await?;
        done(rename("old", "../old").await)
    })
    .await;
    case(function, "into the directory", async { done(rename("../work", "new").await) }).await;
    case(function, "to a directory that is read only", async {
        make(work, "old", b"hello").await?;
        done(work.rename_at("old".into(), only_read, "new".into()).await)
    })
    .await;
    case(function, "from a directory that is read only", async {
        done(only_read.rename_at("text".into(), work, "new".into()).await)
    })
    .await;
    case(function, "below a descriptor of a file", async {
        let file = open(work, "old", READ).await.setup("open-at")?;
        done(work.rename_at("old".into(), &file, "new".into()).await.map_err(Failure::from))
    })
    .await;
}
