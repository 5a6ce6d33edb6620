use crate::{get, plain, with_options, SEND};
use wasi_programs::http::{body, request};
use wasi_programs::wasi::http::client;
use wasi_programs::wasi::http::types::{ErrorCode, Fields, Method, RequestOptions, Scheme};
use wasi_programs::{case, done, ensure, Setup};

const MS: u64 = 1_000_000;

pub async fn refused(server: &str, nobody: &str) {
    case(SEND, "where nobody listens", async { done(get(nobody, "/").await) }).await;
    case(SEND, "a name that is not allowed", async { done(get("denied.example", "/").await) }).await;
    case(SEND, "an address that is not allowed", async { done(get("192.0.2.1", "/").await) }).await;
    case(SEND, "without an authority", async {
        let (made, _) = request(Fields::new(), None);
        let _ = made.set_scheme(Some(&Scheme::Http));
        done(client::send(made).await)
    })
    .await;
    case(SEND, "a scheme that is unknown", async {
        let (made, _) = plain(Method::Get, server, "/hello", &[])?;
        let _ = made.set_scheme(Some(&Scheme::Other("ftp".into())));
        done(client::send(made).await)
    })
    .await;
    case(SEND, "CONNECT", async {
        let (made, _) = plain(Method::Connect, server, "/hello", &[])?;
        done(client::send(made).await)
    })
    .await;
    case(SEND, "TLS to a server that has none", async {
        let (made, _) = plain(Method::Get, server, "/hello", &[])?;
        let _ = made.set_scheme(Some(&Scheme::Https));
        match client::send(made).await {
            // Which of them depends on who notices first.
            Err(ErrorCode::TlsCertificateError | ErrorCode::TlsAlertReceived(_) | ErrorCode::ConnectionTerminated) => {
                Err(ErrorCode::TlsProtocolError.into())
            }
            other => done(other),
        }
    })
    .await;
}

pub async fn broken(server: &str) {
    case(SEND, "no answer in time", async {
        let options = RequestOptions::new();
        options.set_first_byte_timeout(Some(200 * MS)).setup("set-first-byte-timeout")?;
        done(with_options(server, "/slow", Some(options)).await)
    })
    .await;
    case(SEND, "no more of the body in time", async {
        let options = RequestOptions::new();
        options.set_between_bytes_timeout(Some(200 * MS)).setup("set-between-bytes-timeout")?;
        let response = with_options(server, "/slow-body", Some(options)).await.setup("send")?;
        let (got, end) = body(response).await;
        ensure(got == b"some", || format!("{got:?}"))?;
        done(end)
    })
    .await;
    case(SEND, "the server goes away before it answers", async { done(get(server, "/close").await) }).await;
    case(SEND, "the server does not speak HTTP", async { done(get(server, "/garbage").await) }).await;
    for (name, path) in [("less than the server announced", "/cut"), ("no end of the body", "/cut-chunked")] {
        case(SEND, name, async {
            let (got, end) = body(get(server, path).await.setup("send")?).await;
            ensure(got == b"some", || format!("{got:?}"))?;
            match end {
                // Which of the two depends on how the connection ended.
                Err(ErrorCode::ConnectionTerminated) => Err(ErrorCode::HttpResponseIncomplete.into()),
                other => done(other),
            }
        })
        .await;
    }
    case(SEND, "headers that are too large", async { done(get(server, "/large-headers").await) }).await;
}
