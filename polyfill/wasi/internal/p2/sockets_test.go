//go:build unix

package p2

import (
	"errors"
	"net"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wittest"
)

const (
	tcpMethod = "sockets/tcp#[method]tcp-socket."
	udpMethod = "sockets/udp#[method]udp-socket."
)

// v4 is an ip-socket-address.
func v4(port uint16, a ...uint8) polyfill.Variant {
	return polyfill.Variant{Case: "ipv4", Value: map[string]any{"port": port, "address": polyfill.Tuple{a[0], a[1], a[2], a[3]}}}
}

func v4Port(t *testing.T, v any) uint16 {
	t.Helper()
	a, ok := v.(polyfill.Variant)
	if !ok || a.Case != "ipv4" {
		t.Fatalf("%v", v)
	}
	return a.Value.(polyfill.Record).Get("port").(uint16)
}

func (w *wasiTest) block(p any) {
	w.T.Helper()
	w.Call("io/poll#[method]pollable.block", p)
}

// TestTCP makes both ends of a connection, by every function of wasi:sockets/tcp.
func TestTCP(t *testing.T) {
	w := newTest(t, settings{Connect: []string{"127.0.0.1"}, Listen: []string{"127.0.0.1"}})
	net := w.Call("sockets/instance-network#instance-network")
	server := w.OK("sockets/tcp-create-socket#create-tcp-socket", "ipv4")
	w.Fails("not-in-progress", tcpMethod+"finish-bind", server)
	w.Fails("invalid-state", tcpMethod+"start-listen", server)
	w.Fails("invalid-argument", tcpMethod+"set-listen-backlog-size", server, 0)
	w.OK(tcpMethod+"set-listen-backlog-size", server, 5)
	w.OK(tcpMethod+"start-bind", server, net, v4(0, 127, 0, 0, 1))
	w.Fails("concurrency-conflict", tcpMethod+"start-listen", server)
	w.OK(tcpMethod+"finish-bind", server)
	w.Fails("invalid-state", tcpMethod+"accept", server)
	w.OK(tcpMethod+"start-listen", server)
	w.block(w.Call(tcpMethod+"subscribe", server)) // that can be finished, nobody connects yet
	w.OK(tcpMethod+"finish-listen", server)
	if w.Call(tcpMethod+"is-listening", server) != true || w.Call(tcpMethod+"address-family", server) != polyfill.Enum("ipv4") {
		t.Error("the listener does not listen")
	}
	port := v4Port(t, w.OK(tcpMethod+"local-address", server))
	w.Fails("would-block", tcpMethod+"accept", server)

	client := w.OK("sockets/tcp-create-socket#create-tcp-socket", "ipv4")
	w.Fails("not-in-progress", tcpMethod+"finish-connect", client)
	w.Fails("invalid-state", tcpMethod+"remote-address", client)
	w.OK(tcpMethod+"start-connect", client, net, v4(port, 127, 0, 0, 1))
	w.block(w.Call(tcpMethod+"subscribe", client))
	pair := w.OK(tcpMethod+"finish-connect", client).(polyfill.Tuple)
	w.Fails("not-in-progress", tcpMethod+"finish-connect", client)
	w.block(w.Call(tcpMethod+"subscribe", server))
	three := w.OK(tcpMethod+"accept", server).(polyfill.Tuple)
	if got := v4Port(t, w.OK(tcpMethod+"remote-address", client)); got != port {
		t.Errorf("the server is at %d, or at %d", port, got)
	}
	in, out := three[1], pair[1]
	w.OK("io/streams#[method]output-stream.blocking-write-and-flush", out, []byte("ping"))
	if got := w.OK("io/streams#[method]input-stream.blocking-read", in, 100); string(got.([]byte)) != "ping" {
		t.Errorf("%q", got)
	}
	for _, o := range []struct {
		name string
		v    any
	}{
		{"keep-alive-enabled", true}, {"keep-alive-idle-time", uint64(5e9)}, {"keep-alive-interval", uint64(6e9)},
		{"keep-alive-count", uint32(3)}, {"hop-limit", uint8(9)}, {"receive-buffer-size", uint64(8192)}, {"send-buffer-size", uint64(8192)},
	} {
		w.OK(tcpMethod+"set-"+o.name, client, o.v)
		if got := w.OK(tcpMethod+o.name, client); got != o.v {
			t.Errorf("%s is %v, want %v", o.name, got, o.v)
		}
	}
	w.Fails("invalid-argument", tcpMethod+"set-hop-limit", client, 0)
	w.OK(tcpMethod+"shutdown", client, "send")
	w.Fails("closed", "io/streams#[method]input-stream.blocking-read", in, 1)
}

// TestTCPRefused are connections that do not come about.
func TestTCPRefused(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := uint16(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	w := newTest(t, settings{Connect: []string{"127.0.0.1"}})
	net := w.Call("sockets/instance-network#instance-network")
	s := w.OK("sockets/tcp-create-socket#create-tcp-socket", "ipv4")
	w.Fails("access-denied", tcpMethod+"start-bind", s, net, v4(4000, 127, 0, 0, 1))
	w.Fails("access-denied", tcpMethod+"start-connect", s, net, v4(80, 192, 0, 2, 1))
	w.Fails("invalid-argument", tcpMethod+"start-connect", s, net, v4(80, 0, 0, 0, 0))
	w.OK(tcpMethod+"start-connect", s, net, v4(nobody, 127, 0, 0, 1))
	w.block(w.Call(tcpMethod+"subscribe", s))
	w.Fails("connection-refused", tcpMethod+"finish-connect", s)
	w.Fails("invalid-state", tcpMethod+"shutdown", s, "both")
}

// TestReset is a peer that resets its connection: the error says so by its code.
func TestReset(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w := newTest(t, settings{Connect: []string{"127.0.0.1"}})
	s := w.OK("sockets/tcp-create-socket#create-tcp-socket", "ipv4")
	w.OK(tcpMethod+"start-connect", s, w.Call("sockets/instance-network#instance-network"), v4(uint16(l.Addr().(*net.TCPAddr).Port), 127, 0, 0, 1))
	w.block(w.Call(tcpMethod+"subscribe", s))
	in := w.OK(tcpMethod+"finish-connect", s).(polyfill.Tuple)[0]
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.(*net.TCPConn).SetLinger(0); err != nil {
		t.Fatal(err)
	}
	c.Close()
	r := w.Call("io/streams#[method]input-stream.blocking-read", in, 1).(polyfill.Result)
	if wittest.Describe(r) != "last-operation-failed" {
		t.Fatalf("%s", wittest.Describe(r))
	}
	if code := w.Call("sockets/network#network-error-code", r.Value.(polyfill.Variant).Value); code != polyfill.Enum("connection-reset") {
		t.Errorf("%v", code)
	}
}

// TestUDP sends between two sockets, by every function of wasi:sockets/udp.
func TestUDP(t *testing.T) {
	w := newTest(t, settings{Connect: []string{"127.0.0.1"}})
	net := w.Call("sockets/instance-network#instance-network")
	bind := func() (socket any, port uint16) {
		s := w.OK("sockets/udp-create-socket#create-udp-socket", "ipv4")
		w.Fails("not-in-progress", udpMethod+"finish-bind", s)
		w.Fails("invalid-state", udpMethod+"stream", s, nil)
		w.Fails("access-denied", udpMethod+"start-bind", s, net, v4(4000, 127, 0, 0, 1))
		w.OK(udpMethod+"start-bind", s, net, v4(0, 127, 0, 0, 1))
		w.OK(udpMethod+"finish-bind", s)
		w.block(w.Call(udpMethod+"subscribe", s))
		return s, v4Port(t, w.OK(udpMethod+"local-address", s))
	}
	a, portA := bind()
	b, portB := bind()
	if w.Call(udpMethod+"address-family", a) != polyfill.Enum("ipv4") {
		t.Error("address-family")
	}
	w.Fails("invalid-state", udpMethod+"remote-address", a)
	streams := w.OK(udpMethod+"stream", b, nil).(polyfill.Tuple)
	inB := streams[0]
	connected := w.OK(udpMethod+"stream", a, v4(portB, 127, 0, 0, 1)).(polyfill.Tuple)
	if got := v4Port(t, w.OK(udpMethod+"remote-address", a)); got != portB {
		t.Errorf("remote %d", got)
	}
	const out, in = "sockets/udp#[method]outgoing-datagram-stream.", "sockets/udp#[method]incoming-datagram-stream."
	w.block(w.Call(out+"subscribe", connected[1]))
	if n := w.OK(out+"check-send", connected[1]).(uint64); n == 0 {
		t.Error("nothing may be sent")
	}
	datagram := func(text string, to any) any { return map[string]any{"data": []byte(text), "remote-address": to} }
	if n := w.OK(out+"send", connected[1], []any{datagram("one", nil), datagram("two", v4(portB, 127, 0, 0, 1))}); n != uint64(2) {
		t.Errorf("sent %v", n)
	}
	for _, want := range []string{"one", "two"} {
		w.block(w.Call(in+"subscribe", inB))
		list := w.OK(in+"receive", inB, 1).([]any)
		d := list[0].(polyfill.Record)
		if len(list) != 1 || string(d.Get("data").([]byte)) != want || v4Port(t, d.Get("remote-address")) != portA {
			t.Errorf("received %v", list)
		}
	}
	if list := w.OK(in+"receive", inB, 0).([]any); len(list) != 0 {
		t.Errorf("received %v", list)
	}
	w.OK(out+"check-send", connected[1])
	w.Fails("invalid-argument", out+"send", connected[1], []any{datagram("x", v4(portA, 127, 0, 0, 1))})
	w.OK(out+"check-send", streams[1])
	w.Fails("access-denied", out+"send", streams[1], []any{datagram("x", v4(9, 192, 0, 2, 1))})
	w.OK(out+"check-send", streams[1])
	w.Fails("datagram-too-large", out+"send", streams[1], []any{datagram(string(make([]byte, 65530)), v4(portA, 127, 0, 0, 1))})
	w.OK(udpMethod+"stream", b, nil)
	w.Fails("invalid-state", in+"receive", inB, 1) // another took its place
	w.Fails("invalid-state", out+"check-send", streams[1])
	for _, o := range []struct {
		name string
		v    any
	}{{"unicast-hop-limit", uint8(9)}, {"receive-buffer-size", uint64(8192)}, {"send-buffer-size", uint64(8192)}} {
		w.OK(udpMethod+"set-"+o.name, a, o.v)
		if got := w.OK(udpMethod+o.name, a); got != o.v {
			t.Errorf("%s is %v, want %v", o.name, got, o.v)
		}
	}
	if _, err := w.Try(out+"send", connected[1], []any{datagram("x", nil)}); !errors.Is(err, errSendPermit) {
		t.Fatalf("more than permitted: %v", err)
	}
}

func TestLookup(t *testing.T) {
	w := newTest(t, settings{Connect: []string{"localhost"}})
	net := w.Call("sockets/instance-network#instance-network")
	const fn = "sockets/ip-name-lookup#resolve-addresses"
	const next = "sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address"
	w.Fails("access-denied", fn, net, "example.com")
	w.Fails("invalid-argument", fn, net, "no name")
	s := w.OK(fn, net, "localhost")
	w.block(w.Call("sockets/ip-name-lookup#[method]resolve-address-stream.subscribe", s))
	a := w.OK(next, s).(polyfill.Variant)
	if a.Case != "ipv4" && a.Case != "ipv6" {
		t.Errorf("localhost is %v", a)
	}
	for i := 0; w.OK(next, s) != nil; i++ {
		if i > 100 {
			t.Fatal("there is no end")
		}
	}
	s = w.OK(fn, net, "192.0.2.7") // an address needs no look-up
	w.block(w.Call("sockets/ip-name-lookup#[method]resolve-address-stream.subscribe", s))
	if a := w.OK(next, s).(polyfill.Variant); a.Value.(polyfill.Tuple)[3] != uint8(7) {
		t.Errorf("%v", a)
	}
}
