//! Tries what its arguments say and prints what came of it, a line each.
use std::fs;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use wstd::io::{AsyncRead, AsyncWrite};
use wstd::net::{TcpListener, TcpStream};
use wstd::runtime::block_on;

fn show<T: std::fmt::Debug>(what: &str, r: std::io::Result<T>) {
    match r {
        Ok(v) => println!("{what}: {v:?}"),
        Err(e) => println!("{what}: error {:?}", e.kind()),
    }
}

extern "C" {
    // That something calls it keeps the linker from calling it before each export, where imports may not be called.
    fn __wasm_call_ctors();
}

fn main() {
    unsafe { __wasm_call_ctors() };
    let args: Vec<String> = std::env::args().collect();
    let mut it = args[1..].iter();
    while let Some(what) = it.next() {
        let mut arg = || it.next().expect("an argument").as_str();
        match what.as_str() {
            "args" => println!("{args:?}"),
            "env" => println!("{:?}", std::env::vars().collect::<Vec<_>>()),
            "cat" => show("cat", fs::read_to_string(arg())),
            "write" => show("write", fs::write(arg(), "written")),
            "append" => show("append", fs::OpenOptions::new().append(true).open(arg()).and_then(|mut f| f.write_all(b"+"))),
            "mkdir" => show("mkdir", fs::create_dir(arg())),
            "rm" => show("rm", fs::remove_file(arg())),
            "rmdir" => show("rmdir", fs::remove_dir(arg())),
            "mv" => show("mv", fs::rename(arg(), arg())),
            "ls" => show("ls", fs::read_dir(arg()).map(|d| {
                let mut names: Vec<_> = d.map(|e| e.map(|e| e.file_name().into_string().unwrap()).unwrap_or("?".into())).collect();
                names.sort();
                names
            })),
            "len" => show("len", fs::metadata(arg()).map(|m| (m.len(), m.is_dir()))),
            "stdin" => {
                let mut text = String::new();
                show("stdin", std::io::stdin().read_to_string(&mut text));
            }
            "sleep" => {
                let begin = Instant::now();
                std::thread::sleep(Duration::from_millis(30));
                println!("sleep: {}", begin.elapsed() >= Duration::from_millis(30));
            }
            "tcp" => show("tcp", block_on(async {
                let mut s = TcpStream::connect(arg().parse::<SocketAddr>().unwrap()).await?;
                s.write_all(b"ping").await?;
                let mut b = [0; 4];
                let n = s.read(&mut b).await?;
                Ok(String::from_utf8_lossy(&b[..n]).into_owned())
            })),
            "listen" => show("listen", block_on(async { TcpListener::bind(arg()).await.map(|_| ()) })),
            "open-many" => {
                let n: usize = arg().parse().unwrap();
                let path = arg();
                let mut files = vec![];
                for i in 0..n {
                    match fs::File::open(path) {
                        Ok(f) => files.push(f),
                        Err(e) => {
                            println!("open-many: error {:?} after {i}", e.kind());
                            break;
                        }
                    }
                }
            }
            "grow" => {
                let mut all: Vec<Vec<u8>> = vec![];
                loop {
                    let mut v: Vec<u8> = vec![];
                    if v.try_reserve_exact(1 << 20).is_err() {
                        break;
                    }
                    all.push(v);
                }
                println!("grow: {} MiB", all.len());
            }
            "spin" => loop {
                std::hint::black_box(0);
            },
            "exit" => std::process::exit(arg().parse().unwrap()),
            "abort" => std::process::abort(),
            "panic" => panic!("as it was asked for"),
            other => panic!("what is {other}?"),
        }
    }
}
