//! wasi:http/client, with a server of the harness, which allows 127.0.0.1 and no other host. The first argument is the
//! server's HOST:PORT, the second a HOST:PORT where nobody listens, a third one says that only what needs both directions
//! at the same time is done.

mod failures;
mod sending;

use wasi_programs::http::{fields, request, Transmitted};
use wasi_programs::program;
use wasi_programs::wasi::cli::environment;
use wasi_programs::wasi::http::client;
use wasi_programs::wasi::http::types::{ErrorCode, Method, Request, RequestOptions, Response, Scheme};
use wasi_programs::Outcome;

program!(cases);

pub const SEND: &str = "wasi:http/client#send";

async fn cases(server: &str) -> Result<(), ()> {
    let args = environment::get_arguments();
    let nobody = args.get(2).ok_or(())?;
    if args.get(3).is_some() {
        sending::duplex(server).await;
        return Ok(());
    }
    sending::sending(server).await;
    sending::bodies(server).await;
    failures::refused(server, nobody).await;
    failures::broken(server).await;
    Ok(())
}

/// Says where a request goes.
pub fn aim(request: &Request, method: Method, authority: &str, path: &str) {
    let _ = request.set_method(&method);
    let _ = request.set_scheme(Some(&Scheme::Http));
    let _ = request.set_authority(Some(authority));
    let _ = request.set_path_with_query(Some(path));
}

/// A request without a body.
pub fn plain(method: Method, authority: &str, path: &str, headers: &[(&str, &str)]) -> Outcome<(Request, Transmitted)> {
    let (made, transmitted) = request(fields(headers)?, None);
    aim(&made, method, authority, path);
    Ok((made, transmitted))
}

pub async fn get(authority: &str, path: &str) -> Result<Response, ErrorCode> {
    with_options(authority, path, None).await
}

pub async fn with_options(authority: &str, path: &str, options: Option<RequestOptions>) -> Result<Response, ErrorCode> {
    let (made, _transmitted) = request(wasi_programs::wasi::http::types::Fields::new(), options);
    aim(&made, Method::Get, authority, path);
    client::send(made).await
}
