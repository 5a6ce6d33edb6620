//! udp-socket of wasi:sockets/types. The program talks to itself at 127.0.0.1 and ::1, which the harness allows, and
//! to bind to 192.0.2.1, which no machine has.

mod options;
mod transfer;

use wasi_programs::net::{local, local6, port, same, v4, v6};
use wasi_programs::wasi::sockets::types::{ErrorCode, IpAddressFamily, IpSocketAddress, UdpSocket};
use wasi_programs::{case, done, ensure, program, Outcome, Setup};

program!(cases);

pub const V4: IpAddressFamily = IpAddressFamily::Ipv4;
pub const V6: IpAddressFamily = IpAddressFamily::Ipv6;

async fn cases(_mode: &str) -> Result<(), ()> {
    creating().await;
    binding().await;
    connecting().await;
    transfer::sending().await;
    transfer::receiving().await;
    options::options().await;
    Ok(())
}

/// A socket at 127.0.0.1, and its address.
pub fn at_home() -> Outcome<(UdpSocket, IpSocketAddress)> {
    let socket = UdpSocket::create(V4).setup("create")?;
    socket.bind(local(0)).setup("bind")?;
    let at = socket.get_local_address().setup("get-local-address")?;
    Ok((socket, at))
}

async fn creating() {
    let function = "wasi:sockets/types#[static]udp-socket.create";
    case(function, "IPv4", async { done(UdpSocket::create(V4)) }).await;
    case(function, "IPv6", async { done(UdpSocket::create(V6)) }).await;
    case(function, "a hundred, each gone before the next", async {
        (0..100).try_for_each(|_| UdpSocket::create(V4).map(drop)).map_err(Into::into)
    })
    .await;
    let function = "wasi:sockets/types#[method]udp-socket.get-address-family";
    for (name, family) in [("IPv4", V4), ("IPv6", V6)] {
        case(function, name, async {
            let got = UdpSocket::create(family).setup("create")?.get_address_family();
            ensure(got == family, || format!("{got:?}"))
        })
        .await;
    }
}

fn bound(family: IpAddressFamily, at: IpSocketAddress) -> Result<UdpSocket, ErrorCode> {
    let socket = UdpSocket::create(family)?;
    socket.bind(at)?;
    Ok(socket)
}

async fn binding() {
    let function = "wasi:sockets/types#[method]udp-socket.bind";
    case(function, "to any port", async {
        let socket = bound(V4, local(0))?;
        let got = socket.get_local_address().setup("get-local-address")?;
        ensure(port(&got) != 0 && same(&got, &local(port(&got))), || format!("{got:?}"))
    })
    .await;
    case(function, "to a port that was used before", async {
        let (socket, at) = at_home()?;
        drop(socket);
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
        let (socket, _) = at_home()?;
        done(socket.bind(local(0)))
    })
    .await;
    case(function, "where another one is", async {
        let (_socket, at) = at_home()?;
        done(bound(V4, at))
    })
    .await;
    for (name, family, at) in [
        ("IPv4 to IPv6", V4, local6(0)),
        ("IPv6 to IPv4", V6, local(0)),
        ("to an IPv4 address in IPv6", V6, v6(0xffff, 0x7f00, 1, 0)),
        ("to an address of another machine", V4, v4(192, 0, 2, 1, 0)),
    ] {
        case(function, name, async { done(bound(family, at)) }).await;
    }
    let function = "wasi:sockets/types#[method]udp-socket.get-local-address";
    case(function, "of one that was bound", async {
        let got = bound(V4, local(0)).setup("bind")?.get_local_address()?;
        ensure(port(&got) != 0 && same(&got, &local(port(&got))), || format!("{got:?}"))
    })
    .await;
    case(function, "of one that was not", async {
        done(UdpSocket::create(V4).setup("create")?.get_local_address())
    })
    .await;
}

pub async fn wait_a_bit() {
    wasi_programs::wasi::clocks::monotonic_clock::wait_for(20_000_000).await;
}

async fn connecting() {
    let function = "wasi:sockets/types#[method]udp-socket.connect";
    case(function, "to one and then to another", async {
        let (socket, (_one, to_one), (_two, to_two)) = (UdpSocket::create(V4).setup("create")?, at_home()?, at_home()?);
        for to in [to_one, to_one, to_two] {
            socket.connect(to)?;
            let got = socket.get_remote_address().setup("get-remote-address")?;
            ensure(same(&got, &to), || format!("{got:?}"))?;
        }
        Ok(())
    })
    .await;
    case(function, "binds", async {
        let (socket, (_peer, to)) = (UdpSocket::create(V4).setup("create")?, at_home()?);
        socket.connect(to)?;
        let got = socket.get_local_address().setup("get-local-address")?;
        ensure(port(&got) != 0, || format!("{got:?}"))
    })
    .await;
    for (name, family, to) in [
        ("IPv4 to IPv6", V4, local6(1)),
        ("IPv6 to IPv4", V6, local(1)),
        ("to port 0", V4, local(0)),
        ("to no address", V4, v4(0, 0, 0, 0, 1)),
        ("to an IPv4 address in IPv6", V6, v6(0xffff, 0x7f00, 1, 1)),
    ] {
        case(function, name, async {
            let socket = UdpSocket::create(family).setup("create")?;
            done(socket.connect(to))
        })
        .await;
    }
    let function = "wasi:sockets/types#[method]udp-socket.disconnect";
    case(function, "after connect", async {
        let ((socket, at), (_peer, to)) = (at_home()?, at_home()?);
        socket.connect(to).setup("connect")?;
        socket.disconnect()?;
        ensure(socket.get_remote_address().is_err(), || "there is still a peer".into())?;
        let now = socket.get_local_address().setup("get-local-address")?;
        ensure(port(&now) == port(&at), || format!("at {at:?}, then at {now:?}"))
    })
    .await;
    case(function, "before it", async { done(at_home()?.0.disconnect()) }).await;
    case(function, "twice", async {
        let ((socket, _), (_peer, to)) = (at_home()?, at_home()?);
        socket.connect(to).setup("connect")?;
        socket.disconnect().setup("disconnect")?;
        done(socket.disconnect())
    })
    .await;
    let function = "wasi:sockets/types#[method]udp-socket.get-remote-address";
    case(function, "after connect", async {
        let ((socket, _), (_peer, to)) = (at_home()?, at_home()?);
        socket.connect(to).setup("connect")?;
        let got = socket.get_remote_address()?;
        ensure(same(&got, &to), || format!("{got:?}"))
    })
    .await;
    case(function, "before it", async { done(at_home()?.0.get_remote_address()) }).await;
}
