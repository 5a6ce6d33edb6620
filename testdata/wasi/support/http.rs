//! Short forms for the cases about HTTP.

use crate::wasi::http::types::{ErrorCode, Fields, Request, RequestOptions, Response, Trailers};
use crate::{drain, wit_future, wit_stream, Outcome, Setup};
use wit_bindgen::{FutureReader, FutureWriter, StreamReader, StreamWriter};

pub type Transmitted = FutureReader<Result<(), ErrorCode>>;
pub type TrailersResult = Result<Option<Trailers>, ErrorCode>;

/// Both ends of the body of a message that is made, and of its trailers.
pub struct Body {
    pub bytes: StreamWriter<u8>,
    pub trailers: FutureWriter<TrailersResult>,
    pub contents: StreamReader<u8>,
    pub end: FutureReader<TrailersResult>,
}

impl Body {
    pub fn new() -> Self {
        let (bytes, contents) = wit_stream::new();
        let (trailers, end) = wit_future::new(|| Ok(None));
        Body { bytes, trailers, contents, end }
    }
}

/// Trailers that say that there are none.
pub fn no_trailers() -> FutureReader<TrailersResult> {
    wit_future::new(|| Ok(None)).1
}

/// What a message's receiver says at the end, if it has nothing to say.
pub fn received() -> FutureReader<Result<(), ErrorCode>> {
    wit_future::new(|| Ok(())).1
}

pub fn fields(entries: &[(&str, &str)]) -> Outcome<Fields> {
    let entries: Vec<_> = entries.iter().map(|(n, v)| (n.to_string(), v.as_bytes().to_vec())).collect();
    Fields::from_list(&entries).setup("from-list")
}

/// The fields, each as "name: value".
pub fn text(fields: &Fields) -> Vec<String> {
    let show = |(name, value): (String, Vec<u8>)| format!("{name}: {}", String::from_utf8_lossy(&value));
    fields.copy_all().into_iter().map(show).collect()
}

/// A request without a body.
pub fn request(headers: Fields, options: Option<RequestOptions>) -> (Request, Transmitted) {
    Request::new(headers, None, no_trailers(), options)
}

/// All of a response's body, and how it ended.
pub async fn body(response: Response) -> (Vec<u8>, TrailersResult) {
    let (mut contents, end) = Response::consume_body(response, received());
    let bytes = drain(&mut contents, usize::MAX >> 1).await;
    drop(contents);
    (bytes, end.await)
}
