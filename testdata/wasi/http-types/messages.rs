use wasi_programs::http::{fields, no_trailers, received, request, text, Body};
use wasi_programs::wasi::http::types::{ErrorCode, Fields, HeaderError, Method, Request, Response, Scheme};
use wasi_programs::{case, closed, done, drain, ensure, join, send_all, Failure, Setup};

fn empty() -> Request {
    request(Fields::new(), None).0
}

/// Sets a property and reads it back, for good values; the outcome for others.
macro_rules! property {
    ($getter:literal $get:ident, $setter:literal $set:ident, good $good:expr, bad $bad:expr) => {
        let (getter, setter) = ($getter, $setter);
        for value in $good {
            let name = format!("{value:?}");
            case(setter, &name, async { done(empty().$set(value.as_ref()).map_err(Failure::from)) }).await;
            case(getter, &name, async {
                let request = empty();
                request.$set(value.as_ref()).setup("set")?;
                let got = request.$get();
                ensure(format!("{got:?}") == name, || format!("{got:?}"))
            })
            .await;
        }
        for value in $bad {
            case(setter, &format!("{value:?}"), async {
                let request = empty();
                let before = format!("{:?}", request.$get());
                let outcome = request.$set(value.as_ref());
                ensure(format!("{:?}", request.$get()) == before, || "it was set".into())?;
                done(outcome.map_err(Failure::from))
            })
            .await;
        }
    };
}

fn none() -> Option<String> {
    None
}

fn some(text: &str) -> Option<String> {
    Some(text.into())
}

pub async fn requests() {
    let function = "wasi:http/types#[static]request.new";
    case(function, "its defaults", async {
        let it = empty();
        ensure(
            matches!(it.get_method(), Method::Get)
                && it.get_path_with_query().is_none()
                && it.get_scheme().is_none()
                && it.get_authority().is_none()
                && it.get_options().is_none(),
            || "others".into(),
        )
    })
    .await;
    case(function, "with a body", async {
        let body = Body::new();
        let (it, _) = Request::new(Fields::new(), Some(body.contents), body.end, None);
        let (mut contents, _) = Request::consume_body(it, received());
        let (sent, got) = join(send_all(body.bytes, b"contents"), drain(&mut contents, 8)).await;
        ensure(sent == 8 && got == b"contents", || format!("{sent} bytes sent, {got:?} received"))
    })
    .await;
    methods().await;
    property!(
        "wasi:http/types#[method]request.get-path-with-query" get_path_with_query,
        "wasi:http/types#[method]request.set-path-with-query" set_path_with_query_of,
        good [some("/"), some("/a/b?c=d&e"), some("/%20"), some("*"), none()],
        bad [some("/a b"), some("/a\nb"), some("/a#b"), some("/\0")]
    );
    schemes().await;
    property!(
        "wasi:http/types#[method]request.get-authority" get_authority,
        "wasi:http/types#[method]request.set-authority" set_authority_of,
        good [some("example.com"), some("example.com:8080"), some("[::1]:80"), some("127.0.0.1"), none()],
        bad [some(""), some("a b"), some("a/b"), some("example.com:99999"), some("example.com:port"), some("a\nb")]
    );
    let function = "wasi:http/types#[method]request.get-headers";
    case(function, "as they were given", async {
        let (it, _) = request(fields(&[("B", "1"), ("a", "2")])?, None);
        let got = text(&it.get_headers());
        ensure(got == ["B: 1", "a: 2"], || format!("{got:?}"))
    })
    .await;
    case(function, "cannot be changed", async {
        let (it, _) = request(fields(&[("a", "1")])?, None);
        match it.get_headers().append("b", b"2") {
            Err(HeaderError::Immutable) => Ok(()),
            other => done(other),
        }
    })
    .await;
    case(function, "stay when the request is consumed", async {
        let (it, _) = request(fields(&[("a", "1")])?, None);
        let headers = it.get_headers();
        let _consumed = Request::consume_body(it, received());
        let got = text(&headers);
        ensure(got == ["a: 1"], || format!("{got:?}"))
    })
    .await;
    bodies(
        "wasi:http/types#[static]request.consume-body",
        |body| {
            let (it, _) = Request::new(Fields::new(), Some(body.0), body.1, None);
            Request::consume_body(it, received())
        },
        || Request::consume_body(empty(), received()),
    )
    .await;
}

trait ByOption {
    fn set_path_with_query_of(&self, path: Option<&String>) -> Result<(), ()>;
    fn set_authority_of(&self, authority: Option<&String>) -> Result<(), ()>;
}

impl ByOption for Request {
    fn set_path_with_query_of(&self, path: Option<&String>) -> Result<(), ()> {
        self.set_path_with_query(path.map(String::as_str))
    }
    fn set_authority_of(&self, authority: Option<&String>) -> Result<(), ()> {
        self.set_authority(authority.map(String::as_str))
    }
}

async fn methods() {
    let (getter, setter) = ("wasi:http/types#[method]request.get-method", "wasi:http/types#[method]request.set-method");
    for method in [
        Method::Get,
        Method::Head,
        Method::Post,
        Method::Put,
        Method::Delete,
        Method::Connect,
        Method::Options,
        Method::Trace,
        Method::Patch,
        Method::Other("PURGE".into()),
    ] {
        let name = format!("{method:?}");
        case(setter, &name, async { done(empty().set_method(&method).map_err(Failure::from)) }).await;
        case(getter, &name, async {
            let request = empty();
            request.set_method(&method).setup("set-method")?;
            let got = request.get_method();
            ensure(format!("{got:?}") == name, || format!("{got:?}"))
        })
        .await;
    }
    for method in ["", "bad method", "bad\nmethod", "méthode"] {
        case(setter, &format!("{method:?}"), async {
            let request = empty();
            let outcome = request.set_method(&Method::Other(method.into()));
            ensure(matches!(request.get_method(), Method::Get), || "it was set".into())?;
            done(outcome.map_err(Failure::from))
        })
        .await;
    }
}

async fn schemes() {
    let (getter, setter) = ("wasi:http/types#[method]request.get-scheme", "wasi:http/types#[method]request.set-scheme");
    for scheme in [Some(Scheme::Http), Some(Scheme::Https), Some(Scheme::Other("coap+tcp".into())), None] {
        let name = format!("{scheme:?}");
        case(setter, &name, async { done(empty().set_scheme(scheme.as_ref()).map_err(Failure::from)) }).await;
        case(getter, &name, async {
            let request = empty();
            request.set_scheme(scheme.as_ref()).setup("set-scheme")?;
            let got = request.get_scheme();
            ensure(format!("{got:?}") == name, || format!("{got:?}"))
        })
        .await;
    }
    for scheme in ["", "1a", "a b", "a:", "é"] {
        case(setter, &format!("{scheme:?}"), async {
            let request = empty();
            let outcome = request.set_scheme(Some(&Scheme::Other(scheme.into())));
            ensure(request.get_scheme().is_none(), || "it was set".into())?;
            done(outcome.map_err(Failure::from))
        })
        .await;
    }
}

type Ends = (wasi_programs::wit_bindgen::StreamReader<u8>, wasi_programs::wit_bindgen::FutureReader<wasi_programs::http::TrailersResult>);

/// What a message gives when it is consumed: with a body, and without one.
async fn bodies(function: &str, with: impl Fn(Ends) -> Ends, without: impl Fn() -> Ends) {
    case(function, "contents and trailers", async {
        let Body { bytes, trailers, contents, end } = Body::new();
        let (mut contents, end) = with((contents, end));
        let given = fields(&[("x-end", "1")])?;
        let sent = async {
            let taken = send_all(bytes, b"all of the contents").await;
            (taken, trailers.write(Ok(Some(given))).await.is_ok())
        };
        let read = async {
            let got = drain(&mut contents, 100).await;
            drop(contents);
            (got, end.await)
        };
        let ((taken, told), (got, trailers)) = join(sent, read).await;
        ensure(taken == 19 && told && got == b"all of the contents", || format!("{taken}, {told}, {got:?}"))?;
        let got = trailers?.map(|t| text(&t));
        ensure(got.as_deref() == Some(&["x-end: 1".to_string()]), || format!("{got:?}"))
    })
    .await;
    case(function, "an error in place of trailers", async {
        let Body { bytes, trailers, contents, end } = Body::new();
        let (mut contents, end) = with((contents, end));
        let sent = async {
            send_all(bytes, b"some").await;
            let _ = trailers.write(Err(ErrorCode::HttpProtocolError)).await;
        };
        let read = async {
            drain(&mut contents, 100).await;
            drop(contents);
            end.await
        };
        match join(sent, read).await.1 {
            Err(ErrorCode::HttpProtocolError) => Ok(()),
            other => done(other),
        }
    })
    .await;
    case(function, "the reader goes away", async {
        let Body { mut bytes, trailers: _trailers, contents, end } = Body::new();
        let (contents, _end) = with((contents, end));
        drop(contents);
        let rest = bytes.write_all(vec![0; 1 << 20]).await;
        ensure(!rest.is_empty(), || "all was taken".into())
    })
    .await;
    case(function, "no body", async {
        let (mut contents, end) = without();
        ensure(closed(&mut contents).await, || "the stream has something".into())?;
        drop(contents);
        let trailers = end.await?;
        ensure(trailers.is_none(), || "there are trailers".into())
    })
    .await;
}

fn response(headers: Fields) -> Response {
    Response::new(headers, None, no_trailers()).0
}

pub async fn responses() {
    let function = "wasi:http/types#[static]response.new";
    case(function, "its defaults", async {
        let got = response(Fields::new()).get_status_code();
        ensure(got == 200, || format!("{got}"))
    })
    .await;
    case(function, "with a body", async {
        let body = Body::new();
        let (it, _) = Response::new(Fields::new(), Some(body.contents), body.end);
        let (mut contents, _) = Response::consume_body(it, received());
        let (sent, got) = join(send_all(body.bytes, b"contents"), drain(&mut contents, 8)).await;
        ensure(sent == 8 && got == b"contents", || format!("{sent} bytes sent, {got:?} received"))
    })
    .await;
    status_codes().await;
    let function = "wasi:http/types#[method]response.get-headers";
    case(function, "as they were given", async {
        let got = text(&response(fields(&[("B", "1"), ("a", "2")])?).get_headers());
        ensure(got == ["B: 1", "a: 2"], || format!("{got:?}"))
    })
    .await;
    case(function, "cannot be changed", async {
        match response(fields(&[("a", "1")])?).get_headers().delete("a") {
            Err(HeaderError::Immutable) => Ok(()),
            other => done(other),
        }
    })
    .await;
    bodies(
        "wasi:http/types#[static]response.consume-body",
        |body| {
            let (it, _) = Response::new(Fields::new(), Some(body.0), body.1);
            Response::consume_body(it, received())
        },
        || Response::consume_body(response(Fields::new()), received()),
    )
    .await;
}

async fn status_codes() {
    let (getter, setter) = (
        "wasi:http/types#[method]response.get-status-code",
        "wasi:http/types#[method]response.set-status-code",
    );
    for code in [100, 204, 404, 599] {
        case(setter, &code.to_string(), async { done(response(Fields::new()).set_status_code(code).map_err(Failure::from)) }).await;
        case(getter, &code.to_string(), async {
            let it = response(Fields::new());
            it.set_status_code(code).setup("set-status-code")?;
            let got = it.get_status_code();
            ensure(got == code, || format!("{got}"))
        })
        .await;
    }
    for code in [0, 99, 1000, 65535] {
        case(setter, &code.to_string(), async {
            let it = response(Fields::new());
            let outcome = it.set_status_code(code);
            ensure(it.get_status_code() == 200, || "it was set".into())?;
            done(outcome.map_err(Failure::from))
        })
        .await;
    }
}

