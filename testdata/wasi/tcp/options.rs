use wasi_programs::net::{listener, local, pair};
use wasi_programs::wasi::sockets::types::{ErrorCode, IpAddressFamily, TcpSocket};
use wasi_programs::{case, done, ensure, join, Outcome, Setup};

const SECOND: u64 = 1_000_000_000;

fn socket() -> Outcome<TcpSocket> {
    TcpSocket::create(IpAddressFamily::Ipv4).setup("create")
}

pub async fn backlog() {
    let function = "wasi:sockets/types#[method]tcp-socket.set-listen-backlog-size";
    case(function, "before it listens", async {
        let socket = socket()?;
        socket.set_listen_backlog_size(32)?;
        socket.bind(local(0)).setup("bind")?;
        let mut connections = socket.listen().setup("listen")?;
        let client = TcpSocket::create(IpAddressFamily::Ipv4).setup("create")?;
        let at = socket.get_local_address().setup("get-local-address")?;
        let (connected, accepted) = join(client.connect(at), connections.next()).await;
        connected.setup("connect")?;
        ensure(accepted.is_some(), || "nothing was accepted".into())
    })
    .await;
    case(function, "more than there can be", async { done(socket()?.set_listen_backlog_size(u64::MAX)) }).await;
    case(function, "while it listens", async {
        let (listener, _connections, _at) = listener(IpAddressFamily::Ipv4, local(0))?;
        match listener.set_listen_backlog_size(64) {
            Err(ErrorCode::NotSupported) => Ok(()), // as WIT has it
            other => done(other),
        }
    })
    .await;
    case(function, "none", async { done(socket()?.set_listen_backlog_size(0)) }).await;
    case(function, "with a connection", async {
        let (client, _server) = pair().await?;
        done(client.set_listen_backlog_size(32))
    })
    .await;
}

/// The cases of an option with a number: get and set, what is wrong, and that a connection has it of its listener.
async fn option<T: Copy + PartialOrd + std::fmt::Debug>(
    name: &str,
    (zero, one): (T, T),
    (some, other, most): (T, T, T),
    get: impl Fn(&TcpSocket) -> Result<T, ErrorCode>,
    set: impl Fn(&TcpSocket, T) -> Result<(), ErrorCode>,
    rounded: impl Fn(T) -> bool,
) {
    let getter = &format!("wasi:sockets/types#[method]tcp-socket.get-{name}");
    let setter = &format!("wasi:sockets/types#[method]tcp-socket.set-{name}");
    case(getter, "by default", async {
        let got = get(&socket()?)?;
        ensure(got > zero, || format!("{got:?}"))
    })
    .await;
    case(getter, "as it was set", async {
        let socket = socket()?;
        for value in [some, other] {
            set(&socket, value).setup("set")?;
            let got = get(&socket)?;
            ensure(got == value, || format!("{got:?}"))?;
        }
        Ok(())
    })
    .await;
    case(getter, "of its listener", async {
        let (listener, mut connections, at) = listener(IpAddressFamily::Ipv4, local(0))?;
        set(&listener, some).setup("set")?;
        let client = socket()?;
        let (connected, accepted) = join(client.connect(at), connections.next()).await;
        connected.setup("connect")?;
        let got = get(&accepted.ok_or(()).setup("listen")?)?;
        ensure(got == some, || format!("{got:?}"))
    })
    .await;
    case(setter, "with a connection", async {
        let (client, server) = pair().await?;
        set(&client, some)?;
        let got = get(&client).setup("get")?;
        ensure(got == some, || format!("{got:?}"))?;
        done(set(&server, other))
    })
    .await;
    case(setter, "the least", async {
        let socket = socket()?;
        set(&socket, one)?;
        let got = get(&socket).setup("get")?;
        ensure(got > zero && rounded(got), || format!("{got:?}"))
    })
    .await;
    case(setter, "the most", async {
        let socket = socket()?;
        set(&socket, most)?;
        let got = get(&socket).setup("get")?;
        ensure(got > zero, || format!("{got:?}"))
    })
    .await;
    case(setter, "zero", async {
        let socket = socket()?;
        set(&socket, some).setup("set")?;
        let outcome = set(&socket, zero);
        let got = get(&socket).setup("get")?;
        ensure(got == some, || format!("it is {got:?} now"))?;
        done(outcome)
    })
    .await;
}


pub async fn keep_alive() {
    let (getter, setter) = (
        "wasi:sockets/types#[method]tcp-socket.get-keep-alive-enabled",
        "wasi:sockets/types#[method]tcp-socket.set-keep-alive-enabled",
    );
    case(getter, "by default", async { done(socket()?.get_keep_alive_enabled()) }).await;
    case(getter, "of its listener", async {
        let (listener, mut connections, at) = listener(IpAddressFamily::Ipv4, local(0))?;
        listener.set_keep_alive_enabled(true).setup("set")?;
        let client = socket()?;
        let (connected, accepted) = join(client.connect(at), connections.next()).await;
        connected.setup("connect")?;
        ensure(accepted.ok_or(()).setup("listen")?.get_keep_alive_enabled()?, || "false".into())
    })
    .await;
    case(setter, "on and off", async {
        let socket = socket()?;
        for value in [true, false, true] {
            socket.set_keep_alive_enabled(value)?;
            ensure(socket.get_keep_alive_enabled().setup("get")? == value, || format!("not {value}"))?;
        }
        Ok(())
    })
    .await;
    case(setter, "with a connection", async {
        let (client, _server) = pair().await?;
        client.set_keep_alive_enabled(true)?;
        ensure(client.get_keep_alive_enabled().setup("get")?, || "false".into())
    })
    .await;
    let whole = |got: u64| got <= SECOND;
    let times = (42 * SECOND, 7 * SECOND, u64::MAX);
    option(
        "keep-alive-idle-time",
        (0, 1),
        times,
        TcpSocket::get_keep_alive_idle_time,
        TcpSocket::set_keep_alive_idle_time,
        whole,
    )
    .await;
    option(
        "keep-alive-interval",
        (0, 1),
        times,
        TcpSocket::get_keep_alive_interval,
        TcpSocket::set_keep_alive_interval,
        whole,
    )
    .await;
    option(
        "keep-alive-count",
        (0, 1),
        (42, 7, u32::MAX),
        TcpSocket::get_keep_alive_count,
        TcpSocket::set_keep_alive_count,
        |got| got == 1,
    )
    .await;
}

pub async fn limits_and_buffers() {
    option(
        "hop-limit",
        (0, 1),
        (42, 7, u8::MAX),
        TcpSocket::get_hop_limit,
        TcpSocket::set_hop_limit,
        |got| got == 1,
    )
    .await;
    let sizes = (0x10000, 0x8000, u64::MAX);
    option(
        "receive-buffer-size",
        (0, 1),
        sizes,
        TcpSocket::get_receive_buffer_size,
        TcpSocket::set_receive_buffer_size,
        |_| true,
    )
    .await;
    option(
        "send-buffer-size",
        (0, 1),
        sizes,
        TcpSocket::get_send_buffer_size,
        TcpSocket::set_send_buffer_size,
        |_| true,
    )
    .await;
}
