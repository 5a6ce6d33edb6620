//go:build !js

package p3

import (
	"context"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// tcpSocket is the resource tcp-socket. The system's socket is closed when it was dropped and its streams
// are over.
type tcpSocket struct {
	*sockets.TCP
	use *wit.Use

	mu             sync.Mutex
	sent, received bool // send and receive were called
}

func newTCPSocket(s *sockets.TCP) *tcpSocket { return &tcpSocket{TCP: s, use: wit.NewUse(s.Close)} }

func (s *tcpSocket) drop() { s.use.Less() }

// once tells that something is done with a connection for the first time.
func (s *tcpSocket) once(done *bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.Connected() || *done {
		return sockets.InvalidState
	}
	*done = true
	return nil
}

// connect waits for the connection, which outlives the resource if it must.
func (s *tcpSocket) connect(ctx context.Context, to polyfill.Variant) error {
	defer s.use.More()()
	return s.Connect(ctx, wit.AddrPort(to))
}

// send writes a guest's stream to the connection, and ends that direction after it.
func (s *tcpSocket) send(data *polyfill.StreamReader[byte]) outcome {
	if err := s.once(&s.sent); err != nil {
		return refused(data, socketCode(err))
	}
	w := &sender{s.TCP, s.use.More(), make(chan struct{})}
	gone := data.Instance().Done()
	go func() {
		select {
		case <-gone:
			w.Leave(lastWrites)
		case <-w.closed:
		}
	}()
	return taken(data, w, socketCode)
}

// lastWrites is how long a peer may take for what an instance that is over has sent.
const lastWrites = time.Second

// sender is the direction of a connection that a guest's stream is for.
type sender struct {
	*sockets.TCP
	release func()
	closed  chan struct{}
}

func (w *sender) Close() error {
	close(w.closed)
	defer w.release()
	return w.Shutdown(false, true)
}

// receive gives what the peer sends.
func (s *tcpSocket) receive() any {
	if err := s.once(&s.received); err != nil {
		return failed[byte](socketCode(err))
	}
	return given(&receiver{s.TCP, s.use.More()}, socketCode)
}

// receiver is the other direction.
type receiver struct {
	*sockets.TCP
	release func()
}

func (r *receiver) Close() error {
	defer r.release()
	return r.Shutdown(true, false)
}

// listen gives the connections that come in, each of which is accepted when the guest asks for it.
func (s *tcpSocket) listen() (*polyfill.StreamWriter[*tcpSocket], error) {
	if err := s.Listen(); err != nil {
		return nil, err
	}
	w := polyfill.NewStreamWriter[*tcpSocket]()
	ctx, cancel := context.WithCancel(context.Background())
	release := s.use.More()
	w.OnDone(func() {
		cancel()
		release() // the port is free for who binds to it next
	})
	go func() {
		defer w.Close()
		for w.Ready(ctx) == nil {
			c, err := s.accept(ctx)
			if err != nil {
				return
			}
			if n, _ := w.WriteContext(ctx, []*tcpSocket{c}); n == 0 { // nobody has got it
				c.drop()
			}
		}
	}()
	return w, nil
}

// acceptRetry is how long accepting waits for room, if there are too many sockets.
const acceptRetry = 20 * time.Millisecond

func (s *tcpSocket) accept(ctx context.Context) (*tcpSocket, error) {
	for {
		c, err := s.Accept(ctx)
		if err == nil {
			return newTCPSocket(c), nil
		}
		if sockets.CodeOf(err) != sockets.NewSocketLimit {
			return nil, err
		}
		select {
		case <-time.After(acceptRetry):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func defineTCP(it *polyfill.Items, h *host.Host) {
	type s = *tcpSocket
	const method = "[method]tcp-socket."
	it.Resource("tcp-socket", polyfill.NewResource("tcp-socket", func(_ context.Context, t s) error {
		t.drop()
		return nil
	})).
		Func("[static]tcp-socket.create", polyfill.HostFunc1(func(_ context.Context, family string) (s, error) {
			t, err := h.Sockets.NewTCP(wit.Family(family))
			if err != nil {
				return nil, socketError(err)
			}
			return newTCPSocket(t), nil
		})).
		Func(method+"bind", setter(func(t s, at polyfill.Variant) error { return t.Bind(wit.AddrPort(at)) })).
		Func(method+"connect", polyfill.HostFunc2(func(ctx context.Context, t s, to polyfill.Variant) (none, error) {
			return none{}, socketError(t.connect(ctx, to))
		})).
		Func(method+"listen", polyfill.HostFunc1(func(_ context.Context, t s) (*polyfill.StreamWriter[s], error) {
			w, err := t.listen()
			return w, socketError(err)
		})).
		Func(method+"send", polyfill.HostFunc2(func(_ context.Context, t s, data *polyfill.StreamReader[byte]) (outcome, error) {
			return t.send(data), nil
		})).
		Func(method+"receive", polyfill.HostFunc1(func(_ context.Context, t s) (any, error) { return t.receive(), nil })).
		Func(method+"get-is-listening", polyfill.HostFunc1(func(_ context.Context, t s) (bool, error) { return t.Listening(), nil })).
		Func(method+"set-listen-backlog-size", setter(func(t s, n uint64) error { return t.SetBacklog(n) }))
	defineAddresses(it, "tcp-socket", s.LocalAddress, s.RemoteAddress, s.Family)
	defineOption(it, "tcp-socket", "keep-alive-enabled", s.KeepAlive, s.SetKeepAlive)
	defineOption(it, "tcp-socket", "keep-alive-idle-time", nanoseconds(s.KeepAliveIdle), setNanoseconds(s.SetKeepAliveIdle))
	defineOption(it, "tcp-socket", "keep-alive-interval", nanoseconds(s.KeepAliveInterval), setNanoseconds(s.SetKeepAliveInterval))
	defineOption(it, "tcp-socket", "keep-alive-count", s.KeepAliveCount, s.SetKeepAliveCount)
	defineOption(it, "tcp-socket", "hop-limit", s.HopLimit, s.SetHopLimit)
	defineOption(it, "tcp-socket", "receive-buffer-size", s.ReceiveBufferSize, s.SetReceiveBufferSize)
	defineOption(it, "tcp-socket", "send-buffer-size", s.SendBufferSize, s.SetSendBufferSize)
}
