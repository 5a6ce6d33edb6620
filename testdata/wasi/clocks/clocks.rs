//! wasi:clocks. The harness sets the time zone to Europe/Berlin, and gives the time of the host in the argument.

use wasi_programs::wasi::cli::environment;
use wasi_programs::wasi::clocks::{monotonic_clock, system_clock, timezone};
use wasi_programs::{case, ensure, join, program};

program!(cases);

const MS: u64 = 1_000_000;

async fn cases(_mode: &str) -> Result<(), ()> {
    monotonic().await;
    system().await;
    zone().await;
    Ok(())
}

/// How long something takes, in nanoseconds.
async fn took(what: impl std::future::Future) -> u64 {
    let start = monotonic_clock::now();
    what.await;
    monotonic_clock::now() - start
}

async fn monotonic() {
    case("wasi:clocks/monotonic-clock#now", "never goes back", async {
        let mut last = monotonic_clock::now();
        for _ in 0..1000 {
            let now = monotonic_clock::now();
            ensure(now >= last, || format!("{now} after {last}"))?;
            last = now;
        }
        Ok(())
    })
    .await;
    case("wasi:clocks/monotonic-clock#now", "goes on", async {
        let start = monotonic_clock::now();
        monotonic_clock::wait_for(20 * MS).await;
        let passed = monotonic_clock::now() - start;
        ensure((20 * MS..10_000 * MS).contains(&passed), || format!("{passed} ns"))
    })
    .await;
    case("wasi:clocks/monotonic-clock#get-resolution", "at most 100 ms", async {
        let got = monotonic_clock::get_resolution();
        ensure((1..=100 * MS).contains(&got), || format!("{got} ns"))
    })
    .await;
    case("wasi:clocks/monotonic-clock#get-resolution", "again", async {
        let (one, two) = (monotonic_clock::get_resolution(), monotonic_clock::get_resolution());
        ensure(one == two, || format!("{one}, then {two}"))
    })
    .await;
    let function = "wasi:clocks/monotonic-clock#wait-for";
    case(function, "20 ms", async {
        let passed = took(monotonic_clock::wait_for(20 * MS)).await;
        ensure((20 * MS..10_000 * MS).contains(&passed), || format!("{passed} ns"))
    })
    .await;
    case(function, "twice at once", async {
        let both = async { join(monotonic_clock::wait_for(300 * MS), monotonic_clock::wait_for(300 * MS)).await };
        let passed = took(both).await;
        ensure((300 * MS..590 * MS).contains(&passed), || format!("{passed} ns"))
    })
    .await;
    case(function, "no time", async {
        let passed = took(monotonic_clock::wait_for(0)).await;
        ensure(passed < 10_000 * MS, || format!("{passed} ns"))
    })
    .await;
    case(function, "for ever, given up", async {
        let both = first(monotonic_clock::wait_for(u64::MAX), monotonic_clock::wait_for(20 * MS));
        ensure(both.await == 1, || "it came to an end".into())
    })
    .await;
    let function = "wasi:clocks/monotonic-clock#wait-until";
    case(function, "in 20 ms", async {
        let passed = took(monotonic_clock::wait_until(monotonic_clock::now() + 20 * MS)).await;
        ensure((20 * MS..10_000 * MS).contains(&passed), || format!("{passed} ns"))
    })
    .await;
    case(function, "in the past", async {
        let passed = took(monotonic_clock::wait_until(monotonic_clock::now().saturating_sub(1000))).await;
        ensure(passed < 10_000 * MS, || format!("{passed} ns"))
    })
    .await;
    case(function, "for ever, given up", async {
        let both = first(monotonic_clock::wait_until(u64::MAX), monotonic_clock::wait_for(20 * MS));
        ensure(both.await == 1, || "it came to an end".into())
    })
    .await;
}

/// Which of two comes to its end first; the other is given up.
async fn first(a: impl std::future::Future<Output = ()>, b: impl std::future::Future<Output = ()>) -> usize {
    let (mut a, mut b) = (Box::pin(a), Box::pin(b));
    std::future::poll_fn(|cx| {
        if a.as_mut().poll(cx).is_ready() {
            return std::task::Poll::Ready(0);
        }
        b.as_mut().poll(cx).map(|()| 1)
    })
    .await
}

async fn system() {
    case("wasi:clocks/system-clock#now", "the time of the host", async {
        let now = system_clock::now();
        let given = environment::get_arguments().get(1).and_then(|s| s.parse::<i64>().ok()).unwrap_or(0);
        ensure((0..=120).contains(&(now.seconds - given)) && now.nanoseconds < 1_000_000_000, || format!("{now:?}"))
    })
    .await;
    case("wasi:clocks/system-clock#now", "goes on", async {
        let nanoseconds = |t: system_clock::Instant| i128::from(t.seconds) * 1_000_000_000 + i128::from(t.nanoseconds);
        let start = nanoseconds(system_clock::now());
        monotonic_clock::wait_for(20 * MS).await;
        let passed = nanoseconds(system_clock::now()) - start;
        ensure((5_000_000..10_000_000_000).contains(&passed), || format!("{passed} ns"))
    })
    .await;
    case("wasi:clocks/system-clock#get-resolution", "at most a second", async {
        let got = system_clock::get_resolution();
        ensure((1..=1000 * MS).contains(&got), || format!("{got} ns"))
    })
    .await;
    case("wasi:clocks/system-clock#get-resolution", "again", async {
        let (one, two) = (system_clock::get_resolution(), system_clock::get_resolution());
        ensure(one == two, || format!("{one}, then {two}"))
    })
    .await;
}

async fn zone() {
    case("wasi:clocks/timezone#iana-id", "of the host", async {
        let got = timezone::iana_id();
        ensure(got.as_deref() == Some("Europe/Berlin"), || format!("{got:?}"))
    })
    .await;
    case("wasi:clocks/timezone#iana-id", "again", async {
        ensure(timezone::iana_id() == timezone::iana_id(), || "another".into())
    })
    .await;
    let function = "wasi:clocks/timezone#utc-offset";
    let offset = |seconds, nanoseconds| timezone::utc_offset(system_clock::Instant { seconds, nanoseconds });
    for (name, seconds, nanoseconds, wanted) in [
        ("in winter", 1_705_312_800, 0, 3600),
        ("in summer", 1_721_044_800, 999_999_999, 7200),
        ("a second before summer time", 1_711_846_799, 999_999_999, 3600),
        ("at the begin of summer time", 1_711_846_800, 0, 7200),
        ("before 1970", -1, 0, 3600),
    ] {
        case(function, name, async {
            let got = offset(seconds, nanoseconds);
            ensure(got == Some(wanted * 1_000_000_000), || format!("{got:?}"))
        })
        .await;
    }
    case(function, "out of range", async {
        // The whole of s64 has an offset on hosts that can say it; it must be one that WIT allows.
        let got = offset(i64::MAX, 0);
        ensure(got.is_none_or(|o| o.unsigned_abs() < 86_400_000 * MS), || format!("{got:?}"))
    })
    .await;
    case("wasi:clocks/timezone#to-debug-string", "of the host", async {
        let got = timezone::to_debug_string();
        ensure(!got.is_empty(), || "empty".into())
    })
    .await;
    case("wasi:clocks/timezone#to-debug-string", "again", async {
        ensure(timezone::to_debug_string() == timezone::to_debug_string(), || "another".into())
    })
    .await;
}
