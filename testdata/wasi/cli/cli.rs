//! wasi:cli: what a program gets of the world around it, and how it ends.

use wasi_programs::files::preopen;
use wasi_programs::wasi::cli::{
    environment, exit, stderr, stdin, stdout, terminal_stderr, terminal_stdin, terminal_stdout,
};
use wasi_programs::wasi::filesystem::preopens;
use wasi_programs::{case, closed, drain, ensure, join, print_to_stderr, program, send_all, wit_stream, Outcome};

program!(cases);

async fn cases(mode: &str) -> Result<(), ()> {
    match mode {
        "given" => given().await,
        "input" => input().await,
        "input-fails" => input_fails().await,
        "output" => output().await,
        "output-fails" => output_fails(&why()).await,
        "errors-fail" => errors_fail(&why()).await,
        "terminals" => terminals("of a terminal", true).await,
        "succeed" => {}
        "fail" => return Err(()),
        "exit-ok" => exit::exit(Ok(())),
        "exit-err" => exit::exit(Err(())),
        code => match code.parse() {
            Ok(code) => exit::exit_with_code(code),
            // What a program gets that nothing is given to; it has no arguments to be told so.
            Err(_) => bare().await,
        },
    }
    Ok(())
}

async fn given() {
    case("wasi:cli/environment#get-environment", "what was given, and no more", async {
        let wanted = [("WASI_TEST", "a=b é€🦀"), ("EMPTY", "")].map(|(k, v)| (k.to_string(), v.to_string()));
        let got = environment::get_environment();
        ensure(got == wanted, || format!("{got:?}"))?;
        ensure(environment::get_environment() == got, || "another answer the second time".into())
    })
    .await;
    case("wasi:cli/environment#get-arguments", "what was given", async {
        let got = environment::get_arguments();
        ensure(got == ["cli", "given", "two words", "é€🦀", "", "--dir"], || format!("{got:?}"))
    })
    .await;
    case("wasi:cli/environment#get-initial-cwd", "none, or a directory that was given", async {
        let Some(cwd) = environment::get_initial_cwd() else { return Ok(()) };
        let under = |at: &str| cwd == at || cwd.starts_with(&format!("{}/", at.trim_end_matches('/')));
        ensure(preopens::get_directories().iter().any(|(_, at)| under(at)), || cwd.clone())
    })
    .await;
    case("wasi:filesystem/preopens#get-directories", "what was given", async {
        let names: Vec<_> = preopens::get_directories().into_iter().map(|(_, at)| at).collect();
        ensure(names == ["/work", "/only read"], || format!("{names:?}"))?;
        preopen("/work")?;
        Ok(())
    })
    .await;
}

async fn bare() {
    case("wasi:cli/environment#get-environment", "nothing given", async {
        let got = environment::get_environment();
        ensure(got.is_empty(), || format!("{got:?}"))
    })
    .await;
    case("wasi:cli/environment#get-arguments", "nothing given", async {
        let got = environment::get_arguments();
        ensure(got == ["cli"], || format!("{got:?}"))
    })
    .await;
    case("wasi:cli/environment#get-initial-cwd", "nothing given", async {
        let got = environment::get_initial_cwd();
        ensure(got.is_none(), || format!("{got:?}"))
    })
    .await;
    case("wasi:filesystem/preopens#get-directories", "nothing given", async {
        let got = preopens::get_directories().len();
        ensure(got == 0, || format!("{got} directories"))
    })
    .await;
    terminals("of no terminal", false).await;
}

async fn terminals(name: &str, wanted: bool) {
    let check = |there: bool| ensure(there == wanted, || if there { "some" } else { "none" }.into());
    case("wasi:cli/terminal-stdin#get-terminal-stdin", name, async {
        check(terminal_stdin::get_terminal_stdin().is_some())
    })
    .await;
    case("wasi:cli/terminal-stdout#get-terminal-stdout", name, async {
        check(terminal_stdout::get_terminal_stdout().is_some())
    })
    .await;
    case("wasi:cli/terminal-stderr#get-terminal-stderr", name, async {
        check(terminal_stderr::get_terminal_stderr().is_some())
    })
    .await;
}

/// Standard input has 100,000 bytes that count up, modulo 251.
async fn input() {
    let function = "wasi:cli/stdin#read-via-stream";
    case(function, "to its end", async {
        let (mut rx, done) = stdin::read_via_stream();
        let got = drain(&mut rx, 200_000).await;
        ensure(got.len() == 100_000, || format!("{} bytes", got.len()))?;
        ensure(got.iter().enumerate().all(|(i, &b)| b as usize == i % 251), || "other bytes".into())?;
        done.await?;
        Ok(())
    })
    .await;
    case(function, "after its end", async {
        let (mut rx, done) = stdin::read_via_stream();
        ensure(closed(&mut rx).await, || "the stream has more".into())?;
        done.await?;
        Ok(())
    })
    .await;
    case(function, "the reader goes away", async {
        let (rx, done) = stdin::read_via_stream();
        drop(rx);
        done.await?;
        Ok(())
    })
    .await;
}

/// Standard input fails when it is read.
async fn input_fails() {
    case("wasi:cli/stdin#read-via-stream", "from what cannot be read", async {
        let (mut rx, done) = stdin::read_via_stream();
        ensure(closed(&mut rx).await, || "the stream has something".into())?;
        done.await?;
        Ok(())
    })
    .await;
}

async fn stdout_takes(text: &[u8]) -> Outcome {
    let (tx, rx) = wit_stream::new::<u8>();
    let done = stdout::write_via_stream(rx);
    let (taken, done) = join(send_all(tx, text), done).await;
    done?;
    ensure(taken == text.len(), || format!("{taken} bytes were taken"))
}

async fn stderr_takes(text: &[u8]) -> Outcome {
    let (tx, rx) = wit_stream::new::<u8>();
    let done = stderr::write_via_stream(rx);
    let (taken, done) = join(send_all(tx, text), done).await;
    done?;
    ensure(taken == text.len(), || format!("{taken} bytes were taken"))
}

async fn output() {
    case("wasi:cli/stdout#write-via-stream", "text", stdout_takes("to standard output é€🦀\n".as_bytes())).await;
    case("wasi:cli/stdout#write-via-stream", "nothing", stdout_takes(b"")).await;
    case("wasi:cli/stderr#write-via-stream", "text", stderr_takes("to standard error é€🦀\n".as_bytes())).await;
    case("wasi:cli/stderr#write-via-stream", "nothing", stderr_takes(b"")).await;
    case("wasi:cli/stderr#write-via-stream", "a megabyte", stderr_takes(&vec![b'x'; 1 << 20])).await;
}

/// The second argument: the name of the case.
fn why() -> String {
    environment::get_arguments().into_iter().nth(2).unwrap_or_default()
}

/// Standard output goes nowhere.
async fn output_fails(why: &str) {
    print_to_stderr();
    case("wasi:cli/stdout#write-via-stream", why, stdout_takes(&vec![b'x'; 100_000])).await;
}

/// Standard error goes nowhere.
async fn errors_fail(why: &str) {
    case("wasi:cli/stderr#write-via-stream", why, stderr_takes(&vec![b'x'; 100_000])).await;
}
