//! An HTTP service of WASI 0.3 that streams: it sends back in capitals what comes, as it comes, and counts, a line for
//! each tick of the clock.

wit_bindgen::generate!({ world: "service", path: "wit", generate_all });

use exports::wasi::http::handler::Guest;
use wasi::clocks::monotonic_clock;
use wasi::http::types::{ErrorCode, Fields, Method, Request, Response, Trailers};
use wit_bindgen::{spawn_local, FutureWriter, StreamWriter};

struct Ticker;

impl Guest for Ticker {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let target = request.get_path_with_query().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        // Where the service is mounted is its host's matter.
        match path.rsplit('/').next() {
            Some("upper") if matches!(request.get_method(), Method::Post) => upper(request),
            Some("ticks") => ticks(query),
            Some("") => answer(200, vec![b"POST text to upper, or GET ticks?count=5&ms=200\n".to_vec()], 0),
            _ => answer(404, vec![format!("there is no {path}\n").into_bytes()], 0),
        }
    }
}

/// A response whose body and trailers are yet to be written.
struct Streaming {
    response: Response,
    body: StreamWriter<u8>,
    trailers: FutureWriter<Result<Option<Trailers>, ErrorCode>>,
}

impl Streaming {
    fn new(status: u16) -> Result<Streaming, ErrorCode> {
        let headers = Fields::from_list(&[("content-type".into(), b"text/plain; charset=utf-8".to_vec())])
            .map_err(|e| ErrorCode::InternalError(Some(e.to_string())))?;
        let (body, contents) = wit_stream::new();
        let (trailers, end) = wit_future::new(|| Ok(None));
        let (response, _) = Response::new(headers, Some(contents), end);
        response.set_status_code(status).map_err(|()| ErrorCode::InternalError(None))?;
        Ok(Streaming { response, body, trailers })
    }
}

/// Answers with lines, some time between them.
fn answer(status: u16, lines: Vec<Vec<u8>>, ms: u64) -> Result<Response, ErrorCode> {
    let Streaming { response, mut body, trailers } = Streaming::new(status)?;
    spawn_local(async move {
        for (i, line) in lines.into_iter().enumerate() {
            if i > 0 {
                monotonic_clock::wait_for(ms * 1_000_000).await;
            }
            if !body.write_all(line).await.is_empty() {
                return; // nobody reads any more
            }
        }
        drop(body);
        let _ = trailers.write(Ok(None)).await;
    });
    Ok(response)
}

fn ticks(query: &str) -> Result<Response, ErrorCode> {
    let number = |name: &str, default: u64, most: u64| {
        let of = |pair: &str| pair.split_once('=').filter(|(key, _)| *key == name)?.1.parse::<u64>().ok();
        query.split('&').find_map(of).unwrap_or(default).min(most)
    };
    let (count, ms) = (number("count", 5, 1000), number("ms", 200, 60_000));
    answer(200, (1..=count).map(|i| format!("tick {i} of {count}\n").into_bytes()).collect(), ms)
}

/// The request's body in capitals.
fn upper(request: Request) -> Result<Response, ErrorCode> {
    let (taken, result) = wit_future::new(|| Ok(()));
    let (mut from, end) = Request::consume_body(request, result);
    let Streaming { response, mut body, trailers } = Streaming::new(200)?;
    spawn_local(async move {
        let mut buffer = Vec::with_capacity(1 << 16);
        loop {
            let (_, mut bytes) = from.read(buffer).await;
            if bytes.is_empty() {
                break;
            }
            bytes.make_ascii_uppercase();
            buffer = body.write_all(bytes).await;
            if !buffer.is_empty() {
                break;
            }
        }
        drop((from, body));
        let _ = trailers.write(end.await).await;
        let _ = taken.write(Ok(())).await;
    });
    Ok(response)
}

export!(Ticker);
