use wasi_programs::http::{fields, request, text};
use wasi_programs::wasi::http::types::{Fields, HeaderError};
use wasi_programs::{case, done, ensure, Outcome};

fn from(entries: &[(&str, &[u8])]) -> Result<Fields, HeaderError> {
    let entries: Vec<_> = entries.iter().map(|(n, v)| (n.to_string(), v.to_vec())).collect();
    Fields::from_list(&entries)
}

fn are(got: &Fields, wanted: &[&str]) -> Outcome {
    let got = text(got);
    ensure(got == wanted, || format!("{got:?}"))
}

pub async fn making() {
    case("wasi:http/types#[constructor]fields", "empty", async { are(&Fields::new(), &[]) }).await;
    case("wasi:http/types#[constructor]fields", "can be changed", async {
        let made = Fields::new();
        made.append("a", b"b")?;
        are(&made, &["a: b"])
    })
    .await;
    let function = "wasi:http/types#[static]fields.from-list";
    case(function, "in their order", async {
        let made = from(&[("B", b"1"), ("a", b"2"), ("b", b"3"), ("c", b"")])?;
        are(&made, &["B: 1", "a: 2", "B: 3", "c: "])
    })
    .await;
    case(function, "bytes that are no UTF-8", async {
        let made = from(&[("a", b"\xff\x80")])?;
        ensure(made.get("a") == [b"\xff\x80"], || format!("{:?}", made.get("a")))
    })
    .await;
    case(function, "nothing", async { are(&from(&[])?, &[]) }).await;
    for name in ["", "a b", "a:b", "é", "a\nb", "(a)", "a\0"] {
        case(function, &format!("a name {name:?}"), async { done(from(&[("ok", b""), (name, b"x")])) }).await;
    }
    for value in ["a\nb", "a\r\nb: c", "a\0b"] {
        case(function, &format!("a value {value:?}"), async { done(from(&[("a", value.as_bytes())])) }).await;
    }
    for name in ["Connection", "transfer-encoding", "Upgrade", "keep-alive", "host"] {
        case(function, &format!("the field {name}"), async { done(from(&[(name, b"x")])) }).await;
    }
    case(function, "too large", async {
        let large = vec![b'x'; 1 << 20];
        done(from(&[("a", &large), ("b", &large)]))
    })
    .await;
    case(function, "too many", async {
        let many: Vec<(&str, &[u8])> = vec![("a", b"b"); 100_000];
        done(from(&many))
    })
    .await;
}

pub async fn reading() {
    let some = || fields(&[("A", "1"), ("b", ""), ("a", "2")]);
    let function = "wasi:http/types#[method]fields.get";
    case(function, "all values, by any case", async {
        let got = some()?.get("a");
        ensure(got == [b"1", b"2"], || format!("{got:?}"))
    })
    .await;
    case(function, "an empty value", async {
        let got = some()?.get("B");
        ensure(got == [b""], || format!("{got:?}"))
    })
    .await;
    case(function, "what is not there", async {
        let got = some()?.get("c");
        ensure(got.is_empty(), || format!("{got:?}"))
    })
    .await;
    case(function, "by a name that is none", async {
        let got = some()?.get("a b");
        ensure(got.is_empty(), || format!("{got:?}"))
    })
    .await;
    let function = "wasi:http/types#[method]fields.has";
    for (name, wanted) in [("a", true), ("A", true), ("b", true), ("c", false), ("a b", false), ("", false)] {
        case(function, &format!("{name:?}"), async {
            ensure(some()?.has(name) == wanted, || format!("not {wanted}"))
        })
        .await;
    }
    let function = "wasi:http/types#[method]fields.copy-all";
    case(function, "in their order, each by the first of its names", async { are(&some()?, &["A: 1", "b: ", "A: 2"]) }).await;
    case(function, "nothing", async { are(&Fields::new(), &[]) }).await;
    let function = "wasi:http/types#[method]fields.clone";
    case(function, "is another", async {
        let one = some()?;
        let two = one.clone();
        two.append("c", b"3")?;
        one.delete("a")?;
        are(&one, &["b: "])?;
        are(&two, &["A: 1", "b: ", "A: 2", "c: 3"])
    })
    .await;
    case(function, "of what cannot be changed", async {
        let copy = immutable()?.clone();
        copy.append("c", b"3")?;
        are(&copy, &["a: 1", "c: 3"])
    })
    .await;
}

/// The fields of a request, which cannot be changed.
fn immutable() -> Outcome<Fields> {
    let (request, _) = request(fields(&[("a", "1")])?, None);
    Ok(request.get_headers())
}

pub async fn changing() {
    let some = || fields(&[("A", "1"), ("b", ""), ("a", "2")]);
    let function = "wasi:http/types#[method]fields.set";
    case(function, "what is there", async {
        let it = some()?;
        it.set("a", &[b"3".to_vec(), b"4".to_vec()])?;
        ensure(it.get("A") == [b"3", b"4"] && it.get("b") == [b""], || format!("{:?}", text(&it)))
    })
    .await;
    case(function, "what is not there", async {
        let it = some()?;
        it.set("New", &[b"3".to_vec()])?;
        are(&it, &["A: 1", "b: ", "A: 2", "New: 3"])
    })
    .await;
    case(function, "to no value", async {
        let it = some()?;
        it.set("a", &[])?;
        are(&it, &["b: "])
    })
    .await;
    for (name, field, value) in [
        ("a name that is none", "a b", "x"),
        ("a value that is none", "a", "x\ny"),
        ("a field that is the host's", "Connection", "close"),
    ] {
        case(function, name, async {
            let it = some()?;
            let outcome = it.set(field, &[value.as_bytes().to_vec()]);
            are(&it, &["A: 1", "b: ", "A: 2"])?;
            done(outcome)
        })
        .await;
    }
    case(function, "too large", async { done(some()?.set("a", &[vec![b'x'; 2 << 20]])) }).await;
    case(function, "what cannot be changed", async { done(immutable()?.set("a", &[b"x".to_vec()])) }).await;
    let function = "wasi:http/types#[method]fields.append";
    case(function, "to what is there", async {
        let it = some()?;
        it.append("B", b"3")?;
        are(&it, &["A: 1", "b: ", "A: 2", "b: 3"])
    })
    .await;
    case(function, "a name that is none", async { done(some()?.append("", b"x")) }).await;
    case(function, "a value that is none", async { done(some()?.append("a", b"\r")) }).await;
    case(function, "a field that is the host's", async { done(some()?.append("Transfer-Encoding", b"chunked")) }).await;
    case(function, "too large", async { done(some()?.append("a", &vec![b'x'; 2 << 20])) }).await;
    case(function, "what cannot be changed", async { done(immutable()?.append("b", b"x")) }).await;
    let function = "wasi:http/types#[method]fields.delete";
    case(function, "all values, by any case", async {
        let it = some()?;
        it.delete("a")?;
        are(&it, &["b: "])
    })
    .await;
    case(function, "what is not there", async {
        let it = some()?;
        it.delete("c")?;
        are(&it, &["A: 1", "b: ", "A: 2"])
    })
    .await;
    case(function, "what cannot be changed", async { done(immutable()?.delete("a")) }).await;
    let function = "wasi:http/types#[method]fields.get-and-delete";
    case(function, "all values, by any case", async {
        let it = some()?;
        let got = it.get_and_delete("a")?;
        ensure(got == [b"1", b"2"], || format!("{got:?}"))?;
        are(&it, &["b: "])
    })
    .await;
    case(function, "what is not there", async {
        let got = some()?.get_and_delete("c")?;
        ensure(got.is_empty(), || format!("{got:?}"))
    })
    .await;
    case(function, "what cannot be changed", async { done(immutable()?.get_and_delete("a")) }).await;
}
