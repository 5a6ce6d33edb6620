use wasi_programs::net::{listener, local, local6, pair, port, same, send, v4, v6};
use wasi_programs::wasi::sockets::types::{ErrorCode, IpAddressFamily, IpSocketAddress, TcpSocket};
use wasi_programs::{case, done, ensure, join, wrong, Setup};

const V4: IpAddressFamily = IpAddressFamily::Ipv4;
const V6: IpAddressFamily = IpAddressFamily::Ipv6;

pub async fn creating() {
    let function = "wasi:sockets/types#[static]tcp-socket.create";
    case(function, "IPv4", async {
        let socket = TcpSocket::create(V4)?;
        ensure(!socket.get_is_listening(), || "it listens".into())
    })
    .await;
    case(function, "IPv6", async { done(TcpSocket::create(V6)) }).await;
    case(function, "a hundred, each gone before the next", async {
        (0..100).try_for_each(|_| TcpSocket::create(V4).map(drop)).map_err(Into::into)
    })
    .await;
    let function = "wasi:sockets/types#[method]tcp-socket.get-address-family";
    for (name, family) in [("IPv4", V4), ("IPv6", V6)] {
        case(function, name, async {
            let got = TcpSocket::create(family).setup("create")?.get_address_family();
            ensure(got == family, || format!("{got:?}"))
        })
        .await;
    }
}

pub async fn binding() {
    let function = "wasi:sockets/types#[method]tcp-socket.bind";
    case(function, "to any port", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        socket.bind(local(0))?;
        let got = socket.get_local_address().setup("get-local-address")?;
        ensure(port(&got) != 0 && same(&got, &local(port(&got))), || format!("{got:?}"))
    })
    .await;
    case(function, "to a port that was used before", async {
        let at = {
            let (listener, mut connections, at) = listener(V4, local(0))?;
            let client = TcpSocket::create(V4).setup("create")?;
            let (connected, accepted) = join(client.connect(at), connections.next()).await;
            connected.setup("connect")?;
            // Who closes first has the connection in TIME_WAIT.
            let server = accepted.ok_or(()).setup("listen")?;
            send(&server, b"x").await.setup("send")?;
            drop((server, connections, listener));
            at
        };
        for _ in 0..100 {
            match bound(V4, at) {
                Err(ErrorCode::AddressInUse) => wait_a_bit().await,
                other => return done(other),
            }
        }
        done(bound(V4, at))
    })
    .await;
    case(function, "twice", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        done(socket.bind(local(0)))
    })
    .await;
    case(function, "again after it failed", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        ensure(socket.bind(local6(0)).is_err(), || "the first did not fail".into())?;
        done(socket.bind(local(0)))
    })
    .await;
    case(function, "where another one listens", async {
        let (_listener, _connections, at) = listener(V4, local(0))?;
        done(bound(V4, at))
    })
    .await;
    for (name, family, at) in [
        ("IPv4 to IPv6", V4, local6(0)),
        ("IPv6 to IPv4", V6, local(0)),
        ("to a multicast address", V4, v4(224, 0, 0, 1, 0)),
        ("to the broadcast address", V4, v4(255, 255, 255, 255, 0)),
        ("to an IPv4 address in IPv6", V6, v6(0xffff, 0x7f00, 1, 0)),
        ("to an address of another machine", V4, v4(192, 0, 2, 1, 0)),
    ] {
        case(function, name, async { done(bound(family, at)) }).await;
    }
}

fn bound(family: IpAddressFamily, at: IpSocketAddress) -> Result<TcpSocket, ErrorCode> {
    let socket = TcpSocket::create(family)?;
    socket.bind(at)?;
    Ok(socket)
}

pub async fn wait_a_bit() {
    wasi_programs::wasi::clocks::monotonic_clock::wait_for(20_000_000).await;
}

pub async fn connecting() {
    let function = "wasi:sockets/types#[method]tcp-socket.connect";
    case(function, "to oneself", async {
        let (client, server) = pair().await?;
        let (to, from) = (
            client.get_remote_address().setup("get-remote-address")?,
            server.get_local_address().setup("get-local-address")?,
        );
        ensure(same(&to, &from), || format!("{to:?} and {from:?}"))?;
        let (from, to) = (
            client.get_local_address().setup("get-local-address")?,
            server.get_remote_address().setup("get-remote-address")?,
        );
        ensure(same(&to, &from), || format!("{to:?} and {from:?}"))
    })
    .await;
    case(function, "by IPv6", async {
        let socket = TcpSocket::create(V6).setup("create")?;
        match socket.bind(local6(0)) {
            // This machine has none.
            Err(ErrorCode::AddressNotBindable) => return Ok(()),
            other => other.setup("bind")?,
        }
        let mut connections = socket.listen().setup("listen")?;
        let client = TcpSocket::create(V6).setup("create")?;
        let at = socket.get_local_address().setup("get-local-address")?;
        let (connected, accepted) = join(client.connect(at), connections.next()).await;
        connected?;
        ensure(accepted.is_some(), || "nothing was accepted".into())
    })
    .await;
    case(function, "from a port that was bound", async {
        let (_listener, mut connections, at) = listener(V4, local(0))?;
        let client = TcpSocket::create(V4).setup("create")?;
        client.bind(local(0)).setup("bind")?;
        let before = client.get_local_address().setup("get-local-address")?;
        let (connected, accepted) = join(client.connect(at), connections.next()).await;
        connected?;
        let seen = accepted.ok_or(()).setup("listen")?.get_remote_address().setup("get-remote-address")?;
        ensure(same(&before, &seen), || format!("{before:?}, then {seen:?}"))
    })
    .await;
    case(function, "where nobody listens", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        let at = socket.get_local_address().setup("get-local-address")?;
        let client = TcpSocket::create(V4).setup("create")?;
        done(client.connect(at).await)
    })
    .await;
    case(function, "again after it failed", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        let at = socket.get_local_address().setup("get-local-address")?;
        let client = TcpSocket::create(V4).setup("create")?;
        ensure(client.connect(at).await.is_err(), || "the first did not fail".into())?;
        done(client.connect(at).await)
    })
    .await;
    case(function, "twice", async {
        let (client, _server) = pair().await?;
        let at = client.get_remote_address().setup("get-remote-address")?;
        done(client.connect(at).await)
    })
    .await;
    case(function, "of a socket that listens", async {
        let (listener, _connections, at) = listener(V4, local(0))?;
        done(listener.connect(at).await)
    })
    .await;
    for (name, family, to) in [
        ("IPv4 to IPv6", V4, local6(1)),
        ("IPv6 to IPv4", V6, local(1)),
        ("to port 0", V4, local(0)),
        ("to no address", V4, v4(0, 0, 0, 0, 1)),
        ("to a multicast address", V4, v4(224, 0, 0, 1, 1)),
        ("to the broadcast address", V4, v4(255, 255, 255, 255, 1)),
        ("to an IPv4 address in IPv6", V6, v6(0xffff, 0x7f00, 1, 1)),
    ] {
        case(function, name, async {
            let socket = TcpSocket::create(family).setup("create")?;
            done(socket.connect(to).await)
        })
        .await;
    }
}

pub async fn listening() {
    let function = "wasi:sockets/types#[method]tcp-socket.listen";
    case(function, "for three", async {
        let (_listener, mut connections, at) = listener(V4, local(0))?;
        let mut clients = Vec::new();
        for _ in 0..3 {
            let client = TcpSocket::create(V4).setup("create")?;
            client.connect(at).await.setup("connect")?;
            clients.push(client);
        }
        for client in &clients {
            let accepted = connections.next().await.ok_or(()).setup("listen")?;
            let (from, to) = (
                accepted.get_remote_address().setup("get-remote-address")?,
                client.get_local_address().setup("get-local-address")?,
            );
            ensure(same(&from, &to), || format!("{from:?} and {to:?}"))?;
        }
        Ok(())
    })
    .await;
    case(function, "the socket goes away", async {
        let (listener, mut connections, at) = listener(V4, local(0))?;
        drop(listener);
        let client = TcpSocket::create(V4).setup("create")?;
        let (connected, accepted) = join(client.connect(at), connections.next()).await;
        connected.setup("connect")?;
        ensure(accepted.is_some(), || "nothing was accepted".into())
    })
    .await;
    case(function, "the stream goes away too", async {
        let (listener, connections, at) = listener(V4, local(0))?;
        drop((listener, connections));
        for _ in 0..100 {
            match TcpSocket::create(V4).setup("create")?.connect(at).await {
                Ok(()) => wait_a_bit().await, // the system has it still
                other => return done(other),
            }
        }
        Ok(())
    })
    .await;
    case(function, "without a bind", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        let mut connections = socket.listen()?;
        let at = socket.get_local_address().setup("get-local-address")?;
        let client = TcpSocket::create(V4).setup("create")?;
        let (connected, accepted) = join(client.connect(local(port(&at))), connections.next()).await;
        connected.setup("connect")?;
        ensure(accepted.is_some(), || "nothing was accepted".into())
    })
    .await;
    case(function, "twice", async {
        let (listener, _connections, _at) = listener(V4, local(0))?;
        done(listener.listen())
    })
    .await;
    case(function, "with a connection", async {
        let (client, _server) = pair().await?;
        done(client.listen())
    })
    .await;
    let function = "wasi:sockets/types#[method]tcp-socket.get-is-listening";
    case(function, "before and after", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        ensure(!socket.get_is_listening(), || "true before".into())?;
        let _connections = socket.listen().setup("listen")?;
        ensure(socket.get_is_listening(), || "false after".into())
    })
    .await;
    case(function, "with a connection", async {
        let (client, server) = pair().await?;
        ensure(!client.get_is_listening() && !server.get_is_listening(), || "true".into())
    })
    .await;
}

pub async fn addresses() {
    let function = "wasi:sockets/types#[method]tcp-socket.get-local-address";
    case(function, "of one that was bound", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        let got = socket.get_local_address()?;
        ensure(same(&got, &local(port(&got))) && port(&got) != 0, || format!("{got:?}"))
    })
    .await;
    case(function, "of one that was not", async {
        done(TcpSocket::create(V4).setup("create")?.get_local_address())
    })
    .await;
    let function = "wasi:sockets/types#[method]tcp-socket.get-remote-address";
    case(function, "with a connection", async {
        let (client, server) = pair().await?;
        let (got, wanted) = (client.get_remote_address()?, server.get_local_address().setup("get-local-address")?);
        ensure(same(&got, &wanted), || format!("{got:?}"))
    })
    .await;
    case(function, "without", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        match socket.get_remote_address() {
            Ok(got) => wrong(format!("{got:?}")),
            Err(code) => Err(code.into()),
        }
    })
    .await;
}
