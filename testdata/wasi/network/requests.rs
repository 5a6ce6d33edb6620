use wasi_programs::http::request;
use wasi_programs::wasi::http::client;
use wasi_programs::wasi::http::types::{ErrorCode, Fields, Method, Scheme};
use wasi_programs::{case, done, ensure, Failure, Outcome};

const SEND: &str = "wasi:http/client#send";

async fn send(method: &Method, scheme: &Scheme, authority: &str, path: &str) -> Outcome<u16> {
    let (made, _) = request(Fields::new(), None);
    let _ = made.set_method(method);
    let _ = made.set_scheme(Some(scheme));
    if made.set_authority(Some(authority)).is_err() {
        return Err(ErrorCode::HttpRequestUriInvalid.into()); // it does not even come to a request
    }
    let _ = made.set_path_with_query(Some(path));
    client::send(made).await.map(|response| response.get_status_code()).map_err(Failure::from)
}

async fn get(authority: &str) -> Outcome {
    done(send(&Method::Get, &Scheme::Http, authority, "/hello").await)
}

pub async fn allowed(peer: &str) {
    case(SEND, "allowed: the address of the rule", get(peer)).await;
    case(SEND, "allowed: what it is sent on to is for the program to do", async {
        match send(&Method::Get, &Scheme::Http, peer, "/redirect").await {
            Ok(status) => ensure(status == 302, || format!("{status}")),
            Err(failure) => Err(failure),
        }
    })
    .await;
}

pub async fn denied(peer: &str, other: &str) {
    let port = peer.rsplit(':').next().unwrap_or_default();
    for (name, authority) in [
        ("another port", other.to_string()),
        ("another address of this machine", format!("127.0.0.2:{port}")),
        ("the same by IPv6", format!("[::1]:{port}")),
        ("another port in IPv6", format!("[::ffff:127.0.0.1]:{}", other.rsplit(':').next().unwrap_or_default())),
        ("the same by its name", format!("localhost:{port}")),
        ("a name", "denied.example".to_string()),
        ("another machine", "192.0.2.1".to_string()),
        ("the link's own addresses", "169.254.169.254".to_string()),
        ("an address behind the allowed one as a user", format!("{peer}@192.0.2.1")),
    ] {
        case(SEND, &format!("denied: {name}"), get(&authority)).await;
    }
    // What URLs take for 127.0.0.1 in other ways is not allowed by the rule: it is a name, or nothing.
    for host in ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.01"] {
        case(SEND, &format!("denied: {host}"), async {
            match get(&format!("{host}:{port}")).await {
                Err(Failure::Code(code)) if code == "HTTP-request-URI-invalid" || code == "destination-IP-prohibited" => {
                    Err(ErrorCode::HttpRequestDenied.into())
                }
                other => other,
            }
        })
        .await;
    }
    case(SEND, "denied: CONNECT", async { done(send(&Method::Connect, &Scheme::Http, other, "").await) }).await;
}

/// Without any rule.
pub async fn nothing(peer: &str) {
    case(SEND, "nothing allowed", get(peer)).await;
    case(SEND, "nothing allowed, by a name", get("localhost")).await;
}
