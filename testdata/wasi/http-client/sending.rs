use crate::{aim, get, plain, SEND};
use wasi_programs::http::{body, fields, text, Body};
use wasi_programs::wasi::http::client;
use wasi_programs::wasi::http::types::{ErrorCode, Method, Request, Response};
use wasi_programs::{case, done, drain, ensure, join, send_all, Failure, Outcome};

fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8).collect()
}

/// The value of a header of a response.
fn header(response: &Response, name: &str) -> String {
    response.get_headers().get(name).iter().map(|v| String::from_utf8_lossy(v).into_owned()).collect::<Vec<_>>().join(", ")
}

pub async fn sending(server: &str) {
    case(SEND, "GET", async {
        let response = get(server, "/hello?a=b").await?;
        let (status, kind) = (response.get_status_code(), header(&response, "Content-Type"));
        ensure(status == 200 && kind.starts_with("text/plain"), || format!("{status} {kind}"))?;
        let (got, end) = body(response).await;
        ensure(got == b"hello ?a=b", || format!("{:?}", String::from_utf8_lossy(&got)))?;
        ensure(end?.is_none(), || "there are trailers".into())
    })
    .await;
    for (name, method) in [
        ("HEAD", Method::Head),
        ("PUT", Method::Put),
        ("DELETE", Method::Delete),
        ("OPTIONS", Method::Options),
        ("PATCH", Method::Patch),
        ("PURGE", Method::Other("PURGE".into())),
    ] {
        case(SEND, name, async {
            let (request, transmitted) = plain(method.clone(), server, "/method", &[])?;
            let response = client::send(request).await?;
            let got = header(&response, "x-method");
            ensure(got == name, || format!("{got:?}"))?;
            let (got, _) = body(response).await;
            ensure(got.is_empty(), || format!("{got:?}"))?;
            done(transmitted.await)
        })
        .await;
    }
    case(SEND, "headers", async {
        let (request, _) = plain(Method::Get, server, "/headers", &[("X-One", "1"), ("x-two", "a, b")])?;
        let (got, _) = body(client::send(request).await?).await;
        let got = String::from_utf8_lossy(&got).to_lowercase();
        ensure(got.contains("x-one: 1\n") && got.contains("x-two: a, b\n"), || got.clone())?;
        ensure(got.contains(&format!("host: {server}\n")), || got)
    })
    .await;
    for status in [204, 404, 500] {
        case(SEND, &format!("status {status}"), async {
            let got = get(server, &format!("/status/{status}")).await?.get_status_code();
            ensure(got == status, || format!("{got}"))
        })
        .await;
    }
    case(SEND, "a redirect is not followed", async {
        let response = get(server, "/redirect").await?;
        let (status, to) = (response.get_status_code(), header(&response, "location"));
        ensure(status == 302 && to == "/hello", || format!("{status} {to}"))
    })
    .await;
    case(SEND, "headers of the response cannot be changed", async {
        let response = get(server, "/hello").await?;
        match response.get_headers().append("a", b"b") {
            Err(e) if Failure::from(e.clone()).to_string() == "immutable" => Ok(()),
            other => done(other),
        }
    })
    .await;
    case(SEND, "twenty at once", async {
        let all: Vec<_> = (0..20).map(|i| Box::pin(async move { text_of(server, &format!("/hello?{i}")).await })).collect();
        for (i, got) in join_all(all).await.into_iter().enumerate() {
            let got = got?;
            ensure(got == format!("hello ?{i}"), || got)?;
        }
        Ok(())
    })
    .await;
}

/// What comes out where a platform does without trailers.
fn none() -> Outcome {
    Err(Failure::Code("none".into()))
}

async fn text_of(server: &str, path: &str) -> Outcome<String> {
    let (got, end) = body(get(server, path).await?).await;
    end?;
    Ok(String::from_utf8_lossy(&got).into_owned())
}

async fn join_all<F: std::future::Future>(mut all: Vec<std::pin::Pin<Box<F>>>) -> Vec<F::Output> {
    let mut results: Vec<Option<F::Output>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (one, result) in all.iter_mut().zip(&mut results) {
            if result.is_none() {
                if let std::task::Poll::Ready(value) = one.as_mut().poll(cx) {
                    *result = Some(value);
                }
            }
        }
        if results.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    results.into_iter().flatten().collect()
}

/// Sends bytes as a request's body, with these headers, and gives the response.
async fn post(server: &str, path: &str, headers: &[(&str, &str)], bytes: &[u8]) -> Outcome<Result<Response, ErrorCode>> {
    let Body { bytes: tx, trailers, contents, end } = Body::new();
    let (request, _transmitted) = Request::new(fields(headers)?, Some(contents), end, None);
    aim(&request, Method::Post, server, path);
    let sent = async {
        send_all(tx, bytes).await;
        let _ = trailers.write(Ok(None)).await;
    };
    Ok(join(client::send(request), sent).await.0)
}

pub async fn duplex(server: &str) {
    case(SEND, "there and back at the same time", async {
        let Body { bytes: mut tx, trailers, contents, end } = Body::new();
        let (request, _transmitted) = Request::new(fields(&[])?, Some(contents), end, None);
        aim(&request, Method::Post, server, "/echo");
        let first = async { tx.write_all(b"one ".to_vec()).await };
        let (response, _) = join(client::send(request), first).await;
        let (mut contents, end) = Response::consume_body(response?, wasi_programs::http::received());
        let got = drain(&mut contents, 4).await;
        ensure(got == b"one ", || format!("{got:?}"))?;
        for _ in 0..10 {
            let (_, got) = join(tx.write_all(b"more ".to_vec()), drain(&mut contents, 5)).await;
            ensure(got == b"more ", || format!("{got:?}"))?;
        }
        drop(tx);
        let _ = trailers.write(Ok(None)).await;
        let got = drain(&mut contents, 1).await;
        ensure(got.is_empty(), || format!("{got:?}"))?;
        drop(contents);
        done(end.await)
    })
    .await;
}

pub async fn bodies(server: &str) {
    case(SEND, "a body", async {
        let response = post(server, "/echo", &[("content-type", "text/x")], b"what is sent").await??;
        let kind = header(&response, "content-type");
        let (got, end) = body(response).await;
        end?;
        ensure(kind == "text/x" && got == b"what is sent", || format!("{kind}: {got:?}"))
    })
    .await;
    case(SEND, "a body of a known length", async {
        let response = post(server, "/echo", &[("content-length", "12")], b"what is sent").await??;
        let length = header(&response, "x-length");
        ensure(length == "12", || format!("{length:?}"))?;
        let (got, end) = body(response).await;
        end?;
        ensure(got == b"what is sent", || format!("{got:?}"))
    })
    .await;
    case(SEND, "four megabytes there", async {
        let bytes = pattern(4 << 20);
        let response = post(server, "/count", &[], &bytes).await??;
        let (got, _) = body(response).await;
        ensure(got == b"4194304 bytes that count up", || format!("{:?}", String::from_utf8_lossy(&got)))
    })
    .await;
    case(SEND, "four megabytes back", async {
        let (got, end) = body(get(server, "/large").await?).await;
        end?;
        ensure(got == pattern(4 << 20), || format!("{} bytes", got.len()))
    })
    .await;
    case(SEND, "trailers there", async {
        let Body { bytes: tx, trailers, contents, end } = Body::new();
        let (request, transmitted) = Request::new(fields(&[])?, Some(contents), end, None);
        aim(&request, Method::Post, server, "/received-trailers");
        let given = fields(&[("x-end", "of the request")])?;
        let sent = async {
            send_all(tx, b"contents").await;
            let _ = trailers.write(Ok(Some(given))).await;
        };
        let (response, _) = join(client::send(request), sent).await;
        let (got, _) = body(response?).await;
        if got.is_empty() {
            return none();
        }
        ensure(got == b"x-end: of the request\n", || format!("{:?}", String::from_utf8_lossy(&got)))?;
        done(transmitted.await)
    })
    .await;
    case(SEND, "trailers back", async {
        let (got, end) = body(get(server, "/trailers").await?).await;
        ensure(got == b"with trailers", || format!("{got:?}"))?;
        let Some(got) = end?.map(|t| text(&t)) else { return none() };
        ensure(got == ["x-end: of the response"], || format!("{got:?}"))
    })
    .await;
    case(SEND, "the reader goes away", async {
        let response = get(server, "/large").await?;
        let (mut contents, end) = Response::consume_body(response, wasi_programs::http::received());
        let got = drain(&mut contents, 1000).await;
        ensure(got == pattern(1000), || format!("{} bytes", got.len()))?;
        drop(contents);
        // Either is an end.
        let _ = end.await;
        Ok(())
    })
    .await;
    case(SEND, "the response goes away unread", async {
        for _ in 0..20 {
            drop(get(server, "/large").await?);
        }
        Ok(())
    })
    .await;
    for (name, length) in [("less than was announced", "100"), ("more than was announced", "5")] {
        case(SEND, name, async {
            let response = post(server, "/count", &[("content-length", length)], b"what is sent").await?;
            done(response)
        })
        .await;
    }
    case(SEND, "a length that is none", async {
        done(post(server, "/echo", &[("content-length", "many")], b"what is sent").await?)
    })
    .await;
    case(SEND, "an error in place of trailers", async {
        let Body { bytes: tx, trailers, contents, end } = Body::new();
        let (request, transmitted) = Request::new(fields(&[])?, Some(contents), end, None);
        aim(&request, Method::Post, server, "/count");
        let sent = async {
            send_all(tx, b"contents").await;
            let _ = trailers.write(Err(ErrorCode::ConfigurationError)).await;
        };
        let (response, _) = join(client::send(request), sent).await;
        ensure(response.is_err(), || "there is a response".into())?;
        done(transmitted.await)
    })
    .await;
}
