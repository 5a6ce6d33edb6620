use wasi_programs::files::{contents, make, make_dir, open, write, FOLLOW, no_follow, READ, WRITE};
use wasi_programs::wasi::clocks::system_clock::{self, Instant};
use wasi_programs::wasi::filesystem::types::{Advice, Descriptor, DescriptorFlags, DescriptorType, NewTimestamp};
use wasi_programs::{case, done, ensure, Outcome, Setup};

async fn has_size(file: &Descriptor, wanted: u64) -> Outcome {
    let size = file.stat().await.setup("stat")?.size;
    ensure(size == wanted, || format!("{size} bytes"))
}

pub async fn sizes(work: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.set-size";
    case(function, "longer", async {
        let file = make(work, "size", b"hello").await?;
        file.set_size(8).await?;
        has_size(&file, 8).await?;
        ensure(contents(work, "size").await? == b"hello\0\0\0", || "other contents".into())
    })
    .await;
    case(function, "shorter", async {
        let file = make(work, "size", b"hello").await?;
        file.set_size(2).await?;
        has_size(&file, 2).await?;
        ensure(contents(work, "size").await? == b"he", || "other contents".into())
    })
    .await;
    case(function, "longer than any file", async {
        let file = make(work, "size", b"hello").await?;
        let outcome = file.set_size(u64::MAX).await;
        has_size(&file, 5).await?;
        done(outcome)
    })
    .await;
    case(function, "of a file opened for reading", async {
        make(work, "size", b"hello").await?;
        let file = open(work, "size", READ).await.setup("open-at")?;
        let outcome = file.set_size(2).await;
        has_size(&file, 5).await?;
        done(outcome)
    })
    .await;
    case(function, "of a directory", async {
        let dir = make_dir(work, "size-dir").await?;
        done(dir.set_size(0).await)
    })
    .await;
}

const fn at(seconds: i64, nanoseconds: u32) -> Instant {
    Instant { seconds, nanoseconds }
}

/// Whether both times are as wanted; none: whatever it is.
async fn has_times(of: &Descriptor, accessed: Option<Instant>, modified: Option<Instant>) -> Outcome {
    let stat = of.stat().await.setup("stat")?;
    for (name, got, wanted) in [
        ("accessed", stat.data_access_timestamp, accessed),
        ("modified", stat.data_modification_timestamp, modified),
    ] {
        let equal = |a: Instant, b: Instant| a.seconds == b.seconds && a.nanoseconds == b.nanoseconds;
        ensure(wanted.is_none_or(|w| got.is_some_and(|g| equal(g, w))), || format!("{name}: {got:?}"))?;
    }
    Ok(())
}

/// Whether a time is at most a minute from now.
fn is_now(time: Option<Instant>) -> bool {
    time.is_some_and(|t| t.seconds.abs_diff(system_clock::now().seconds) <= 60 && t.nanoseconds < 1_000_000_000)
}

pub async fn times(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.set-times";
    let (early, late) = (at(1_000_000_000, 500_000_000), at(1_700_000_000, 250_000_000));
    case(function, "both", async {
        let file = make(work, "times", b"hello").await?;
        file.set_times(NewTimestamp::Timestamp(early), NewTimestamp::Timestamp(late)).await?;
        has_times(&file, Some(early), Some(late)).await
    })
    .await;
    case(function, "one of them", async {
        let file = make(work, "times", b"hello").await?;
        file.set_times(NewTimestamp::Timestamp(early), NewTimestamp::Timestamp(late)).await?;
        file.set_times(NewTimestamp::NoChange, NewTimestamp::Timestamp(early)).await?;
        has_times(&file, Some(early), Some(early)).await?;
        file.set_times(NewTimestamp::Timestamp(late), NewTimestamp::NoChange).await?;
        has_times(&file, Some(late), Some(early)).await
    })
    .await;
    case(function, "to now", async {
        let file = make(work, "times", b"hello").await?;
        file.set_times(NewTimestamp::Timestamp(early), NewTimestamp::Timestamp(early)).await?;
        file.set_times(NewTimestamp::Now, NewTimestamp::Now).await?;
        let stat = file.stat().await.setup("stat")?;
        ensure(is_now(stat.data_access_timestamp) && is_now(stat.data_modification_timestamp), || format!("{stat:?}"))
    })
    .await;
    case(function, "before 1970", async {
        let file = make(work, "times", b"hello").await?;
        let time = at(-2, 500_000_000);
        file.set_times(NewTimestamp::Timestamp(time), NewTimestamp::Timestamp(time)).await?;
        has_times(&file, Some(time), Some(time)).await
    })
    .await;
    case(function, "of a directory", async {
        let dir = make_dir(work, "times-dir").await?;
        dir.set_times(NewTimestamp::Timestamp(early), NewTimestamp::Timestamp(late)).await?;
        has_times(&dir, None, Some(late)).await
    })
    .await;
    case(function, "to what is no time", async {
        let file = make(work, "times", b"hello").await?;
        done(file.set_times(NewTimestamp::NoChange, NewTimestamp::Timestamp(at(0, 1_000_000_000))).await)
    })
    .await;
    case(function, "to a time out of range", async {
        let file = make(work, "times", b"hello").await?;
        done(file.set_times(NewTimestamp::NoChange, NewTimestamp::Timestamp(at(i64::MAX, 0))).await)
    })
    .await;
    case(function, "of a file opened for reading", async {
        make(work, "times", b"hello").await?;
        let file = open(work, "times", READ).await.setup("open-at")?;
        file.set_times(NewTimestamp::Timestamp(early), NewTimestamp::Timestamp(late)).await?;
        has_times(&file, Some(early), Some(late)).await
    })
    .await;
    case(function, "of a file that is read only", async {
        let file = open(only_read, "text", READ).await.setup("open-at")?;
        done(file.set_times(NewTimestamp::Now, NewTimestamp::Now).await)
    })
    .await;
    case(function, "of a directory that is read only", async {
        done(only_read.set_times(NewTimestamp::Now, NewTimestamp::Now).await)
    })
    .await;
}

pub async fn flags_and_types(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.get-flags";
    for (name, flags) in [("of a file to read", READ), ("of a file to write", WRITE), ("of a file for both", READ | WRITE)] {
        case(function, name, async {
            make(work, "flags", b"").await?;
            let got = open(work, "flags", flags).await.setup("open-at")?.get_flags().await?;
            ensure(got == flags, || format!("{got:?}"))
        })
        .await;
    }
    case(function, "of a directory", async {
        let got = work.get_flags().await?;
        ensure(got & (READ | DescriptorFlags::MUTATE_DIRECTORY) == READ | DescriptorFlags::MUTATE_DIRECTORY, || format!("{got:?}"))
    })
    .await;
    case(function, "of a directory that is read only", async {
        let got = only_read.get_flags().await?;
        ensure(got & DescriptorFlags::MUTATE_DIRECTORY == DescriptorFlags::empty(), || format!("{got:?}"))
    })
    .await;
    let function = "wasi:filesystem/types#[method]descriptor.get-type";
    case(function, "of a file", async {
        let got = make(work, "type", b"").await?.get_type().await?;
        ensure(matches!(got, DescriptorType::RegularFile), || format!("{got:?}"))
    })
    .await;
    case(function, "of a directory", async {
        let got = work.get_type().await?;
        ensure(matches!(got, DescriptorType::Directory), || format!("{got:?}"))
    })
    .await;
}

pub async fn stats(work: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.stat";
    case(function, "of a file", async {
        let stat = make(work, "stat", b"hello").await?.stat().await?;
        ensure(
            matches!(stat.type_, DescriptorType::RegularFile)
                && stat.size == 5
                && stat.link_count == 1
                && is_now(stat.data_modification_timestamp)
                && stat.data_access_timestamp.is_none_or(|t| is_now(Some(t)))
                && stat.status_change_timestamp.is_none_or(|t| is_now(Some(t))),
            || format!("{stat:?}"),
        )
    })
    .await;
    case(function, "of a file that was removed", async {
        let file = make(work, "gone", b"hello").await?;
        work.unlink_file_at("gone".into()).await.setup("unlink-file-at")?;
        let stat = file.stat().await?;
        ensure(stat.size == 5 && stat.link_count == 0, || format!("{stat:?}"))
    })
    .await;
    case(function, "of a directory", async {
        let stat = work.stat().await?;
        ensure(matches!(stat.type_, DescriptorType::Directory), || format!("{stat:?}"))
    })
    .await;
    let function = "wasi:filesystem/types#[method]descriptor.is-same-object";
    case(function, "a file opened twice", async {
        let file = make(work, "same", b"").await?;
        let again = open(work, "same", READ).await.setup("open-at")?;
        ensure(file.is_same_object(&again).await && again.is_same_object(&file).await, || "false".into())
    })
    .await;
    case(function, "a file by another name", async {
        let file = make(work, "same", b"").await?;
        work.rename_at("same".into(), work, "renamed".into()).await.setup("rename-at")?;
        let again = open(work, "renamed", READ).await.setup("open-at")?;
        ensure(file.is_same_object(&again).await, || "false".into())
    })
    .await;
    case(function, "two files that are equal", async {
        let (one, two) = (make(work, "one", b"x").await?, make(work, "two", b"x").await?);
        ensure(!one.is_same_object(&two).await, || "true".into())
    })
    .await;
    case(function, "a file and a directory", async {
        let file = make(work, "one", b"x").await?;
        ensure(!file.is_same_object(work).await && work.is_same_object(work).await, || "wrong".into())
    })
    .await;
}

pub async fn hashes(work: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.metadata-hash";
    let hash = async |of: &Descriptor| of.metadata_hash().await.map(|h| (h.lower, h.upper));
    case(function, "stays", async {
        let file = make(work, "hash", b"hello").await?;
        let again = open(work, "hash", READ).await.setup("open-at")?;
        let (one, two) = (hash(&file).await?, hash(&again).await?);
        ensure(one == two, || format!("{one:?}, then {two:?}"))
    })
    .await;
    case(function, "changes with the file", async {
        let file = make(work, "hash", b"hello").await?;
        let before = hash(&file).await?;
        write(&file, b"more than that", 0).await.setup("write-via-stream")?;
        ensure(hash(&file).await? != before, || "the same".into())
    })
    .await;
    case(function, "of two files", async {
        let (one, two) = (make(work, "one", b"x").await?, make(work, "two", b"xy").await?);
        ensure(hash(&one).await? != hash(&two).await?, || "the same".into())
    })
    .await;
    case(function, "of a directory", async { done(hash(work).await) }).await;
    let function = "wasi:filesystem/types#[method]descriptor.metadata-hash-at";
    let hash_at = async |follow, path: &str| work.metadata_hash_at(follow, path.into()).await.map(|h| (h.lower, h.upper));
    case(function, "as that of the open file", async {
        let file = make(work, "hash", b"hello").await?;
        let (one, two) = (hash_at(no_follow(), "hash").await?, hash(&file).await.setup("metadata-hash")?);
        ensure(one == two, || format!("{one:?} and {two:?}"))
    })
    .await;
    case(function, "of a link, and of what it leads to", async {
        let file = make(work, "hash", b"hello").await?;
        work.symlink_at("hash".into(), "link-to-hash".into()).await.setup("symlink-at")?;
        let wanted = hash(&file).await.setup("metadata-hash")?;
        ensure(hash_at(FOLLOW, "link-to-hash").await? == wanted, || "not that of the file".into())?;
        ensure(hash_at(no_follow(), "link-to-hash").await? != wanted, || "that of the file".into())
    })
    .await;
    case(function, "of nothing", async { done(hash_at(no_follow(), "not there").await) }).await;
    case(function, "out of the directory", async { done(hash_at(FOLLOW, "../hash").await) }).await;
}

pub async fn hints(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.advise";
    for (name, advice) in [
        ("normal", Advice::Normal),
        ("sequential", Advice::Sequential),
        ("random", Advice::Random),
        ("will-need", Advice::WillNeed),
        ("dont-need", Advice::DontNeed),
        ("no-reuse", Advice::NoReuse),
    ] {
        case(function, name, async {
            let file = make(work, "advise", b"hello").await?;
            file.advise(0, 5, advice).await?;
            ensure(contents(work, "advise").await? == b"hello", || "other contents".into())
        })
        .await;
    }
    case(function, "about what no file has", async {
        let file = make(work, "advise", b"hello").await?;
        done(file.advise(u64::MAX, u64::MAX, Advice::Normal).await)
    })
    .await;
    case(function, "about a directory", async { done(work.advise(0, 0, Advice::Normal).await) }).await;
    // Whether something is on a disk cannot be seen from here: that it is still there afterwards, can.
    for (name, data_only) in [("sync", false), ("sync-data", true)] {
        let function = &format!("wasi:filesystem/types#[method]descriptor.{name}");
        let sync = async |d: &Descriptor| if data_only { d.sync_data().await } else { d.sync().await };
        case(function, "what was written", async {
            let file = make(work, name, b"hello").await?;
            sync(&file).await?;
            ensure(contents(work, name).await? == b"hello", || "other contents".into())
        })
        .await;
        case(function, "of a file opened for reading", async {
            make(work, name, b"hello").await?;
            done(sync(&open(work, name, READ).await.setup("open-at")?).await)
        })
        .await;
        case(function, "of a directory", async { done(sync(work).await) }).await;
        case(function, "of a directory that is read only", async { done(sync(only_read).await) }).await;
    }
}
