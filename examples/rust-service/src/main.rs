//! An HTTP service for WASI 0.2: it greets, and sends back in capitals what it is sent, as it comes.
use bytes::Bytes;
use http_body_util::BodyExt;
use wstd::http::{Body, Error, Method, Request, Response};

#[wstd::http_server]
async fn main(request: Request<Body>) -> Result<Response<Body>, Error> {
    if request.method() != Method::POST {
        let name = request.uri().query().unwrap_or("world").to_owned();
        return Ok(Response::new(format!("Hello, {name}!\n").into()));
    }
    let body = request.into_body().into_boxed_body();
    Ok(Response::new(Body::from_http_body(body.map_frame(|frame| frame.map_data(|data| Bytes::from(data.to_ascii_uppercase()))))))
}
