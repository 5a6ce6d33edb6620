use wasi_programs::net::{local, local6, port, v4, v6};
use wasi_programs::wasi::sockets::ip_name_lookup::resolve_addresses;
use wasi_programs::wasi::sockets::types::{ErrorCode, IpAddressFamily, IpSocketAddress, TcpSocket, UdpSocket};
use wasi_programs::{case, done, Outcome, Setup};

const V4: IpAddressFamily = IpAddressFamily::Ipv4;
const TCP_CONNECT: &str = "wasi:sockets/types#[method]tcp-socket.connect";
const TCP_BIND: &str = "wasi:sockets/types#[method]tcp-socket.bind";
const TCP_LISTEN: &str = "wasi:sockets/types#[method]tcp-socket.listen";
const UDP_CONNECT: &str = "wasi:sockets/types#[method]udp-socket.connect";
const UDP_BIND: &str = "wasi:sockets/types#[method]udp-socket.bind";
const UDP_SEND: &str = "wasi:sockets/types#[method]udp-socket.send";
const LOOKUP: &str = "wasi:sockets/ip-name-lookup#resolve-addresses";

fn family(address: &IpSocketAddress) -> IpAddressFamily {
    match address {
        IpSocketAddress::Ipv4(_) => V4,
        IpSocketAddress::Ipv6(_) => IpAddressFamily::Ipv6,
    }
}

async fn connect(to: IpSocketAddress) -> Outcome {
    done(TcpSocket::create(family(&to)).setup("create")?.connect(to).await)
}

async fn bind(to: IpSocketAddress) -> Outcome {
    done(TcpSocket::create(family(&to)).setup("create")?.bind(to))
}

async fn bind_udp(to: IpSocketAddress) -> Outcome {
    done(UdpSocket::create(family(&to)).setup("create")?.bind(to))
}

async fn connect_udp(to: IpSocketAddress) -> Outcome {
    done(UdpSocket::create(family(&to)).setup("create")?.connect(to))
}

async fn send(to: IpSocketAddress) -> Outcome {
    done(UdpSocket::create(family(&to)).setup("create")?.send(b"x".to_vec(), Some(to)).await)
}

async fn look_up(name: &str) -> Outcome {
    done(resolve_addresses(name.into()).await)
}

pub async fn allowed(peer: IpSocketAddress) {
    case(TCP_CONNECT, "allowed: the address of the rule", connect(peer)).await;
    case(TCP_BIND, "allowed: any port, to connect from it", bind(local(0))).await;
    case(UDP_SEND, "allowed: the address of the rule", send(peer)).await;
}

pub async fn denied(peer: IpSocketAddress, other: IpSocketAddress) {
    let at = port(&peer);
    for (name, to) in [
        ("denied: another port", other),
        ("denied: another address of this machine", v4(127, 0, 0, 2, at)),
        ("denied: the same by IPv6", local6(at)),
        ("denied: the same in IPv6", v6(0xffff, 0x7f00, 1, at)),
        ("denied: no address, which some take for this machine", v4(0, 0, 0, 0, at)),
        ("denied: another machine", v4(192, 0, 2, 1, at)),
        ("denied: the link's own addresses", v4(169, 254, 169, 254, 80)),
    ] {
        case(TCP_CONNECT, name, connect(to)).await;
    }
    for (name, to) in [
        ("denied: a port of its choice", local(at.wrapping_add(1).max(1024))),
        ("denied: a port of its choice on all addresses", v4(0, 0, 0, 0, 8080)),
        ("denied: a port below 1024", local(80)),
    ] {
        case(TCP_BIND, name, bind(to)).await;
    }
    case(TCP_LISTEN, "denied: on any port", async {
        let socket = TcpSocket::create(V4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        done(socket.listen())
    })
    .await;
    case(TCP_LISTEN, "denied: without a bind", async { done(TcpSocket::create(V4).setup("create")?.listen()) }).await;
    case(UDP_CONNECT, "denied: another port", connect_udp(other)).await;
    case(UDP_CONNECT, "denied: another machine", connect_udp(v4(192, 0, 2, 1, 53))).await;
    case(UDP_BIND, "denied: a port of its choice", bind_udp(v4(0, 0, 0, 0, 5353))).await;
    case(UDP_SEND, "denied: another port", send(other)).await;
    case(UDP_SEND, "denied: another machine", send(v4(192, 0, 2, 1, 53))).await;
    case(UDP_SEND, "denied: a group", send(v4(224, 0, 0, 251, 5353))).await;
    case(UDP_SEND, "denied: everybody", send(v4(255, 255, 255, 255, 67))).await;
    for name in ["denied.example", "allowed.example.denied.example", "allowed.example", "localhost"] {
        case(LOOKUP, &format!("denied: {name}"), look_up(name)).await;
    }
}

/// Without any rule.
pub async fn nothing(peer: IpSocketAddress) {
    case(TCP_CONNECT, "nothing allowed", connect(peer)).await;
    case(TCP_BIND, "nothing allowed", bind(local(0))).await;
    case(TCP_LISTEN, "nothing allowed", async { done(TcpSocket::create(V4).setup("create")?.listen()) }).await;
    case(UDP_CONNECT, "nothing allowed", connect_udp(peer)).await;
    case(UDP_BIND, "nothing allowed", bind_udp(local(0))).await;
    case(UDP_SEND, "nothing allowed", send(peer)).await;
    case(LOOKUP, "nothing allowed", look_up("localhost")).await;
    // A socket, and what is to be known of it, is nobody's but the program's.
    case("wasi:sockets/types#[static]tcp-socket.create", "nothing allowed", async {
        let socket = TcpSocket::create(V4)?;
        done::<_, ErrorCode>(socket.get_keep_alive_enabled())
    })
    .await;
    case("wasi:sockets/types#[static]udp-socket.create", "nothing allowed", async { done(UdpSocket::create(V4)) }).await;
}
