//! wasi:random.

use wasi_programs::wasi::random::{insecure, insecure_seed, random};
use wasi_programs::{case, ensure, program, Outcome};

program!(cases);

async fn cases(_mode: &str) -> Result<(), ()> {
    for (interface, bytes, number) in [
        ("random", random::get_random_bytes as fn(u64) -> Vec<u8>, random::get_random_u64 as fn() -> u64),
        ("insecure", insecure::get_insecure_random_bytes, insecure::get_insecure_random_u64),
    ] {
        let prefix = if interface == "random" { "random" } else { "insecure-random" };
        let function = &format!("wasi:random/{interface}#get-{prefix}-bytes");
        case(function, "32", async {
            let (one, two) = (bytes(32), bytes(32));
            ensure(one.len() == 32 && two.len() == 32, || format!("{} and {} bytes", one.len(), two.len()))?;
            ensure(one != two, || format!("twice {one:?}"))
        })
        .await;
        case(function, "spread evenly", async { spread(&bytes) }).await;
        case(function, "none", async {
            let got = bytes(0);
            ensure(got.is_empty(), || format!("{} bytes", got.len()))
        })
        .await;
        case(function, "more than there can be", async {
            // Fewer is allowed, and here the only way.
            let got = bytes(u64::MAX).len();
            ensure(got > 0, || format!("{got} bytes"))
        })
        .await;
        let function = &format!("wasi:random/{interface}#get-{prefix}-u64");
        case(function, "another each time", async {
            let mut got: Vec<_> = (0..100).map(|_| number()).collect();
            got.sort();
            got.dedup();
            ensure(got.len() == 100, || format!("{} numbers of 100", got.len()))
        })
        .await;
        case(function, "all bits", async {
            let (or, and) = (0..200).map(|_| number()).fold((0, u64::MAX), |(or, and), n| (or | n, and & n));
            ensure(or == u64::MAX && and == 0, || format!("{or:x} and {and:x}"))
        })
        .await;
    }
    let function = "wasi:random/insecure-seed#get-insecure-seed";
    case(function, "is something", async {
        let got = insecure_seed::get_insecure_seed();
        ensure(got != (0, 0), || "zero".into())
    })
    .await;
    case(function, "again", async {
        let got = insecure_seed::get_insecure_seed();
        ensure(got != (0, 0), || "zero".into())
    })
    .await;
    Ok(())
}

/// Whether each of the 256 bytes comes about as often: with 64 KiB, 256 times each, give or take six deviations of 16.
fn spread(bytes: &impl Fn(u64) -> Vec<u8>) -> Outcome {
    let mut counts = [0i32; 256];
    let mut rest = 1 << 16;
    while rest > 0 {
        let got = bytes(rest);
        ensure(!got.is_empty() && got.len() as u64 <= rest, || format!("{} of {rest} bytes", got.len()))?;
        rest -= got.len() as u64;
        for byte in got {
            counts[byte as usize] += 1;
        }
    }
    ensure(counts.iter().all(|n| (160..=352).contains(n)), || format!("{counts:?}"))
}
