//! What the network rules refuse. The first two arguments are the HOST:PORT of a server that may be connected to, and one
//! that may not; without the third the program may do nothing at all.

mod requests;
mod sockets;

use wasi_programs::net::local;
use wasi_programs::program;
use wasi_programs::wasi::cli::environment;
use wasi_programs::wasi::sockets::types::IpSocketAddress;

program!(cases);

async fn cases(peer: &str) -> Result<(), ()> {
    let args = environment::get_arguments();
    let other = args.get(2).ok_or(())?;
    if args.get(3).is_some() {
        sockets::allowed(address(peer)?).await;
        requests::allowed(peer).await;
        sockets::denied(address(peer)?, address(other)?).await;
        requests::denied(peer, other).await;
    } else {
        sockets::nothing(address(peer)?).await;
        requests::nothing(peer).await;
    }
    Ok(())
}

/// The address of 127.0.0.1:PORT.
fn address(authority: &str) -> Result<IpSocketAddress, ()> {
    let (_, port) = authority.split_once(':').ok_or(())?;
    Ok(local(port.parse().map_err(drop)?))
}
