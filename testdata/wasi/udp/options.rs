use crate::V4;
use wasi_programs::net::local;
use wasi_programs::wasi::sockets::types::{ErrorCode, UdpSocket};
use wasi_programs::{case, done, ensure, Outcome, Setup};

fn socket() -> Outcome<UdpSocket> {
    UdpSocket::create(V4).setup("create")
}

pub async fn options() {
    option("unicast-hop-limit", (0, 1), (42, 7, u8::MAX), UdpSocket::get_unicast_hop_limit, UdpSocket::set_unicast_hop_limit).await;
    let sizes = (0x10000, 0x8000, u64::MAX);
    option("receive-buffer-size", (0, 1), sizes, UdpSocket::get_receive_buffer_size, UdpSocket::set_receive_buffer_size).await;
    option("send-buffer-size", (0, 1), sizes, UdpSocket::get_send_buffer_size, UdpSocket::set_send_buffer_size).await;
}

/// The cases of an option with a number: get and set, and what is wrong.
async fn option<T: Copy + PartialOrd + std::fmt::Debug>(
    name: &str,
    (zero, one): (T, T),
    (some, other, most): (T, T, T),
    get: impl Fn(&UdpSocket) -> Result<T, ErrorCode>,
    set: impl Fn(&UdpSocket, T) -> Result<(), ErrorCode>,
) {
    let getter = &format!("wasi:sockets/types#[method]udp-socket.get-{name}");
    let setter = &format!("wasi:sockets/types#[method]udp-socket.set-{name}");
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
    case(setter, "after bind", async {
        let socket = socket()?;
        socket.bind(local(0)).setup("bind")?;
        set(&socket, some)?;
        let got = get(&socket).setup("get")?;
        ensure(got == some, || format!("{got:?}"))
    })
    .await;
    for (name, value) in [("the least", one), ("the most", most)] {
        case(setter, name, async {
            let socket = socket()?;
            set(&socket, value)?;
            let got = get(&socket).setup("get")?;
            ensure(got > zero, || format!("{got:?}"))
        })
        .await;
    }
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
