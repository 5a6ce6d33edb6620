//go:build unix

package p3

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

const (
	socketTypes = "sockets/types#"
	tcpMethod   = socketTypes + "[method]tcp-socket."
	udpMethod   = socketTypes + "[method]udp-socket."
)

// at is an ip-socket-address.
func at(text string) polyfill.Variant {
	a := netip.MustParseAddrPort(text)
	if b := a.Addr(); b.Is4() {
		four := b.As4()
		return polyfill.Variant{Case: "ipv4", Value: map[string]any{"port": a.Port(), "address": polyfill.Tuple{four[0], four[1], four[2], four[3]}}}
	}
	parts, b := make(polyfill.Tuple, 8), a.Addr().As16()
	for i := range parts {
		parts[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return polyfill.Variant{Case: "ipv6", Value: map[string]any{"port": a.Port(), "flow-info": 0, "address": parts, "scope-id": 0}}
}

func portOf(t *testing.T, v any) uint16 {
	t.Helper()
	a, ok := v.(polyfill.Variant)
	if !ok {
		t.Fatalf("%v is no address", v)
	}
	return a.Value.(polyfill.Record).Get("port").(uint16)
}

// here is the address of a listener of the host's.
func here(l net.Listener) polyfill.Variant { return at(l.Addr().String()) }

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// connected is a connection of a guest to the host, both ends of it.
func (w *wasiTest) connected() (socket any, peer *net.TCPConn) {
	w.t.Helper()
	l := listen(w.t)
	s := w.ok(socketTypes+"[static]tcp-socket.create", "ipv4")
	w.ok(tcpMethod+"connect", s, here(l))
	c, err := l.Accept()
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { c.Close() })
	return s, c.(*net.TCPConn)
}

// outcomeOf waits for a future<result<_, error-code>> and gives the error's case, "" if it is ok.
func outcomeOf(t *testing.T, future any) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	v, err := future.(*polyfill.Future[any]).Get(ctx)
	var failed *polyfill.ResultError
	if r, ok := v.(polyfill.Result); ok && r.IsErr {
		return describe(r)
	}
	if errors.As(err, &failed) {
		return describe(polyfill.Err(failed.Value))
	} else if err != nil {
		t.Fatalf("the future fails: %v", err)
	}
	return ""
}

// readAll reads a stream<u8> to its end.
func readAll(t *testing.T, stream any) string {
	t.Helper()
	text, err := io.ReadAll(stream.(io.Reader))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTCP makes both ends of a connection, by every function of tcp-socket.
func TestTCP(t *testing.T) {
	for family, local := range map[string]string{"ipv4": "127.0.0.1", "ipv6": "[::1]"} {
		t.Run(family, func(t *testing.T) {
			w := newTest(t, settings{world: "sockets", connect: []string{"127.0.0.1", "::1"}, listen: []string{"127.0.0.1", "::1"}})
			server := w.ok(socketTypes+"[static]tcp-socket.create", family)
			w.fails("invalid-state", tcpMethod+"get-local-address", server)
			w.fails("invalid-argument", tcpMethod+"set-listen-backlog-size", server, 0)
			w.ok(tcpMethod+"set-listen-backlog-size", server, 5)
			w.ok(tcpMethod+"set-hop-limit", server, 33)
			w.ok(tcpMethod+"set-keep-alive-count", server, 4)
			w.ok(tcpMethod+"bind", server, at(local+":0"))
			w.fails("invalid-state", tcpMethod+"bind", server, at(local+":0"))
			if w.call(tcpMethod+"get-is-listening", server) != false {
				t.Error("it listens before listen")
			}
			stream := w.ok(tcpMethod+"listen", server).(*polyfill.StreamReader[any])
			defer stream.Close()
			w.fails("invalid-state", tcpMethod+"listen", server)
			w.fails("invalid-state", tcpMethod+"connect", server, at(local+":1"))
			if w.call(tcpMethod+"get-is-listening", server) != true || w.call(tcpMethod+"get-address-family", server) != polyfill.Enum(family) {
				t.Error("the listener does not listen")
			}
			port := portOf(t, w.ok(tcpMethod+"get-local-address", server))

			client := w.ok(socketTypes+"[static]tcp-socket.create", family)
			w.fails("invalid-state", tcpMethod+"get-remote-address", client)
			there := netip.AddrPortFrom(netip.MustParseAddr(strings.Trim(local, "[]")), port).String()
			w.ok(tcpMethod+"connect", client, at(there))
			w.fails("invalid-state", tcpMethod+"connect", client, at(there))
			w.fails("invalid-state", tcpMethod+"listen", client)
			w.fails("invalid-state", tcpMethod+"set-listen-backlog-size", client, 5)
			if w.ok(tcpMethod+"get-keep-alive-enabled", client) != false {
				t.Error("connecting turns keep-alive on")
			}
			if got := portOf(t, w.ok(tcpMethod+"get-remote-address", client)); got != port {
				t.Errorf("the server is at %d, or at %d", port, got)
			}
			accepted, err := stream.Next(w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			w.own(accepted)
			if a, b := portOf(t, w.ok(tcpMethod+"get-remote-address", accepted)), portOf(t, w.ok(tcpMethod+"get-local-address", client)); a != b {
				t.Errorf("the client is at %d, or at %d", a, b)
			}
			if hops, n := w.ok(tcpMethod+"get-hop-limit", accepted), w.ok(tcpMethod+"get-keep-alive-count", accepted); hops != uint8(33) || n != uint32(4) || w.ok(tcpMethod+"get-keep-alive-enabled", accepted) != false {
				t.Errorf("the options of the listener are not inherited: %v, %v", hops, n)
			}

			sent := w.call(tcpMethod+"send", client, strings.NewReader("ping"))
			again := w.call(tcpMethod+"send", client, strings.NewReader("pong"))
			if code := outcomeOf(t, again); code != "invalid-state" {
				t.Errorf("a second send: %q", code)
			}
			pair := w.call(tcpMethod+"receive", accepted).(polyfill.Tuple)
			if text := readAll(t, pair[0]); text != "ping" {
				t.Errorf("%q", text)
			}
			if a, b := outcomeOf(t, sent), outcomeOf(t, pair[1]); a != "" || b != "" {
				t.Errorf("send: %q, receive: %q", a, b)
			}
			pair = w.call(tcpMethod+"receive", accepted).(polyfill.Tuple)
			if text, code := readAll(t, pair[0]), outcomeOf(t, pair[1]); text != "" || code != "invalid-state" {
				t.Errorf("a second receive: %q, %q", text, code)
			}
			for _, o := range []struct {
				name string
				v    any
			}{
				{"keep-alive-enabled", true}, {"keep-alive-idle-time", uint64(5e9)}, {"keep-alive-interval", uint64(6e9)},
				{"keep-alive-count", uint32(3)}, {"hop-limit", uint8(9)}, {"receive-buffer-size", uint64(8192)}, {"send-buffer-size", uint64(8192)},
			} {
				w.ok(tcpMethod+"set-"+o.name, client, o.v)
				if got := w.ok(tcpMethod+"get-"+o.name, client); got != o.v {
					t.Errorf("%s is %v, want %v", o.name, got, o.v)
				}
				if _, large := o.v.(uint64); large { // the system has its own limit
					w.ok(tcpMethod+"set-"+o.name, client, uint64(1<<64-1))
				}
				if o.v != true {
					w.fails("invalid-argument", tcpMethod+"set-"+o.name, client, 0)
				}
			}
		})
	}
}

// TestTCPRefused are connections that do not come about.
func TestTCPRefused(t *testing.T) {
	closed := listen(t)
	nobody := here(closed)
	closed.Close()
	used := listen(t)
	w := newTest(t, settings{world: "sockets", connect: []string{"127.0.0.1", "*:1"}, listen: []string{"127.0.0.1:1-65535"}})
	denied := newTest(t, settings{world: "sockets"})
	for _, c := range []struct {
		name, family, method string
		to                   any
		want                 string
		w                    *wasiTest
	}{
		{"connect without permission", "ipv4", "connect", here(used), "access-denied", denied},
		{"bind without permission", "ipv4", "bind", at("127.0.0.1:0"), "access-denied", denied},
		{"listen without permission", "ipv4", "listen", nil, "access-denied", denied},
		{"connect to another port", "ipv4", "connect", at("192.0.2.1:80"), "access-denied", w},
		{"bind to another address", "ipv4", "bind", at("0.0.0.0:4000"), "access-denied", w},
		{"listen on all addresses", "ipv4", "listen", nil, "access-denied", w},
		{"connect to any address", "ipv4", "connect", at("0.0.0.0:80"), "invalid-argument", w},
		{"connect to port 0", "ipv4", "connect", at("127.0.0.1:0"), "invalid-argument", w},
		{"connect to multicast", "ipv4", "connect", at("224.0.0.1:1"), "invalid-argument", w},
		{"connect to the other family", "ipv6", "connect", at("127.0.0.1:1"), "invalid-argument", w},
		{"connect to a mapped address", "ipv6", "connect", at("[::ffff:127.0.0.1]:1"), "invalid-argument", w},
		{"bind to the other family", "ipv4", "bind", at("[::1]:0"), "invalid-argument", w},
		{"bind to a used port", "ipv4", "bind", here(used), "address-in-use", w},
		{"nobody listens", "ipv4", "connect", nobody, "connection-refused", w},
	} {
		s := c.w.ok(socketTypes+"[static]tcp-socket.create", c.family)
		args := []any{s}
		if c.to != nil {
			args = append(args, c.to)
		}
		if r := c.w.call(tcpMethod+c.method, args...).(polyfill.Result); describe(r) != c.want {
			t.Errorf("%s: %s, want %s", c.name, describe(r), c.want)
		}
		if c.want == "connection-refused" { // it is closed then
			for _, name := range []string{"get-local-address", "get-remote-address", "get-hop-limit", "listen"} {
				w.fails("invalid-state", tcpMethod+name, s)
			}
			w.fails("invalid-state", tcpMethod+"connect", s, here(used))
			w.fails("invalid-state", tcpMethod+"bind", s, at("127.0.0.1:0"))
		}
		if code := outcomeOf(t, c.w.call(tcpMethod+"send", s, "x")); code != "invalid-state" {
			t.Errorf("%s: send gives %q", c.name, code)
		}
		pair := c.w.call(tcpMethod+"receive", s).(polyfill.Tuple)
		if code := outcomeOf(t, pair[1]); code != "invalid-state" {
			t.Errorf("%s: receive gives %q", c.name, code)
		}
	}
}

// TestPeers are peers that behave badly.
func TestPeers(t *testing.T) {
	w := newTest(t, settings{world: "sockets", connect: []string{"127.0.0.1"}})

	// It resets the connection while the guest reads, and while it writes.
	s, peer := w.connected()
	pair := w.call(tcpMethod+"receive", s).(polyfill.Tuple)
	data := polyfill.NewStreamWriter[byte]()
	sent := w.call(tcpMethod+"send", s, data)
	if err := peer.SetLinger(0); err != nil {
		t.Fatal(err)
	}
	peer.Close()
	if text, code := readAll(t, pair[0]), outcomeOf(t, pair[1]); text != "" || code != "connection-reset" {
		t.Errorf("a reset while reading: %q, %q", text, code)
	}
	for range 100 { // the guest's stream ends
		if _, err := data.Write(make([]byte, 10_000)); err != nil {
			break
		}
	}
	if code := outcomeOf(t, sent); code != "connection-broken" && code != "connection-reset" {
		t.Errorf("a reset while writing: %q", code)
	}

	// It ends its direction, and reads on.
	s, peer = w.connected()
	pair = w.call(tcpMethod+"receive", s).(polyfill.Tuple)
	_, _ = peer.Write([]byte("last words"))
	_ = peer.CloseWrite()
	if text, code := readAll(t, pair[0]), outcomeOf(t, pair[1]); text != "last words" || code != "" {
		t.Errorf("a peer that has ended: %q, %q", text, code)
	}
	sent = w.call(tcpMethod+"send", s, "still here")
	if text, err := io.ReadAll(peer); string(text) != "still here" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if code := outcomeOf(t, sent); code != "" {
		t.Errorf("send: %q", code)
	}

	// The guest drops what it receives: the future is ok, the other direction works.
	s, peer = w.connected()
	pair = w.call(tcpMethod+"receive", s).(polyfill.Tuple)
	pair[0].(io.Closer).Close()
	if code := outcomeOf(t, pair[1]); code != "" {
		t.Errorf("a stream that was dropped: %q", code)
	}
	w.call(tcpMethod+"send", s, "out")
	if text, err := io.ReadAll(peer); string(text) != "out" || err != nil {
		t.Errorf("%q, %v", text, err)
	}

	// Its streams keep a connection whose resource was dropped.
	s, peer = w.connected()
	pair = w.call(tcpMethod+"receive", s).(polyfill.Tuple)
	sent = w.call(tcpMethod+"send", s, "after the end")
	delete(w.owned, s)
	s.(*tcpSocket).drop()
	if text, err := io.ReadAll(peer); string(text) != "after the end" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	_, _ = peer.Write([]byte("answer"))
	peer.Close()
	if text, a, b := readAll(t, pair[0]), outcomeOf(t, pair[1]), outcomeOf(t, sent); text != "answer" || a != "" || b != "" {
		t.Errorf("%q, %q, %q", text, a, b)
	}

	// It stalls: neither a read nor a write outlives the instance.
	s, _ = w.connected()
	w.call(tcpMethod+"receive", s)
	w.call(tcpMethod+"send", s, zeros{})
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestListenDropped: with the stream of connections ends the accepting, and with the socket the listening.
func TestListenDropped(t *testing.T) {
	w := newTest(t, settings{world: "sockets", listen: []string{"127.0.0.1"}})
	s := w.ok(socketTypes+"[static]tcp-socket.create", "ipv4")
	w.ok(tcpMethod+"bind", s, at("127.0.0.1:0"))
	stream := w.ok(tcpMethod+"listen", s).(*polyfill.StreamReader[any])
	addr := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), portOf(t, w.ok(tcpMethod+"get-local-address", s))).String()
	first, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	v, err := stream.Next(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.own(v)
	// One that nobody asks for is not accepted, or it is closed.
	short, cancel := context.WithTimeout(w.ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := stream.Next(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a connection of nobody: %v", err)
	}
	stream.Close()
	delete(w.owned, s)
	s.(*tcpSocket).drop()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		c.Close()
		if time.Now().After(end) {
			t.Fatal("somebody still listens")
		}
	}
}

// TestSocketLimit: one more socket than there may be is refused, and accepting waits for room.
func TestSocketLimit(t *testing.T) {
	w := newTest(t, settings{world: "sockets", sockets: 2, listen: []string{"127.0.0.1"}})
	s := w.ok(socketTypes+"[static]tcp-socket.create", "ipv4")
	other := w.ok(socketTypes+"[static]udp-socket.create", "ipv4")
	w.fails("other", socketTypes+"[static]tcp-socket.create", "ipv4")
	w.fails("other", socketTypes+"[static]udp-socket.create", "ipv4")
	w.ok(tcpMethod+"bind", s, at("127.0.0.1:0"))
	stream := w.ok(tcpMethod+"listen", s).(*polyfill.StreamReader[any])
	c, err := net.Dial("tcp", netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), portOf(t, w.ok(tcpMethod+"get-local-address", s))).String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	short, cancel := context.WithTimeout(w.ctx, 30*time.Millisecond)
	defer cancel()
	if _, err := stream.Next(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one more than there may be: %v", err)
	}
	delete(w.owned, other)
	other.(*udpSocket).drop()
	v, err := stream.Next(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.own(v)
	stream.Close()
}

// TestUDP sends between two sockets, by every function of udp-socket.
func TestUDP(t *testing.T) {
	w := newTest(t, settings{world: "sockets", connect: []string{"127.0.0.1"}})
	create := func() any { return w.ok(socketTypes+"[static]udp-socket.create", "ipv4") }
	a, b := create(), create()
	w.fails("invalid-state", udpMethod+"get-local-address", a)
	w.fails("invalid-state", udpMethod+"receive", a)
	w.fails("invalid-state", udpMethod+"disconnect", a)
	w.fails("access-denied", udpMethod+"bind", b, at("127.0.0.1:4000"))
	w.ok(udpMethod+"bind", b, at("127.0.0.1:0"))
	w.fails("invalid-state", udpMethod+"bind", b, at("127.0.0.1:0"))
	port := portOf(t, w.ok(udpMethod+"get-local-address", b))
	there := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), port).String()

	w.ok(udpMethod+"send", a, []byte("one"), at(there))
	w.fails("invalid-argument", udpMethod+"send", a, []byte("x"), nil)
	w.fails("invalid-argument", udpMethod+"send", a, []byte("x"), at("[::1]:9"))
	w.fails("invalid-argument", udpMethod+"send", a, []byte("x"), at("127.0.0.1:0"))
	w.fails("access-denied", udpMethod+"send", a, []byte("x"), at("192.0.2.1:9"))
	w.fails("datagram-too-large", udpMethod+"send", a, make([]byte, 65_530), at(there))
	w.fails("invalid-state", udpMethod+"get-remote-address", a)
	w.fails("access-denied", udpMethod+"connect", a, at("192.0.2.1:9"))
	w.ok(udpMethod+"connect", a, at(there))
	if got := portOf(t, w.ok(udpMethod+"get-remote-address", a)); got != port {
		t.Errorf("remote %d, want %d", got, port)
	}
	w.ok(udpMethod+"send", a, []byte("two"), nil)
	w.fails("invalid-argument", udpMethod+"send", a, []byte("x"), at("127.0.0.1:9"))
	for _, want := range []string{"one", "two"} {
		d := w.ok(udpMethod+"receive", b).(polyfill.Tuple)
		if string(d[0].([]byte)) != want || portOf(t, d[1]) != portOf(t, w.ok(udpMethod+"get-local-address", a)) {
			t.Errorf("received %v", d)
		}
	}
	w.ok(udpMethod+"disconnect", a)
	w.fails("invalid-argument", udpMethod+"send", a, []byte("x"), nil)
	if w.call(udpMethod+"get-address-family", a) != polyfill.Enum("ipv4") {
		t.Error("get-address-family")
	}
	short, cancel := context.WithTimeout(w.ctx, 20*time.Millisecond)
	defer cancel()
	w.ctx = short
	if r, err := w.try(udpMethod+"receive", b); !errors.Is(err, context.DeadlineExceeded) && describe(r.(polyfill.Result)) != "timeout" {
		t.Errorf("nothing comes: %v, %v", r, err)
	}
	w.ctx = context.Background()
	for _, o := range []struct {
		name string
		v    any
	}{{"unicast-hop-limit", uint8(9)}, {"receive-buffer-size", uint64(8192)}, {"send-buffer-size", uint64(8192)}} {
		w.ok(udpMethod+"set-"+o.name, a, o.v)
		if got := w.ok(udpMethod+"get-"+o.name, a); got != o.v {
			t.Errorf("%s is %v, want %v", o.name, got, o.v)
		}
		w.fails("invalid-argument", udpMethod+"set-"+o.name, a, 0)
	}
}

func TestLookup(t *testing.T) {
	w := newTest(t, settings{world: "sockets", connect: []string{"localhost", "*.invalid"}})
	const fn = "sockets/ip-name-lookup#resolve-addresses"
	w.fails("access-denied", fn, "example.com")
	w.fails("invalid-argument", fn, "no name")
	w.fails("invalid-argument", fn, "")
	w.fails("name-unresolvable", fn, "nothing.invalid")
	for _, v := range w.ok(fn, "localhost").([]any) {
		if a := v.(polyfill.Variant); a.Case != "ipv4" && a.Case != "ipv6" {
			t.Errorf("localhost is %v", a)
		}
	}
	list := w.ok(fn, "192.0.2.7").([]any) // an address needs no look-up
	if a := list[0].(polyfill.Variant); len(list) != 1 || a.Value.(polyfill.Tuple)[3] != uint8(7) {
		t.Errorf("%v", list)
	}
}
