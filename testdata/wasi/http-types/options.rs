use wasi_programs::http::request;
use wasi_programs::wasi::http::types::{Fields, RequestOptions, RequestOptionsError};
use wasi_programs::{case, done, ensure, Setup};

type Get = fn(&RequestOptions) -> Option<u64>;
type Set = fn(&RequestOptions, Option<u64>) -> Result<(), RequestOptionsError>;

const TIMEOUTS: [(&str, Get, Set); 3] = [
    ("connect-timeout", RequestOptions::get_connect_timeout, RequestOptions::set_connect_timeout),
    ("first-byte-timeout", RequestOptions::get_first_byte_timeout, RequestOptions::set_first_byte_timeout),
    ("between-bytes-timeout", RequestOptions::get_between_bytes_timeout, RequestOptions::set_between_bytes_timeout),
];

pub async fn options() {
    case("wasi:http/types#[constructor]request-options", "its defaults", async {
        let it = RequestOptions::new();
        ensure(TIMEOUTS.iter().all(|(_, get, _)| get(&it).is_none()), || "there is a timeout".into())
    })
    .await;
    case("wasi:http/types#[constructor]request-options", "another each time", async {
        let (one, two) = (RequestOptions::new(), RequestOptions::new());
        one.set_connect_timeout(Some(1)).setup("set")?;
        ensure(two.get_connect_timeout().is_none(), || "the same".into())
    })
    .await;
    for (name, get, set) in TIMEOUTS {
        let getter = &format!("wasi:http/types#[method]request-options.get-{name}");
        let setter = &format!("wasi:http/types#[method]request-options.set-{name}");
        case(getter, "by default", async {
            let got = get(&RequestOptions::new());
            ensure(got.is_none(), || format!("{got:?}"))
        })
        .await;
        case(getter, "as it was set", async {
            let it = RequestOptions::new();
            for value in [Some(1_500_000_000), Some(0), Some(u64::MAX), None] {
                set(&it, value).setup("set")?;
                let got = get(&it);
                ensure(got == value, || format!("{got:?}"))?;
            }
            Ok(())
        })
        .await;
        case(setter, "and no other", async {
            let it = RequestOptions::new();
            set(&it, Some(1_000_000_000))?;
            let others = TIMEOUTS.iter().filter(|(_, get, _)| get(&it).is_some()).count();
            ensure(others == 1, || format!("{others} are set"))
        })
        .await;
        case(setter, "what cannot be changed", async {
            let made = RequestOptions::new();
            set(&made, Some(1_000_000_000)).setup("set")?;
            let (request, _) = request(Fields::new(), Some(made));
            let it = request.get_options().ok_or(()).setup("get-options")?;
            let outcome = set(&it, None);
            ensure(get(&it) == Some(1_000_000_000), || "it was changed".into())?;
            done(outcome)
        })
        .await;
    }
    let function = "wasi:http/types#[method]request-options.clone";
    case(function, "is another", async {
        let one = RequestOptions::new();
        one.set_connect_timeout(Some(1)).setup("set")?;
        let two = one.clone();
        two.set_connect_timeout(Some(2)).setup("set")?;
        let got = (one.get_connect_timeout(), two.get_connect_timeout());
        ensure(got == (Some(1), Some(2)), || format!("{got:?}"))
    })
    .await;
    case(function, "of what cannot be changed", async {
        let (request, _) = request(Fields::new(), Some(RequestOptions::new()));
        let copy = request.get_options().ok_or(()).setup("get-options")?.clone();
        copy.set_connect_timeout(Some(1))?;
        ensure(copy.get_connect_timeout() == Some(1), || "it was not changed".into())
    })
    .await;
    let function = "wasi:http/types#[method]request.get-options";
    case(function, "as they were given", async {
        let made = RequestOptions::new();
        made.set_first_byte_timeout(Some(7)).setup("set")?;
        let (request, _) = request(Fields::new(), Some(made));
        let got = request.get_options().map(|o| o.get_first_byte_timeout());
        ensure(got == Some(Some(7)), || format!("{got:?}"))
    })
    .await;
    case(function, "none given", async {
        ensure(request(Fields::new(), None).0.get_options().is_none(), || "some".into())
    })
    .await;
}
