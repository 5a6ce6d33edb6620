use wstd::http::{Body, Client, Error, Request, Response, StatusCode, Uri};
use wstd::time::{Duration, Instant};

extern "C" {
    // That something calls it keeps the linker from calling it before each export, where imports may not be called.
    fn __wasm_call_ctors();
}

static CTORS: std::sync::Once = std::sync::Once::new();

#[wstd::http_server]
async fn main(req: Request<Body>) -> Result<Response<Body>, Error> {
    CTORS.call_once(|| unsafe { __wasm_call_ctors() });
    let path = req.uri().path_and_query().unwrap().as_str().to_string();
    match req.uri().path() {
        "/" => Ok(Response::new("Hello, world!\n".to_owned().into())),
        // the body as it comes
        "/echo" => Ok(Response::new(req.into_body())),
        // what the request looks like
        "/look" => {
            let mut text = format!("{} {} {}\n", req.method(), req.uri(), path);
            for (name, value) in req.headers() {
                text += &format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()));
            }
            Ok(Response::builder().status(StatusCode::CREATED).header("x-answer", "42").body(text.into())?)
        }
        // a request of its own
        "/fetch" => {
            let uri: Uri = req.uri().query().unwrap_or("").parse()?;
            match Client::new().send(Request::get(uri).body(Body::empty())?).await {
                Ok(mut res) => {
                    let status = res.status();
                    let text = res.body_mut().str_contents().await?.to_string();
                    Ok(Response::new(format!("{status}: {text}").into()))
                }
                Err(e) => Ok(Response::builder().status(StatusCode::BAD_GATEWAY).body(format!("{e:?}").into())?),
            }
        }
        "/sleep" => {
            let begin = Instant::now();
            wstd::task::sleep(Duration::from_millis(200)).await;
            Ok(Response::new(format!("{}\n", begin.elapsed().as_millis() >= 200).into()))
        }
        "/spin" => loop {
            std::hint::black_box(0);
        },
        "/panic" => panic!("as it was asked for"),
        "/exit" => std::process::exit(3),
        _ => Ok(Response::builder().status(StatusCode::NOT_FOUND).body("nothing here\n".to_owned().into())?),
    }
}
