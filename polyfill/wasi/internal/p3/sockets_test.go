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
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wittest"
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
	w.T.Helper()
	l := listen(w.T)
	s := w.OK(socketTypes+"[static]tcp-socket.create", "ipv4")
	w.OK(tcpMethod+"connect", s, here(l))
	c, err := l.Accept()
	if err != nil {
		w.T.Fatal(err)
	}
	w.T.Cleanup(func() { c.Close() })
	return s, c.(*net.TCPConn)
}

// TestTCP makes both ends of a connection, by every function of tcp-socket.
func TestTCP(t *testing.T) {
	for family, local := range map[string]string{"ipv4": "127.0.0.1", "ipv6": "[::1]"} {
		t.Run(family, func(t *testing.T) {
			w := newTest(t, settings{World: "sockets", Connect: []string{"127.0.0.1", "::1"}, Listen: []string{"127.0.0.1", "::1"}})
			server := w.OK(socketTypes+"[static]tcp-socket.create", family)
			w.Fails("invalid-state", tcpMethod+"get-local-address", server)
			w.Fails("invalid-argument", tcpMethod+"set-listen-backlog-size", server, 0)
			w.OK(tcpMethod+"set-listen-backlog-size", server, 5)
			w.OK(tcpMethod+"set-hop-limit", server, 33)
			w.OK(tcpMethod+"set-keep-alive-count", server, 4)
			w.OK(tcpMethod+"bind", server, at(local+":0"))
			w.Fails("invalid-state", tcpMethod+"bind", server, at(local+":0"))
			if w.Call(tcpMethod+"get-is-listening", server) != false {
				t.Error("it listens before listen")
			}
			stream := w.OK(tcpMethod+"listen", server).(*polyfill.StreamReader[any])
			defer stream.Close()
			w.Fails("invalid-state", tcpMethod+"listen", server)
			w.Fails("invalid-state", tcpMethod+"connect", server, at(local+":1"))
			if w.Call(tcpMethod+"get-is-listening", server) != true || w.Call(tcpMethod+"get-address-family", server) != polyfill.Enum(family) {
				t.Error("the listener does not listen")
			}
			port := portOf(t, w.OK(tcpMethod+"get-local-address", server))

			client := w.OK(socketTypes+"[static]tcp-socket.create", family)
			w.Fails("invalid-state", tcpMethod+"get-remote-address", client)
			there := netip.AddrPortFrom(netip.MustParseAddr(strings.Trim(local, "[]")), port).String()
			w.OK(tcpMethod+"connect", client, at(there))
			w.Fails("invalid-state", tcpMethod+"connect", client, at(there))
			w.Fails("invalid-state", tcpMethod+"listen", client)
			w.Fails("invalid-state", tcpMethod+"set-listen-backlog-size", client, 5)
			if w.OK(tcpMethod+"get-keep-alive-enabled", client) != false {
				t.Error("connecting turns keep-alive on")
			}
			if got := portOf(t, w.OK(tcpMethod+"get-remote-address", client)); got != port {
				t.Errorf("the server is at %d, or at %d", port, got)
			}
			accepted, err := stream.Next(w.Ctx)
			if err != nil {
				t.Fatal(err)
			}
			w.Own(accepted)
			if a, b := portOf(t, w.OK(tcpMethod+"get-remote-address", accepted)), portOf(t, w.OK(tcpMethod+"get-local-address", client)); a != b {
				t.Errorf("the client is at %d, or at %d", a, b)
			}
			if hops, n := w.OK(tcpMethod+"get-hop-limit", accepted), w.OK(tcpMethod+"get-keep-alive-count", accepted); hops != uint8(33) || n != uint32(4) || w.OK(tcpMethod+"get-keep-alive-enabled", accepted) != false {
				t.Errorf("the options of the listener are not inherited: %v, %v", hops, n)
			}

			sent := w.Call(tcpMethod+"send", client, strings.NewReader("ping"))
			again := w.Call(tcpMethod+"send", client, strings.NewReader("pong"))
			if code := outcomeOf(t, again); code != "invalid-state" {
				t.Errorf("a second send: %q", code)
			}
			pair := w.Call(tcpMethod+"receive", accepted).(polyfill.Tuple)
			if text := readAll(t, pair[0]); text != "ping" {
				t.Errorf("%q", text)
			}
			if a, b := outcomeOf(t, sent), outcomeOf(t, pair[1]); a != "" || b != "" {
				t.Errorf("send: %q, receive: %q", a, b)
			}
			pair = w.Call(tcpMethod+"receive", accepted).(polyfill.Tuple)
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
				w.OK(tcpMethod+"set-"+o.name, client, o.v)
				if got := w.OK(tcpMethod+"get-"+o.name, client); got != o.v {
					t.Errorf("%s is %v, want %v", o.name, got, o.v)
				}
				if _, large := o.v.(uint64); large { // the system has its own limit
					w.OK(tcpMethod+"set-"+o.name, client, uint64(1<<64-1))
				}
				if o.v != true {
					w.Fails("invalid-argument", tcpMethod+"set-"+o.name, client, 0)
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
	w := newTest(t, settings{World: "sockets", Connect: []string{"127.0.0.1", "*:1"}, Listen: []string{"127.0.0.1:1-65535"}})
	denied := newTest(t, settings{World: "sockets"})
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
		s := c.w.OK(socketTypes+"[static]tcp-socket.create", c.family)
		args := []any{s}
		if c.to != nil {
			args = append(args, c.to)
		}
		if r := c.w.Call(tcpMethod+c.method, args...).(polyfill.Result); wittest.Describe(r) != c.want {
			t.Errorf("%s: %s, want %s", c.name, wittest.Describe(r), c.want)
		}
		if c.want == "connection-refused" { // it is closed then
			for _, name := range []string{"get-local-address", "get-remote-address", "get-hop-limit", "listen"} {
				w.Fails("invalid-state", tcpMethod+name, s)
			}
			w.Fails("invalid-state", tcpMethod+"connect", s, here(used))
			w.Fails("invalid-state", tcpMethod+"bind", s, at("127.0.0.1:0"))
		}
		if code := outcomeOf(t, c.w.Call(tcpMethod+"send", s, "x")); code != "invalid-state" {
			t.Errorf("%s: send gives %q", c.name, code)
		}
		pair := c.w.Call(tcpMethod+"receive", s).(polyfill.Tuple)
		if code := outcomeOf(t, pair[1]); code != "invalid-state" {
			t.Errorf("%s: receive gives %q", c.name, code)
		}
	}
}

// TestPeers are peers that behave badly.
func TestPeers(t *testing.T) {
	w := newTest(t, settings{World: "sockets", Connect: []string{"127.0.0.1"}})

	// It resets the connection while the guest reads, and while it writes.
	s, peer := w.connected()
	pair := w.Call(tcpMethod+"receive", s).(polyfill.Tuple)
	data := polyfill.NewStreamWriter[byte]()
	sent := w.Call(tcpMethod+"send", s, data)
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
	pair = w.Call(tcpMethod+"receive", s).(polyfill.Tuple)
	_, _ = peer.Write([]byte("last words"))
	_ = peer.CloseWrite()
	if text, code := readAll(t, pair[0]), outcomeOf(t, pair[1]); text != "last words" || code != "" {
		t.Errorf("a peer that has ended: %q, %q", text, code)
	}
	sent = w.Call(tcpMethod+"send", s, "still here")
	if text, err := io.ReadAll(peer); string(text) != "still here" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if code := outcomeOf(t, sent); code != "" {
		t.Errorf("send: %q", code)
	}

	// The guest drops what it receives: the future is ok, the other direction works.
	s, peer = w.connected()
	pair = w.Call(tcpMethod+"receive", s).(polyfill.Tuple)
	pair[0].(io.Closer).Close()
	if code := outcomeOf(t, pair[1]); code != "" {
		t.Errorf("a stream that was dropped: %q", code)
	}
	w.Call(tcpMethod+"send", s, "out")
	if text, err := io.ReadAll(peer); string(text) != "out" || err != nil {
		t.Errorf("%q, %v", text, err)
	}

	// Its streams keep a connection whose resource was dropped.
	s, peer = w.connected()
	pair = w.Call(tcpMethod+"receive", s).(polyfill.Tuple)
	sent = w.Call(tcpMethod+"send", s, "after the end")
	w.Gone(s)
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
	w.Call(tcpMethod+"receive", s)
	w.Call(tcpMethod+"send", s, zeros{})
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestListenDropped: with the stream of connections ends the accepting, and with the socket the listening.
func TestListenDropped(t *testing.T) {
	w := newTest(t, settings{World: "sockets", Listen: []string{"127.0.0.1"}})
	s := w.OK(socketTypes+"[static]tcp-socket.create", "ipv4")
	w.OK(tcpMethod+"bind", s, at("127.0.0.1:0"))
	stream := w.OK(tcpMethod+"listen", s).(*polyfill.StreamReader[any])
	addr := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), portOf(t, w.OK(tcpMethod+"get-local-address", s))).String()
	first, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	v, err := stream.Next(w.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.Own(v)
	// One that nobody asks for is not accepted, or it is closed.
	short, cancel := context.WithTimeout(w.Ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := stream.Next(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a connection of nobody: %v", err)
	}
	stream.Close()
	w.Gone(s)
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
	w := newTest(t, settings{World: "sockets", Sockets: 2, Listen: []string{"127.0.0.1"}})
	s := w.OK(socketTypes+"[static]tcp-socket.create", "ipv4")
	other := w.OK(socketTypes+"[static]udp-socket.create", "ipv4")
	w.Fails("other", socketTypes+"[static]tcp-socket.create", "ipv4")
	w.Fails("other", socketTypes+"[static]udp-socket.create", "ipv4")
	w.OK(tcpMethod+"bind", s, at("127.0.0.1:0"))
	stream := w.OK(tcpMethod+"listen", s).(*polyfill.StreamReader[any])
	c, err := net.Dial("tcp", netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), portOf(t, w.OK(tcpMethod+"get-local-address", s))).String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	short, cancel := context.WithTimeout(w.Ctx, 30*time.Millisecond)
	defer cancel()
	if _, err := stream.Next(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one more than there may be: %v", err)
	}
	w.Gone(other)
	other.(*udpSocket).drop()
	v, err := stream.Next(w.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.Own(v)
	stream.Close()
}

// TestUDP sends between two sockets, by every function of udp-socket.
func TestUDP(t *testing.T) {
	w := newTest(t, settings{World: "sockets", Connect: []string{"127.0.0.1"}})
	create := func() any { return w.OK(socketTypes+"[static]udp-socket.create", "ipv4") }
	a, b := create(), create()
	w.Fails("invalid-state", udpMethod+"get-local-address", a)
	w.Fails("invalid-state", udpMethod+"receive", a)
	w.Fails("invalid-state", udpMethod+"disconnect", a)
	w.Fails("access-denied", udpMethod+"bind", b, at("127.0.0.1:4000"))
	w.OK(udpMethod+"bind", b, at("127.0.0.1:0"))
	w.Fails("invalid-state", udpMethod+"bind", b, at("127.0.0.1:0"))
	port := portOf(t, w.OK(udpMethod+"get-local-address", b))
	there := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), port).String()

	w.OK(udpMethod+"send", a, []byte("one"), at(there))
	w.Fails("invalid-argument", udpMethod+"send", a, []byte("x"), nil)
	w.Fails("invalid-argument", udpMethod+"send", a, []byte("x"), at("[::1]:9"))
	w.Fails("invalid-argument", udpMethod+"send", a, []byte("x"), at("127.0.0.1:0"))
	w.Fails("access-denied", udpMethod+"send", a, []byte("x"), at("192.0.2.1:9"))
	w.Fails("datagram-too-large", udpMethod+"send", a, make([]byte, 65_530), at(there))
	w.Fails("invalid-state", udpMethod+"get-remote-address", a)
	w.Fails("access-denied", udpMethod+"connect", a, at("192.0.2.1:9"))
	w.OK(udpMethod+"connect", a, at(there))
	if got := portOf(t, w.OK(udpMethod+"get-remote-address", a)); got != port {
		t.Errorf("remote %d, want %d", got, port)
	}
	w.OK(udpMethod+"send", a, []byte("two"), nil)
	w.Fails("invalid-argument", udpMethod+"send", a, []byte("x"), at("127.0.0.1:9"))
	for _, want := range []string{"one", "two"} {
		d := w.OK(udpMethod+"receive", b).(polyfill.Tuple)
		if string(d[0].([]byte)) != want || portOf(t, d[1]) != portOf(t, w.OK(udpMethod+"get-local-address", a)) {
			t.Errorf("received %v", d)
		}
	}
	w.OK(udpMethod+"disconnect", a)
	w.Fails("invalid-argument", udpMethod+"send", a, []byte("x"), nil)
	if w.Call(udpMethod+"get-address-family", a) != polyfill.Enum("ipv4") {
		t.Error("get-address-family")
	}
	short, cancel := context.WithTimeout(w.Ctx, 20*time.Millisecond)
	defer cancel()
	w.Ctx = short
	if r, err := w.Try(udpMethod+"receive", b); !errors.Is(err, context.DeadlineExceeded) && wittest.Describe(r.(polyfill.Result)) != "timeout" {
		t.Errorf("nothing comes: %v, %v", r, err)
	}
	w.Ctx = context.Background()
	for _, o := range []struct {
		name string
		v    any
	}{{"unicast-hop-limit", uint8(9)}, {"receive-buffer-size", uint64(8192)}, {"send-buffer-size", uint64(8192)}} {
		w.OK(udpMethod+"set-"+o.name, a, o.v)
		if got := w.OK(udpMethod+"get-"+o.name, a); got != o.v {
			t.Errorf("%s is %v, want %v", o.name, got, o.v)
		}
		w.Fails("invalid-argument", udpMethod+"set-"+o.name, a, 0)
	}
}

func TestLookup(t *testing.T) {
	w := newTest(t, settings{World: "sockets", Connect: []string{"localhost", "*.invalid"}})
	const fn = "sockets/ip-name-lookup#resolve-addresses"
	w.Fails("access-denied", fn, "example.com")
	w.Fails("invalid-argument", fn, "no name")
	w.Fails("invalid-argument", fn, "")
	w.Fails("name-unresolvable", fn, "nothing.invalid")
	for _, v := range w.OK(fn, "localhost").([]any) {
		if a := v.(polyfill.Variant); a.Case != "ipv4" && a.Case != "ipv6" {
			t.Errorf("localhost is %v", a)
		}
	}
	list := w.OK(fn, "192.0.2.7").([]any) // an address needs no look-up
	if a := list[0].(polyfill.Variant); len(list) != 1 || a.Value.(polyfill.Tuple)[3] != uint8(7) {
		t.Errorf("%v", list)
	}
}
