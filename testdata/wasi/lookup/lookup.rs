//! wasi:sockets/ip-name-lookup. The harness allows localhost and addresses, and no other name.

use wasi_programs::wasi::sockets::ip_name_lookup::{resolve_addresses, ErrorCode};
use wasi_programs::wasi::sockets::types::IpAddress;
use wasi_programs::{case, done, ensure, program, Outcome};

program!(cases);

const FUNCTION: &str = "wasi:sockets/ip-name-lookup#resolve-addresses";

async fn gives(name: &str, wanted: &str) -> Outcome {
    let got: Vec<_> = resolve_addresses(name.into()).await?.iter().map(text).collect();
    ensure(got == [wanted], || format!("{got:?}"))
}

fn text(address: &IpAddress) -> String {
    match *address {
        IpAddress::Ipv4((a, b, c, d)) => std::net::Ipv4Addr::new(a, b, c, d).to_string(),
        IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => std::net::Ipv6Addr::new(a, b, c, d, e, f, g, h).to_string(),
    }
}

async fn cases(_mode: &str) -> Result<(), ()> {
    case(FUNCTION, "localhost", async {
        let got: Vec<_> = resolve_addresses("localhost".into()).await?.iter().map(text).collect();
        ensure(!got.is_empty() && got.iter().all(|a| a.starts_with("127.") || a == "::1"), || format!("{got:?}"))
    })
    .await;
    for (text, wanted) in [("192.0.2.1", "192.0.2.1"), ("2001:DB8:0::1", "2001:db8::1"), ("[::1]", "::1")] {
        case(FUNCTION, &format!("the address {text}"), gives(text, wanted)).await;
    }
    for name in ["", " ", "a b", "a<b", "127.0.0.1:80", "[::1]:80", "http://localhost/", "under..dots"] {
        case(FUNCTION, &format!("{name:?}"), async { done(resolve_addresses(name.into()).await) }).await;
    }
    case(FUNCTION, "a name that is too long", async { done(resolve_addresses("n".repeat(300)).await) }).await;
    case(FUNCTION, "a name that is not allowed", async { done(resolve_addresses("denied.example".into()).await) }).await;
    case(FUNCTION, "a name that is not there", async {
        match resolve_addresses("nobody.invalid".into()).await {
            // A machine without a network cannot know.
            Err(ErrorCode::TemporaryResolverFailure | ErrorCode::PermanentResolverFailure) => {
                Err(ErrorCode::NameUnresolvable.into())
            }
            other => done(other),
        }
    })
    .await;
    Ok(())
}
