//! wasi:http/handler: a service, for requests of the harness.

use wasi_programs::http::{fields, no_trailers, text, Body};
use wasi_programs::wasi::clocks::monotonic_clock;
use wasi_programs::wasi::http::types::{ErrorCode, Fields, Method, Request, Response};
use wasi_programs::wit_bindgen::{spawn_local, StreamResult};
use wasi_programs::{drain, print, send_all, wit_future};

wasi_programs::wit_bindgen::generate!({
    world: "service",
    path: "wit",
    with: {
        "wasi:clocks/types@0.3.0": wasi_programs::wasi::clocks::types,
        "wasi:http/types@0.3.0": wasi_programs::wasi::http::types,
    },
    runtime_path: "wasi_programs::wit_bindgen::rt",
});

struct Service;

impl exports::wasi::http::handler::Guest for Service {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let path = request.get_path_with_query().unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        match path {
            "/head" => head(request).await,
            "/echo" => echo(request, Fields::new()),
            "/trailers" => trailers(request),
            "/status" => status(query.parse().unwrap_or(0)),
            "/no-body" => Ok(Response::new(Fields::new(), None, no_trailers()).0),
            "/wait" => wait().await,
            "/spin" => loop {
                std::hint::spin_loop();
            },
            "/endless" => Ok(endless()),
            "/error" => Err(ErrorCode::HttpRequestDenied),
            "/trap" => panic!("the service traps"),
            "/trap-later" => Ok(trap_later()),
            "/broken" => Ok(broken()),
            "/print" => {
                print("from the service\n").await;
                status(204)
            }
            _ => status(404),
        }
    }
}

export!(Service);

/// A response with a text.
fn answer(text: String) -> Result<Response, ErrorCode> {
    let Body { bytes, trailers, contents, end } = Body::new();
    let headers = fields(&[("content-type", "text/plain; charset=utf-8")]).map_err(|e| ErrorCode::InternalError(Some(e.to_string())))?;
    let (response, _) = Response::new(headers, Some(contents), end);
    spawn_local(async move {
        send_all(bytes, text.as_bytes()).await;
        let _ = trailers.write(Ok(None)).await;
    });
    Ok(response)
}

fn status(code: u16) -> Result<Response, ErrorCode> {
    let (response, _) = Response::new(Fields::new(), None, no_trailers());
    response.set_status_code(code).map_err(|()| ErrorCode::InternalError(Some(format!("{code} is no status"))))?;
    Ok(response)
}

/// What is known of the request before its body.
async fn head(request: Request) -> Result<Response, ErrorCode> {
    let headers = request.get_headers();
    let mut lines = vec![
        match request.get_method() {
            Method::Other(name) => name,
            method => format!("{method:?}").trim_start_matches("Method::").to_uppercase(),
        },
        format!("{:?}", request.get_scheme()),
        request.get_authority().unwrap_or_default(),
        request.get_path_with_query().unwrap_or_default(),
        format!("immutable: {}", headers.append("x-new", b"1").is_err()),
    ];
    lines.extend(text(&headers).into_iter().filter(|line| line.starts_with("x-")));
    drop(headers);
    answer(lines.join("\n") + "\n")
}

/// Sends the body of the request back as it comes, in upper case, with its trailers.
fn echo(request: Request, headers: Fields) -> Result<Response, ErrorCode> {
    let (told, res) = wit_future::new(|| Ok(()));
    let (mut from, end) = Request::consume_body(request, res);
    let Body { bytes: mut to, trailers, contents, end: end_of_response } = Body::new();
    let (response, _) = Response::new(headers, Some(contents), end_of_response);
    spawn_local(async move {
        loop {
            let (status, mut some) = from.read(Vec::with_capacity(1 << 16)).await;
            some.make_ascii_uppercase();
            if !to.write_all(some).await.is_empty() || !matches!(status, StreamResult::Complete(_)) {
                break;
            }
        }
        drop((from, to));
        let _ = trailers.write(end.await).await;
        let _ = told.write(Ok(())).await;
    });
    Ok(response)
}

/// Trailers of its own, and those of the request in the body.
fn trailers(request: Request) -> Result<Response, ErrorCode> {
    let (mut from, end) = Request::consume_body(request, wit_future::new(|| Ok(())).1);
    let Body { bytes, trailers, contents, end: end_of_response } = Body::new();
    let (response, _) = Response::new(Fields::new(), Some(contents), end_of_response);
    spawn_local(async move {
        drain(&mut from, usize::MAX >> 1).await;
        drop(from);
        let got = match end.await {
            Ok(Some(got)) => text(&got).join("\n"),
            Ok(None) => "none".to_string(),
            Err(code) => format!("{code:?}"),
        };
        send_all(bytes, got.as_bytes()).await;
        let _ = trailers.write(Ok(fields(&[("x-end", "of the service")]).ok())).await;
    });
    Ok(response)
}

/// Takes 300 ms.
async fn wait() -> Result<Response, ErrorCode> {
    monotonic_clock::wait_for(300_000_000).await;
    answer("waited\n".into())
}

/// Goes on as long as somebody reads.
fn endless() -> Response {
    let Body { mut bytes, trailers, contents, end } = Body::new();
    let (response, _) = Response::new(Fields::new(), Some(contents), end);
    spawn_local(async move {
        while bytes.write_all(b"on and on\n".repeat(100)).await.is_empty() {}
        print("nobody reads any more\n").await;
        let _ = trailers.write(Ok(None)).await;
    });
    response
}

/// Traps after the beginning of the body.
fn trap_later() -> Response {
    let Body { mut bytes, trailers: _trailers, contents, end } = Body::new();
    let (response, _) = Response::new(Fields::new(), Some(contents), end);
    spawn_local(async move {
        bytes.write_all(b"some".to_vec()).await;
        panic!("the service traps later");
    });
    response
}

/// Says after the beginning of the body that it is broken.
fn broken() -> Response {
    let Body { bytes, trailers, contents, end } = Body::new();
    let (response, _) = Response::new(Fields::new(), Some(contents), end);
    spawn_local(async move {
        send_all(bytes, b"some").await;
        let _ = trailers.write(Err(ErrorCode::InternalError(None))).await;
    });
    response
}
