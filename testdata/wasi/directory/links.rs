use crate::entries::there;
use wasi_programs::files::{contents, make, make_dir, no_follow, FOLLOW};
use wasi_programs::wasi::clocks::system_clock::{self, Instant};
use wasi_programs::wasi::filesystem::types::{Descriptor, DescriptorType, NewTimestamp};
use wasi_programs::{case, done, ensure, Setup};

pub async fn symbolic(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.symlink-at";
    let link = async |old: &str, new: &str| work.symlink_at(old.into(), new.into()).await;
    let target = async |path: &str| work.readlink_at(path.into()).await;
    case(function, "to a file", async {
        make(work, "pointed to", b"hello").await?;
        link("pointed to", "symlink").await?;
        let got = target("symlink").await.setup("readlink-at")?;
        ensure(got == "pointed to", || got)
    })
    .await;
    case(function, "to nothing", async {
        link("é€🦀 nothing", "symlink to nothing").await?;
        let stat = work.stat_at(no_follow(), "symlink to nothing".into()).await.setup("stat-at")?;
        ensure(matches!(stat.type_, DescriptorType::SymbolicLink), || format!("{stat:?}"))
    })
    .await;
    case(function, "to an absolute path", async { done(link("/etc/passwd", "symlink absolute").await) }).await;
    case(function, "where something is", async {
        make(work, "a file", b"").await?;
        done(link("pointed to", "a file").await)
    })
    .await;
    case(function, "in a directory that is not there", async { done(link("x", "not there/x").await) }).await;
    case(function, "out of the directory", async { done(link("x", "../x").await) }).await;
    case(function, "in a directory that is read only", async {
        done(only_read.symlink_at("text".into(), "symlink".into()).await)
    })
    .await;
    let function = "wasi:filesystem/types#[method]descriptor.readlink-at";
    case(function, "a link", async {
        let got = target("symlink to nothing").await?;
        ensure(got == "é€🦀 nothing", || got)
    })
    .await;
    case(function, "a file", async { done(target("a file").await) }).await;
    case(function, "a directory", async { done(target(".").await) }).await;
    case(function, "what is not there", async { done(target("not there").await) }).await;
    case(function, "out of the directory", async { done(target("../symlink").await) }).await;
}

/// A link that this program could not have made.
pub async fn absolute(only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.readlink-at";
    case(function, "a link to an absolute path", async {
        done(only_read.readlink_at("absolute".into()).await)
    })
    .await;
}

pub async fn hard(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.link-at";
    let link = async |old: &str, new: &str| work.link_at(no_follow(), old.into(), work, new.into()).await;
    case(function, "a file", async {
        let file = make(work, "linked", b"hello").await?;
        link("linked", "other name").await?;
        file.set_size(4).await.setup("set-size")?;
        ensure(contents(work, "other name").await? == b"hell", || "other contents".into())?;
        let stat = file.stat().await.setup("stat")?;
        ensure(stat.link_count == 2, || format!("{} links", stat.link_count))
    })
    .await;
    case(function, "into another directory", async {
        make(work, "linked", b"hello").await?;
        let dir = make_dir(work, "link-dir").await?;
        work.link_at(no_follow(), "linked".into(), &dir, "new".into()).await?;
        ensure(contents(work, "link-dir/new").await? == b"hello", || "other contents".into())
    })
    .await;
    case(function, "a directory", async { done(link("link-dir", "link to a directory").await) }).await;
    case(function, "what is not there", async { done(link("not there", "new").await) }).await;
    case(function, "where something is", async {
        make(work, "linked", b"hello").await?;
        make(work, "a file", b"").await?;
        done(link("linked", "a file").await)
    })
    .await;
    case(function, "following a link", async {
        done(work.link_at(FOLLOW, "linked".into(), work, "followed".into()).await)
    })
    .await;
    case(function, "out of the directory", async { done(link("linked", "../linked").await) }).await;
    case(function, "into the directory", async { done(link("../work/linked", "new").await) }).await;
    case(function, "from a directory that is read only", async {
        let outcome = only_read.link_at(no_follow(), "text".into(), work, "stolen".into()).await;
        ensure(!there(work, "stolen").await, || "it is there".into())?;
        done(outcome)
    })
    .await;
    case(function, "to a directory that is read only", async {
        done(work.link_at(no_follow(), "linked".into(), only_read, "new".into()).await)
    })
    .await;
}

pub async fn stats(work: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.stat-at";
    case(function, "a file", async {
        make(work, "stat", b"hello").await?;
        let stat = work.stat_at(no_follow(), "stat".into()).await?;
        ensure(matches!(stat.type_, DescriptorType::RegularFile) && stat.size == 5, || format!("{stat:?}"))
    })
    .await;
    case(function, "a directory", async {
        make_dir(work, "stat-dir").await?;
        let stat = work.stat_at(no_follow(), "stat-dir/".into()).await?;
        ensure(matches!(stat.type_, DescriptorType::Directory), || format!("{stat:?}"))
    })
    .await;
    case(function, "a link, and what it leads to", async {
        work.symlink_at("stat".into(), "link-to-stat".into()).await.setup("symlink-at")?;
        let stat = work.stat_at(no_follow(), "link-to-stat".into()).await?;
        ensure(matches!(stat.type_, DescriptorType::SymbolicLink) && stat.size == 4, || format!("{stat:?}"))?;
        let stat = work.stat_at(FOLLOW, "link-to-stat".into()).await?;
        ensure(matches!(stat.type_, DescriptorType::RegularFile) && stat.size == 5, || format!("{stat:?}"))
    })
    .await;
    case(function, "what is not there", async { done(work.stat_at(FOLLOW, "not there".into()).await) }).await;
    case(function, "no path", async { done(work.stat_at(FOLLOW, "".into()).await) }).await;
    case(function, "below a file", async { done(work.stat_at(FOLLOW, "stat/below".into()).await) }).await;
    case(function, "out of the directory", async { done(work.stat_at(FOLLOW, "..".into()).await) }).await;
}

pub async fn times(work: &Descriptor, only_read: &Descriptor) {
    let function = "wasi:filesystem/types#[method]descriptor.set-times-at";
    let early = Instant { seconds: 1_000_000_000, nanoseconds: 500_000_000 };
    let late = Instant { seconds: 1_700_000_000, nanoseconds: 250_000_000 };
    let modified = async |follow, path: &str| {
        let stat = work.stat_at(follow, path.into()).await.setup("stat-at")?;
        Ok::<_, wasi_programs::Failure>(stat.data_modification_timestamp.map(|t| (t.seconds, t.nanoseconds)))
    };
    let set = async |follow, path: &str, time| {
        work.set_times_at(follow, path.into(), NewTimestamp::NoChange, NewTimestamp::Timestamp(time)).await
    };
    case(function, "both of a file", async {
        make(work, "times", b"").await?;
        let (a, m) = (NewTimestamp::Timestamp(early), NewTimestamp::Timestamp(late));
        work.set_times_at(no_follow(), "times".into(), a, m).await?;
        let stat = work.stat_at(no_follow(), "times".into()).await.setup("stat-at")?;
        let seconds = |t: Option<Instant>| t.map(|t| (t.seconds, t.nanoseconds));
        ensure(
            seconds(stat.data_access_timestamp).is_none_or(|t| t == (1_000_000_000, 500_000_000))
                && seconds(stat.data_modification_timestamp) == Some((1_700_000_000, 250_000_000)),
            || format!("{stat:?}"),
        )
    })
    .await;
    case(function, "to now", async {
        make(work, "times", b"").await?;
        set(no_follow(), "times", early).await?;
        work.set_times_at(no_follow(), "times".into(), NewTimestamp::NoChange, NewTimestamp::Now).await?;
        let got = modified(no_follow(), "times").await?;
        let now = system_clock::now().seconds;
        ensure(got.is_some_and(|(s, _)| s.abs_diff(now) <= 60), || format!("{got:?}"))
    })
    .await;
    case(function, "by a link, and not of it", async {
        make(work, "times", b"").await?;
        work.symlink_at("times".into(), "link-to-times".into()).await.setup("symlink-at")?;
        let before = modified(no_follow(), "link-to-times").await?;
        set(FOLLOW, "link-to-times", early).await?;
        let got = modified(no_follow(), "times").await?;
        ensure(got == Some((1_000_000_000, 500_000_000)), || format!("{got:?}"))?;
        ensure(modified(no_follow(), "link-to-times").await? == before, || "those of the link changed".into())
    })
    .await;
    case(function, "of a link, and not by it", async {
        make(work, "times", b"").await?;
        set(no_follow(), "times", early).await?;
        set(no_follow(), "link-to-times", late).await?;
        let got = modified(no_follow(), "link-to-times").await?;
        ensure(got == Some((1_700_000_000, 250_000_000)), || format!("{got:?}"))?;
        let got = modified(no_follow(), "times").await?;
        ensure(got == Some((1_000_000_000, 500_000_000)), || format!("those of the file: {got:?}"))
    })
    .await;
    case(function, "what is not there", async { done(set(no_follow(), "not there", early).await) }).await;
    case(function, "to what is no time", async {
        done(set(no_follow(), "times", Instant { seconds: 0, nanoseconds: 1_000_000_000 }).await)
    })
    .await;
    case(function, "out of the directory", async { done(set(FOLLOW, "../work", early).await) }).await;
    case(function, "in a directory that is read only", async {
        done(only_read.set_times_at(no_follow(), "text".into(), NewTimestamp::Now, NewTimestamp::Now).await)
    })
    .await;
}
