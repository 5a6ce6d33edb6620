//! Short forms for the cases about sockets.

use crate::wasi::sockets::types::{
    ErrorCode, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress, TcpSocket,
};
use crate::{drain, join, send_all, wit_stream, Failure, Outcome, Setup};
use wit_bindgen::{FutureReader, StreamReader};

pub fn v4(a: u8, b: u8, c: u8, d: u8, port: u16) -> IpSocketAddress {
    IpSocketAddress::Ipv4(Ipv4SocketAddress { port, address: (a, b, c, d) })
}

/// An IPv6 address of which only the last three of eight parts are not zero.
pub fn v6(x: u16, y: u16, z: u16, port: u16) -> IpSocketAddress {
    IpSocketAddress::Ipv6(Ipv6SocketAddress { port, flow_info: 0, address: (0, 0, 0, 0, 0, x, y, z), scope_id: 0 })
}

/// 127.0.0.1
pub fn local(port: u16) -> IpSocketAddress {
    v4(127, 0, 0, 1, port)
}

/// ::1
pub fn local6(port: u16) -> IpSocketAddress {
    v6(0, 0, 1, port)
}

pub fn port(address: &IpSocketAddress) -> u16 {
    match address {
        IpSocketAddress::Ipv4(a) => a.port,
        IpSocketAddress::Ipv6(a) => a.port,
    }
}

pub fn same(a: &IpSocketAddress, b: &IpSocketAddress) -> bool {
    match (a, b) {
        (IpSocketAddress::Ipv4(a), IpSocketAddress::Ipv4(b)) => a.port == b.port && a.address == b.address,
        (IpSocketAddress::Ipv6(a), IpSocketAddress::Ipv6(b)) => a.port == b.port && a.address == b.address,
        _ => false,
    }
}

/// A socket that listens at an address, the stream of its connections, and where it listens.
pub fn listener(family: IpAddressFamily, at: IpSocketAddress) -> Outcome<(TcpSocket, StreamReader<TcpSocket>, IpSocketAddress)> {
    let socket = TcpSocket::create(family).setup("create")?;
    socket.bind(at).setup("bind")?;
    let connections = socket.listen().setup("listen")?;
    let at = socket.get_local_address().setup("get-local-address")?;
    Ok((socket, connections, at))
}

/// Both ends of a connection: that which connected, and that which listened.
pub async fn pair() -> Outcome<(TcpSocket, TcpSocket)> {
    let (_listener, mut connections, at) = listener(IpAddressFamily::Ipv4, local(0))?;
    let client = TcpSocket::create(IpAddressFamily::Ipv4).setup("create")?;
    let (connected, accepted) = join(client.connect(at), connections.next()).await;
    connected.setup("connect")?;
    let server = accepted.ok_or_else(|| Failure::Wrong("the listener's stream is at its end".into()))?;
    Ok((client, server))
}

/// Sends bytes, and that there are no more.
pub async fn send(socket: &TcpSocket, bytes: &[u8]) -> Result<usize, ErrorCode> {
    let (tx, rx) = wit_stream::new::<u8>();
    let end = socket.send(rx);
    let (taken, end) = join(send_all(tx, bytes), end).await;
    end.map(|()| taken)
}

/// Receives at most `limit` bytes; the stream is dropped then.
pub async fn receive(socket: &TcpSocket, limit: usize) -> Result<Vec<u8>, ErrorCode> {
    let (mut rx, end): (_, FutureReader<_>) = socket.receive();
    let bytes = drain(&mut rx, limit).await;
    drop(rx);
    end.await.map(|()| bytes)
}
