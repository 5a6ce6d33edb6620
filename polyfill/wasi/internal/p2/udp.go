//go:build !js

package p2

import (
	"bytes"
	"context"
	"net/netip"
	"sync"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// udpSocket is the resource udp-socket.
type udpSocket struct {
	*sockets.UDP
	use *wit.Use

	mu      sync.Mutex
	binding bool
	bound   bool
	// round tells the streams of the last call of stream from those before, which are of no
	// use any more.
	round int
}

type datagram struct {
	data []byte
	from netip.AddrPort
}

// incoming is the resource incoming-datagram-stream.
type incoming struct {
	s       *udpSocket
	round   int
	release func()

	mu   sync.Mutex
	next *task[datagram]
}

// outgoing is the resource outgoing-datagram-stream.
type outgoing struct {
	s       *udpSocket
	round   int
	release func()
	permit  uint64
}

// maxDatagrams is how many datagrams are sent or received by one call.
const maxDatagrams = 64

func (s *udpSocket) current(round int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.round == round
}

func (s *udpSocket) startBind(at netip.AddrPort) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.binding {
		return concurrencyConflict
	}
	if err := s.Bind(at); err != nil {
		return err
	}
	s.binding, s.bound = true, true
	return nil
}

func (s *udpSocket) finishBind() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.binding {
		return notInProgress
	}
	s.binding = false
	return nil
}

// stream chooses a peer, or none, and makes new streams.
func (s *udpSocket) stream(remote *polyfill.Variant) (polyfill.Tuple, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.bound || s.binding {
		return nil, sockets.InvalidState
	}
	if remote != nil {
		if err := s.Connect(wit.AddrPort(*remote)); err != nil {
			return nil, err
		}
	} else {
		_ = s.Disconnect() // it may not be connected
	}
	s.round++
	return polyfill.Tuple{
		&incoming{s: s, round: s.round, release: s.use.More()},
		&outgoing{s: s, round: s.round, release: s.use.More()},
	}, nil
}

// receiving is the task that waits for the next datagram.
func (in *incoming) receiving() *task[datagram] {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.next == nil {
		socket := in.s.UDP
		in.next = begin(func(ctx context.Context) (datagram, error) {
			p := make([]byte, sockets.MaxDatagram)
			n, from, err := socket.Receive(ctx, p)
			return datagram{bytes.Clone(p[:n]), from}, err
		})
	}
	return in.next
}

func (in *incoming) ready() bool                         { return !in.s.current(in.round) || in.receiving().ready() }
func (in *incoming) watch(ch chan<- struct{}) (_ func()) { return in.receiving().watch(ch) }

// receive gives the datagrams that are there.
func (in *incoming) receive(most uint64) (list []datagram, err error) {
	if !in.s.current(in.round) {
		return nil, sockets.InvalidState
	}
	for uint64(len(list)) < min(most, maxDatagrams) {
		t := in.receiving()
		if !t.ready() {
			break
		}
		in.mu.Lock()
		in.next = nil
		in.mu.Unlock()
		d, err := t.result()
		if err != nil {
			if len(list) > 0 {
				break
			}
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func (in *incoming) drop() {
	in.mu.Lock()
	if in.next != nil {
		in.next.cancel()
	}
	in.mu.Unlock()
	in.release()
}

func (out *outgoing) send(list []polyfill.Record) (sent uint64, err error) {
	if !out.s.current(out.round) {
		return 0, sockets.InvalidState
	}
	for _, d := range list {
		data, _ := d.Get("data").([]byte)
		var to netip.AddrPort
		if v, ok := d.Get("remote-address").(polyfill.Variant); ok {
			to = wit.AddrPort(v)
		}
		if err := out.s.Send(data, to); err != nil {
			if sent > 0 {
				return sent, nil
			}
			return 0, err
		}
		sent++
	}
	return sent, nil
}

var errSendPermit = errTrap("more datagrams were sent than check-send permitted (wasi:sockets/udp)")

// errTrap is an error that ends the guest's call.
type errTrap string

func (e errTrap) Error() string { return string(e) }

func defineUDP(l *polyfill.Linker, h *host.Host) {
	type s = *udpSocket
	l.Instance("wasi:sockets/udp-create-socket"+version).
		Func("create-udp-socket", polyfill.HostFunc1(func(_ context.Context, f string) (s, error) {
			u, err := h.Sockets.NewUDP(wit.Family(f))
			if err != nil {
				return nil, socketError(err)
			}
			return &udpSocket{UDP: u, use: wit.NewUse(u.Close)}, nil
		}))

	it := l.Instance("wasi:sockets/udp"+version).
		Resource("udp-socket", polyfill.NewResource("udp-socket", func(_ context.Context, t s) error {
			t.use.Less()
			return nil
		})).
		Func("[method]udp-socket.start-bind", polyfill.HostFunc3(func(_ context.Context, t s, _ *networkHandle, at polyfill.Variant) (none, error) {
			return none{}, socketError(t.startBind(wit.AddrPort(at)))
		})).
		Func("[method]udp-socket.finish-bind", polyfill.HostFunc1(func(_ context.Context, t s) (none, error) {
			return none{}, socketError(t.finishBind())
		})).
		Func("[method]udp-socket.stream", polyfill.HostFunc2(func(_ context.Context, t s, to *polyfill.Variant) (polyfill.Tuple, error) {
			pair, err := t.stream(to)
			return pair, socketError(err)
		})).
		Func("[method]udp-socket.local-address", polyfill.HostFunc1(func(_ context.Context, t s) (polyfill.Variant, error) {
			return address(t.LocalAddress())
		})).
		Func("[method]udp-socket.remote-address", polyfill.HostFunc1(func(_ context.Context, t s) (polyfill.Variant, error) {
			return address(t.RemoteAddress())
		})).
		Func("[method]udp-socket.subscribe", polyfill.HostFunc1(func(context.Context, s) (*pollable, error) {
			return newPollable(always{}), nil // binding takes no time
		}))
	defineOption(it, "udp-socket", "unicast-hop-limit", s.HopLimit, s.SetHopLimit)
	defineOptions(it, "udp-socket", s.Family, s.ReceiveBufferSize, s.SetReceiveBufferSize, s.SendBufferSize, s.SetSendBufferSize)

	it.Resource("incoming-datagram-stream", polyfill.NewResource("incoming-datagram-stream", func(_ context.Context, in *incoming) error {
		in.drop()
		return nil
	})).
		Func("[method]incoming-datagram-stream.receive", polyfill.HostFunc2(func(_ context.Context, in *incoming, most uint64) ([]any, error) {
			list, err := in.receive(most)
			if err != nil {
				return nil, socketError(err)
			}
			result := make([]any, len(list))
			for i, d := range list {
				result[i] = map[string]any{"data": d.data, "remote-address": wit.SocketAddress(d.from)}
			}
			return result, nil
		})).
		Func("[method]incoming-datagram-stream.subscribe", polyfill.HostFunc1(func(_ context.Context, in *incoming) (*pollable, error) {
			return newPollable(in), nil
		})).
		Resource("outgoing-datagram-stream", polyfill.NewResource("outgoing-datagram-stream", func(_ context.Context, out *outgoing) error {
			out.release()
			return nil
		})).
		Func("[method]outgoing-datagram-stream.check-send", polyfill.HostFunc1(func(_ context.Context, out *outgoing) (uint64, error) {
			if !out.s.current(out.round) {
				return 0, socketError(sockets.InvalidState)
			}
			out.permit = maxDatagrams
			return out.permit, nil
		})).
		Func("[method]outgoing-datagram-stream.send", polyfill.HostFunc2(func(_ context.Context, out *outgoing, list []polyfill.Record) (uint64, error) {
			if uint64(len(list)) > out.permit {
				return 0, errSendPermit
			}
			out.permit = 0
			n, err := out.send(list)
			return n, socketError(err)
		})).
		Func("[method]outgoing-datagram-stream.subscribe", polyfill.HostFunc1(func(context.Context, *outgoing) (*pollable, error) {
			return newPollable(always{}), nil // the system takes a datagram or drops it
		}))
}
