//go:build !js

package p3

import (
	"context"
	"net/netip"
	"sync"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// udpSocket is the resource udp-socket.
type udpSocket struct{ *sockets.UDP }

func (s *udpSocket) drop() { s.Close() }

// datagram is what receive gives.
type datagram struct {
	Data []byte
	From polyfill.Variant
}

// datagrams are buffers for the largest one that there can be.
var datagrams = sync.Pool{New: func() any { return new([sockets.MaxDatagram]byte) }}

func (s *udpSocket) receive(ctx context.Context) (datagram, error) {
	p := datagrams.Get().(*[sockets.MaxDatagram]byte)
	defer datagrams.Put(p)
	n, from, err := s.Receive(ctx, p[:])
	if err != nil {
		return datagram{}, err
	}
	return datagram{append([]byte{}, p[:n]...), wit.SocketAddress(from)}, nil
}

func defineUDP(it *polyfill.Items, h *host.Host) {
	type s = *udpSocket
	const method = "[method]udp-socket."
	it.Resource("udp-socket", polyfill.NewResource("udp-socket", func(_ context.Context, u s) error {
		u.drop()
		return nil
	})).
		Func("[static]udp-socket.create", polyfill.HostFunc1(func(_ context.Context, family string) (s, error) {
			u, err := h.Sockets.NewUDP(wit.Family(family))
			if err != nil {
				return nil, socketError(err)
			}
			return &udpSocket{u}, nil
		})).
		Func(method+"bind", setter(func(u s, at polyfill.Variant) error { return u.Bind(wit.AddrPort(at)) })).
		Func(method+"connect", setter(func(u s, to polyfill.Variant) error { return u.Connect(wit.AddrPort(to)) })).
		Func(method+"disconnect", polyfill.HostFunc1(func(_ context.Context, u s) (none, error) {
			return none{}, socketError(u.Disconnect())
		})).
		Func(method+"send", polyfill.HostFunc3(func(_ context.Context, u s, data []byte, to *polyfill.Variant) (none, error) {
			var remote netip.AddrPort
			if to != nil {
				remote = wit.AddrPort(*to)
			}
			return none{}, socketError(u.Send(data, remote))
		})).
		Func(method+"receive", polyfill.HostFunc1(func(ctx context.Context, u s) (datagram, error) {
			d, err := u.receive(ctx)
			return d, socketError(err)
		}))
	defineAddresses(it, "udp-socket", s.LocalAddress, s.RemoteAddress, s.Family)
	defineOption(it, "udp-socket", "unicast-hop-limit", s.HopLimit, s.SetHopLimit)
	defineOption(it, "udp-socket", "receive-buffer-size", s.ReceiveBufferSize, s.SetReceiveBufferSize)
	defineOption(it, "udp-socket", "send-buffer-size", s.SendBufferSize, s.SetSendBufferSize)
}
