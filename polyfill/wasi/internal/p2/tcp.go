//go:build !js

package p2

import (
	"context"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// tcpSocket is the resource tcp-socket. What 0.2 begins and ends with two calls is begun by
// the first one; only connecting and accepting take time.
type tcpSocket struct {
	*sockets.TCP
	use *wit.Use

	mu         sync.Mutex
	inProgress operation
	bound      bool
	connect    *task[none]
	accept     *task[*sockets.TCP]
}

// operation is what was begun and not ended yet.
type operation int

const (
	noOperation operation = iota
	binding
	connecting
	listening
)

func newTCPSocket(s *sockets.TCP) *tcpSocket {
	return &tcpSocket{TCP: s, use: wit.NewUse(s.Close)}
}

// streams makes the streams of a connection.
func (s *tcpSocket) streams() (*inputStream, *outputStream) {
	in := newPump(readerOf{s.TCP, socketOrigin}, s.use.More())
	out := newQueue(writerOf{s.TCP, socketOrigin}, s.use.More())
	return &inputStream{in}, &outputStream{out}
}

// drop ends the resource. Streams keep the connection.
func (s *tcpSocket) drop() {
	s.mu.Lock()
	if s.connect != nil {
		s.connect.cancel()
	}
	if s.accept != nil {
		s.accept.cancel()
		if s.accept.ready() {
			if c, err := s.accept.result(); err == nil {
				c.Close()
			}
		}
	}
	s.mu.Unlock()
	s.use.Less()
}

// start begins an operation.
func (s *tcpSocket) start(o operation, f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inProgress != noOperation {
		return concurrencyConflict
	}
	if err := f(); err != nil {
		return err
	}
	s.inProgress = o
	return nil
}

// finish ends an operation.
func (s *tcpSocket) finish(o operation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inProgress != o {
		return notInProgress
	}
	s.inProgress = noOperation
	return nil
}

// accepting is the task that waits for the next connection.
func (s *tcpSocket) accepting() *task[*sockets.TCP] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.accept == nil {
		listener := s.TCP
		s.accept = begin(func(ctx context.Context) (*sockets.TCP, error) {
			c, err := listener.Accept(ctx)
			if err == nil && ctx.Err() != nil { // nobody wants it any more
				c.Close()
				return nil, ctx.Err()
			}
			return c, err
		})
	}
	return s.accept
}

// socketEvent is what a socket's pollable waits for: the end of an operation, or a
// connection to accept.
type socketEvent struct{ s *tcpSocket }

func (e socketEvent) now() event {
	e.s.mu.Lock()
	connect, inProgress := e.s.connect, e.s.inProgress
	e.s.mu.Unlock()
	switch {
	case connect != nil:
		return connect
	case inProgress == noOperation && e.s.Listening():
		return e.s.accepting()
	}
	return always{}
}

func (e socketEvent) ready() bool                         { return e.now().ready() }
func (e socketEvent) watch(ch chan<- struct{}) (_ func()) { return e.now().watch(ch) }

func (s *tcpSocket) startConnect(to polyfill.Variant) error {
	return s.start(connecting, func() error {
		if err := s.BeginConnect(wit.AddrPort(to)); err != nil {
			return err
		}
		s.connect = begin(func(ctx context.Context) (none, error) { return none{}, s.WaitConnect(ctx) })
		return nil
	})
}

func (s *tcpSocket) finishConnect() (polyfill.Tuple, error) {
	s.mu.Lock()
	connect := s.connect
	s.mu.Unlock()
	switch {
	case connect == nil:
		return nil, notInProgress
	case !connect.ready():
		return nil, wouldBlock
	}
	s.mu.Lock()
	s.connect = nil
	s.mu.Unlock()
	if err := s.finish(connecting); err != nil {
		return nil, err
	}
	if _, err := connect.result(); err != nil {
		return nil, err
	}
	in, out := s.streams()
	return polyfill.Tuple{in, out}, nil
}

func (s *tcpSocket) acceptOne() (polyfill.Tuple, error) {
	if !s.Listening() {
		return nil, sockets.InvalidState
	}
	t := s.accepting()
	if !t.ready() {
		return nil, wouldBlock
	}
	s.mu.Lock()
	s.accept = nil
	s.mu.Unlock()
	c, err := t.result()
	if err != nil {
		return nil, err
	}
	client := newTCPSocket(c)
	in, out := client.streams()
	return polyfill.Tuple{client, in, out}, nil
}

func defineTCP(l *polyfill.Linker, h *host.Host) {
	type s = *tcpSocket
	l.Instance("wasi:sockets/tcp-create-socket"+version).
		Func("create-tcp-socket", polyfill.HostFunc1(func(_ context.Context, f string) (s, error) {
			t, err := h.Sockets.NewTCP(wit.Family(f))
			if err != nil {
				return nil, socketError(err)
			}
			return newTCPSocket(t), nil
		}))

	it := l.Instance("wasi:sockets/tcp"+version).
		Resource("tcp-socket", polyfill.NewResource("tcp-socket", func(_ context.Context, t s) error {
			t.drop()
			return nil
		})).
		Func("[method]tcp-socket.start-bind", polyfill.HostFunc3(func(_ context.Context, t s, _ *networkHandle, at polyfill.Variant) (none, error) {
			return none{}, socketError(t.start(binding, func() error {
				if err := t.Bind(wit.AddrPort(at)); err != nil {
					return err
				}
				t.bound = true
				return nil
			}))
		})).
		Func("[method]tcp-socket.finish-bind", polyfill.HostFunc1(func(_ context.Context, t s) (none, error) {
			return none{}, socketError(t.finish(binding))
		})).
		Func("[method]tcp-socket.start-connect", polyfill.HostFunc3(func(_ context.Context, t s, _ *networkHandle, to polyfill.Variant) (none, error) {
			return none{}, socketError(t.startConnect(to))
		})).
		Func("[method]tcp-socket.finish-connect", polyfill.HostFunc1(func(_ context.Context, t s) (polyfill.Tuple, error) {
			pair, err := t.finishConnect()
			return pair, socketError(err)
		})).
		Func("[method]tcp-socket.start-listen", polyfill.HostFunc1(func(_ context.Context, t s) (none, error) {
			return none{}, socketError(t.start(listening, func() error {
				if !t.bound {
					return sockets.InvalidState
				}
				return t.Listen()
			}))
		})).
		Func("[method]tcp-socket.finish-listen", polyfill.HostFunc1(func(_ context.Context, t s) (none, error) {
			return none{}, socketError(t.finish(listening))
		})).
		Func("[method]tcp-socket.accept", polyfill.HostFunc1(func(_ context.Context, t s) (polyfill.Tuple, error) {
			three, err := t.acceptOne()
			return three, socketError(err)
		})).
		Func("[method]tcp-socket.local-address", polyfill.HostFunc1(func(_ context.Context, t s) (polyfill.Variant, error) {
			return address(t.LocalAddress())
		})).
		Func("[method]tcp-socket.remote-address", polyfill.HostFunc1(func(_ context.Context, t s) (polyfill.Variant, error) {
			return address(t.RemoteAddress())
		})).
		Func("[method]tcp-socket.is-listening", polyfill.HostFunc1(func(_ context.Context, t s) (bool, error) {
			return t.Listening(), nil
		})).
		Func("[method]tcp-socket.subscribe", polyfill.HostFunc1(func(_ context.Context, t s) (*pollable, error) {
			return newPollable(socketEvent{t}), nil
		})).
		Func("[method]tcp-socket.shutdown", polyfill.HostFunc2(func(_ context.Context, t s, how string) (none, error) {
			return none{}, socketError(t.Shutdown(how != "send", how != "receive"))
		}))
	defineTCPOptions(it)
}

func defineTCPOptions(it *polyfill.Items) {
	type s = *tcpSocket
	it.Func("[method]tcp-socket.set-listen-backlog-size", setter(func(t s, n uint64) error { return t.SetBacklog(n) }))
	defineOption(it, "tcp-socket", "keep-alive-enabled", s.KeepAlive, s.SetKeepAlive)
	defineOption(it, "tcp-socket", "keep-alive-idle-time", nanoseconds(s.KeepAliveIdle), setNanoseconds(s.SetKeepAliveIdle))
	defineOption(it, "tcp-socket", "keep-alive-interval", nanoseconds(s.KeepAliveInterval), setNanoseconds(s.SetKeepAliveInterval))
	defineOption(it, "tcp-socket", "keep-alive-count", s.KeepAliveCount, s.SetKeepAliveCount)
	defineOption(it, "tcp-socket", "hop-limit", s.HopLimit, s.SetHopLimit)
	defineOptions(it, "tcp-socket", s.Family, s.ReceiveBufferSize, s.SetReceiveBufferSize, s.SendBufferSize, s.SetSendBufferSize)
}

// defineOption gives the two functions of an option of a socket.
func defineOption[S, T any](it *polyfill.Items, resource, name string, get func(S) (T, error), set func(S, T) error) {
	it.Func("[method]"+resource+"."+name, getter(get))
	it.Func("[method]"+resource+".set-"+name, setter(set))
}

// defineOptions gives what sockets of both kinds have.
func defineOptions[S any](it *polyfill.Items, resource string, fam func(S) sockets.Family,
	receive func(S) (uint64, error), setReceive func(S, uint64) error, send func(S) (uint64, error), setSend func(S, uint64) error,
) {
	it.Func("[method]"+resource+".address-family", polyfill.HostFunc1(func(_ context.Context, t S) (string, error) {
		return wit.FamilyName(fam(t)), nil
	}))
	defineOption(it, resource, "receive-buffer-size", receive, setReceive)
	defineOption(it, resource, "send-buffer-size", send, setSend)
}

func getter[S, T any](get func(S) (T, error)) polyfill.HostFunc {
	return polyfill.HostFunc1(func(_ context.Context, t S) (T, error) {
		v, err := get(t)
		return v, socketError(err)
	})
}

func setter[S, T any](set func(S, T) error) polyfill.HostFunc {
	return polyfill.HostFunc2(func(_ context.Context, t S, v T) (none, error) { return none{}, socketError(set(t, v)) })
}

func nanoseconds[S any](get func(S) (time.Duration, error)) func(S) (uint64, error) {
	return func(t S) (uint64, error) {
		d, err := get(t)
		return uint64(d), err
	}
}

func setNanoseconds[S any](set func(S, time.Duration) error) func(S, uint64) error {
	return func(t S, n uint64) error { return set(t, time.Duration(min(n, 1<<63-1))) }
}
