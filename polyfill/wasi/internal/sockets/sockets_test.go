//go:build unix

package sockets

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
)

func newHost(t *testing.T, connect, listen []string) *Host {
	t.Helper()
	p, err := network.New(connect, listen)
	if err != nil {
		t.Fatal(err)
	}
	h := NewHost(p, nil, 0)
	t.Cleanup(func() {
		if n := h.Open(); n != 0 {
			t.Errorf("%d sockets are still open", n)
		}
	})
	return h
}

func tcp(t *testing.T, h *Host, f Family) *TCP {
	t.Helper()
	s, err := h.NewTCP(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func udp(t *testing.T, h *Host, f Family) *UDP {
	t.Helper()
	s, err := h.NewUDP(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func addr(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

func code(err error) Code {
	if err == nil {
		return ""
	}
	return CodeOf(err)
}

func timeout(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// TestRefused are the calls that get an error code of the WIT, most of them for want of permission.
func TestRefused(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	at := server.Addr().(*net.TCPAddr).AddrPort()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().(*net.TCPAddr).AddrPort()
	closed.Close()
	none, all := newHost(t, nil, nil), newHost(t, []string{"*"}, []string{"*"})
	some := newHost(t, []string{"192.0.2.1", "127.0.0.1:1", "example.com"}, []string{"127.0.0.1:1-1023"})
	ctx := timeout(t)
	connect := func(h *Host, f Family, a netip.AddrPort) func() error {
		return func() error { return tcp(t, h, f).Connect(ctx, a) }
	}
	bind := func(h *Host, f Family, a string) func() error {
		return func() error { return tcp(t, h, f).Bind(addr(a)) }
	}
	bindUDP := func(h *Host, f Family, a string) func() error {
		return func() error { return udp(t, h, f).Bind(addr(a)) }
	}
	send := func(h *Host, data []byte, a netip.AddrPort) func() error {
		return func() error { return udp(t, h, IPv4).Send(data, a) }
	}
	lookup := func(h *Host, name string) func() error {
		return func() error { _, err := h.Resolve(ctx, name); return err }
	}
	for _, c := range []struct {
		name string
		f    func() error
		want Code
	}{
		{"connect without permission", connect(none, IPv4, at), AccessDenied},
		{"connect to another port", connect(some, IPv4, at), AccessDenied},
		{"connect to another address", connect(some, IPv4, addr("192.0.2.2:1")), AccessDenied},
		{"connect to a name's address without a look-up", connect(some, IPv4, addr("93.184.216.34:80")), AccessDenied},
		{"connect over IPv6 to a mapped address", connect(all, IPv6, netip.AddrPortFrom(netip.AddrFrom16(at.Addr().As16()), at.Port())), InvalidArgument},
		{"connect to the other family", connect(all, IPv6, at), InvalidArgument},
		{"connect to port 0", connect(all, IPv4, addr("127.0.0.1:0")), InvalidArgument},
		{"connect to any address", connect(all, IPv4, addr("0.0.0.0:80")), InvalidArgument},
		{"connect to multicast", connect(all, IPv4, addr("224.0.0.1:80")), InvalidArgument},
		{"connect to broadcast", connect(all, IPv4, addr("255.255.255.255:80")), InvalidArgument},
		{"connect to nobody", connect(all, IPv4, nobody), ConnectionRefused},
		{"bind without permission", bind(none, IPv4, "127.0.0.1:0"), AccessDenied},
		{"bind to a port without permission", bind(some, IPv4, "127.0.0.1:4000"), AccessDenied},
		{"bind to all addresses without permission", bind(some, IPv4, "0.0.0.0:80"), AccessDenied},
		{"bind to a used port", func() error { return tcp(t, all, IPv4).Bind(at) }, AddressInUse},
		{"bind to an address of others", bind(all, IPv4, "192.0.2.1:0"), AddressNotBindable},
		{"bind to multicast", bind(all, IPv4, "224.0.0.1:0"), InvalidArgument},
		{"bind to the other family", bind(all, IPv4, "[::1]:0"), InvalidArgument},
		{"listen without permission", func() error { return tcp(t, none, IPv4).Listen() }, AccessDenied},
		{"listen on a port for connecting", func() error {
			s := tcp(t, some, IPv4)
			if err := s.Bind(addr("127.0.0.1:0")); err != nil {
				return err
			}
			return s.Listen()
		}, AccessDenied},
		{"UDP bind without permission", bindUDP(none, IPv4, "127.0.0.1:0"), AccessDenied},
		{"UDP bind to a port without permission", bindUDP(some, IPv4, "127.0.0.1:4000"), AccessDenied},
		{"send without permission", send(none, nil, addr("127.0.0.1:9")), AccessDenied},
		{"send to another port", send(some, nil, addr("127.0.0.1:9")), AccessDenied},
		{"send to nobody in particular", send(all, nil, netip.AddrPort{}), InvalidArgument},
		{"send to port 0", send(all, nil, addr("127.0.0.1:0")), InvalidArgument},
		{"send too much", send(all, make([]byte, 65530), addr("127.0.0.1:9")), DatagramTooLarge},
		{"send far too much", send(all, make([]byte, 100_000), addr("127.0.0.1:9")), DatagramTooLarge},
		{"receive unbound", func() error { _, _, err := udp(t, all, IPv4).Receive(ctx, nil); return err }, InvalidState},
		{"UDP connect without permission", func() error { return udp(t, none, IPv4).Connect(addr("127.0.0.1:9")) }, AccessDenied},
		{"disconnect of what is not connected", func() error { return udp(t, all, IPv4).Disconnect() }, InvalidState},
		{"look-up without permission", lookup(none, "example.com"), AccessDenied},
		{"look-up of another name", lookup(some, "www.example.com"), AccessDenied},
		{"look-up of no name", lookup(all, "no name"), InvalidArgument},
		{"look-up of a long name", lookup(all, strings.Repeat("a.", 200)), InvalidArgument},
		{"accept on nothing", func() error { _, err := tcp(t, all, IPv4).Accept(ctx); return err }, InvalidState},
		{"read from nothing", func() error { _, err := tcp(t, all, IPv4).Read(nil); return err }, InvalidState},
		{"shut nothing down", func() error { return tcp(t, all, IPv4).Shutdown(true, true) }, InvalidState},
		{"local address of an unbound socket", func() error { _, err := tcp(t, all, IPv4).LocalAddress(); return err }, InvalidState},
		{"backlog 0", func() error { return tcp(t, all, IPv4).SetBacklog(0) }, InvalidArgument},
		{"hop limit 0", func() error { return tcp(t, all, IPv4).SetHopLimit(0) }, InvalidArgument},
		{"keep-alive time 0", func() error { return tcp(t, all, IPv4).SetKeepAliveIdle(0) }, InvalidArgument},
		{"keep-alive count 0", func() error { return tcp(t, all, IPv4).SetKeepAliveCount(0) }, InvalidArgument},
		{"buffer 0", func() error { return udp(t, all, IPv4).SetSendBufferSize(0) }, InvalidArgument},
		{"a second bind", func() error {
			s := tcp(t, all, IPv4)
			if err := s.Bind(addr("127.0.0.1:0")); err != nil {
				return err
			}
			return s.Bind(addr("127.0.0.1:0"))
		}, InvalidState},
		{"after Close", func() error { s := tcp(t, all, IPv4); s.Close(); return s.SetKeepAlive(true) }, InvalidState},
	} {
		if got := code(c.f()); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// pair gives both ends of a connection.
func pair(t *testing.T, f Family, local string) (client, server *TCP) {
	t.Helper()
	h, ctx := newHost(t, []string{"127.0.0.1", "::1"}, []string{"127.0.0.1", "::1"}), timeout(t)
	l := tcp(t, h, f)
	if err := errors.Join(l.Bind(addr(local)), l.SetBacklog(3), l.Listen()); err != nil {
		t.Fatal(err)
	}
	if !l.Listening() {
		t.Error("a listener does not listen")
	}
	at, err := l.LocalAddress()
	if err != nil || at.Port() == 0 {
		t.Fatalf("%v, %v", at, err)
	}
	client = tcp(t, h, f)
	if err := client.Connect(ctx, at); err != nil {
		t.Fatal(err)
	}
	server, err = l.Accept(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	from, err := client.LocalAddress()
	if got, err2 := server.RemoteAddress(); got != from || err != nil || err2 != nil {
		t.Errorf("the client is at %v (%v), or at %v (%v)", from, err, got, err2)
	}
	if got, err := client.RemoteAddress(); got != at || err != nil {
		t.Errorf("the server is at %v, or at %v (%v)", at, got, err)
	}
	return client, server
}

func TestTCP(t *testing.T) {
	for f, local := range map[Family]string{IPv4: "127.0.0.1:0", IPv6: "[::1]:0"} {
		if l, err := net.Listen("tcp", local); err != nil {
			t.Logf("no %s here: %v", local, err)
			continue
		} else {
			l.Close()
		}
		client, server := pair(t, f, local)
		go func() {
			_, _ = io.Copy(server, server)
			_ = server.Shutdown(false, true)
		}()
		text := strings.Repeat("hello ", 100_000)
		go func() {
			if _, err := io.WriteString(client, text); err != nil {
				t.Error(err)
			}
			if err := client.Shutdown(false, true); err != nil {
				t.Error(err)
			}
		}()
		got, err := io.ReadAll(client)
		if string(got) != text || err != nil {
			t.Errorf("%d bytes came back of %d, %v", len(got), len(text), err)
		}
		if err := errors.Join(client.SetHopLimit(7), client.SetKeepAlive(true), client.SetKeepAliveIdle(90*time.Second),
			client.SetKeepAliveInterval(1500*time.Millisecond), client.SetKeepAliveCount(4), client.SetReceiveBufferSize(20_000)); err != nil {
			t.Error(err)
		}
		hops, err1 := client.HopLimit()
		on, err2 := client.KeepAlive()
		idle, err3 := client.KeepAliveIdle()
		interval, err4 := client.KeepAliveInterval()
		count, err5 := client.KeepAliveCount()
		size, err6 := client.ReceiveBufferSize()
		if hops != 7 || !on || idle != 90*time.Second || interval != 2*time.Second || count != 4 || size != 20_000 {
			t.Errorf("options: %v %v %v %v %v %v", hops, on, idle, interval, count, size)
		}
		if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
			t.Error(err)
		}
	}
}

// TestPeers are peers that stall, reset and go away.
func TestPeers(t *testing.T) {
	t.Run("reset", func(t *testing.T) {
		client, server := pair(t, IPv4, "127.0.0.1:0")
		if err := server.conn.SetLinger(0); err != nil {
			t.Fatal(err)
		}
		server.Close()
		if _, err := client.Read(make([]byte, 1)); code(err) != ConnectionReset {
			t.Errorf("read: %v", err)
		}
		var err error
		for range 100 {
			if _, err = client.Write([]byte("x")); err != nil {
				break
			}
		}
		if c := code(err); c != ConnectionBroken && c != ConnectionReset {
			t.Errorf("write: %v", err)
		}
	})
	t.Run("half-closed", func(t *testing.T) {
		client, server := pair(t, IPv4, "127.0.0.1:0")
		if err := server.Shutdown(false, true); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("read: %v", err)
		}
		if _, err := client.Write([]byte("x")); err != nil {
			t.Errorf("write: %v", err)
		}
		p := make([]byte, 1)
		if n, err := server.Read(p); n != 1 || err != nil {
			t.Errorf("read: %d, %v", n, err)
		}
	})
	t.Run("closed while reading", func(t *testing.T) {
		client, _ := pair(t, IPv4, "127.0.0.1:0")
		go func() { time.Sleep(20 * time.Millisecond); client.Close() }()
		if _, err := client.Read(make([]byte, 1)); code(err) != ConnectionAborted {
			t.Errorf("read: %v", err)
		}
	})
	t.Run("nobody connects", func(t *testing.T) {
		h := newHost(t, nil, []string{"*"})
		l := tcp(t, h, IPv4)
		if err := errors.Join(l.Bind(addr("127.0.0.1:0")), l.Listen()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		if _, err := l.Accept(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("accept: %v", err)
		}
		if c := code(context.DeadlineExceeded); c != Timeout {
			t.Errorf("a deadline is %q", c)
		}
	})
	t.Run("connect without an answer", func(t *testing.T) {
		// A listener whose queue is full does not answer.
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		h := newHost(t, []string{"*"}, nil)
		at := l.Addr().(*net.TCPAddr).AddrPort()
		raw, err := l.(*net.TCPListener).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		if err := raw.Control(func(fd uintptr) { err = listenSocket(int(fd), 0) }); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
			s := tcp(t, h, IPv4)
			err := s.Connect(ctx, at)
			cancel()
			if errors.Is(err, context.DeadlineExceeded) {
				if _, err := s.LocalAddress(); code(err) != InvalidState {
					t.Errorf("after it failed: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		t.Error("ten connections to a full queue were all answered")
	})
}

func TestUDP(t *testing.T) {
	h, ctx := newHost(t, []string{"127.0.0.1"}, nil), timeout(t)
	a, b := udp(t, h, IPv4), udp(t, h, IPv4)
	if err := errors.Join(a.Bind(addr("127.0.0.1:0")), b.Bind(addr("127.0.0.1:0"))); err != nil {
		t.Fatal(err)
	}
	atA, err1 := a.LocalAddress()
	atB, err2 := b.LocalAddress()
	if err := errors.Join(err1, err2, a.Send([]byte("ping"), atB)); err != nil {
		t.Fatal(err)
	}
	p := make([]byte, 100)
	n, from, err := b.Receive(ctx, p)
	if string(p[:n]) != "ping" || from != atA || err != nil {
		t.Errorf("%q from %v, %v", p[:n], from, err)
	}
	if err := a.Connect(atB); err != nil {
		t.Fatal(err)
	}
	if got, err := a.RemoteAddress(); got != atB || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if err := a.Send(nil, atA); code(err) != InvalidArgument {
		t.Errorf("send to another peer: %v", err)
	}
	// A connected socket does not hear strangers.
	stranger := udp(t, h, IPv4)
	if err := errors.Join(stranger.Send([]byte("psst"), atA), b.Send([]byte("pong"), atA)); err != nil {
		t.Fatal(err)
	}
	if n, from, err := a.Receive(ctx, p); string(p[:n]) != "pong" || from != atB || err != nil {
		t.Errorf("%q from %v, %v", p[:n], from, err)
	}
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if _, _, err := a.Receive(short, p); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("receive: %v", err)
	}
	if err := a.Disconnect(); err != nil {
		t.Error(err)
	}
}

// TestUDPConnect: a socket that is connected has the local address on the way to its peer, and keeps its port when it is
// connected to another one or to none.
func TestUDPConnect(t *testing.T) {
	h, ctx := newHost(t, []string{"127.0.0.1"}, nil), timeout(t)
	one, two := udp(t, h, IPv4), udp(t, h, IPv4)
	if err := errors.Join(one.Bind(addr("127.0.0.1:0")), two.Bind(addr("127.0.0.1:0"))); err != nil {
		t.Fatal(err)
	}
	atOne, err1 := one.LocalAddress()
	atTwo, err2 := two.LocalAddress()
	s := udp(t, h, IPv4)
	if err := errors.Join(err1, err2, s.Connect(atOne)); err != nil {
		t.Fatal(err)
	}
	first, err := s.LocalAddress()
	if first.Addr() != atOne.Addr() || first.Port() == 0 || err != nil {
		t.Errorf("it is at %v, %v", first, err)
	}
	for _, step := range []func() error{
		func() error { return s.Connect(atTwo) }, s.Disconnect, func() error { return s.Connect(atOne) }, s.Disconnect,
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
		if got, err := s.LocalAddress(); got.Port() != first.Port() || err != nil {
			t.Errorf("it is at %v now, %v, and was at %v", got, err, first)
		}
	}
	if err := errors.Join(one.Send([]byte("to where it is"), first)); err != nil {
		t.Fatal(err)
	}
	p := make([]byte, 100)
	if n, from, err := s.Receive(ctx, p); string(p[:n]) != "to where it is" || from != atOne || err != nil {
		t.Errorf("%q from %v, %v", p[:n], from, err)
	}
	// It is told that nobody is there.
	if err := s.Connect(atTwo); err != nil {
		t.Fatal(err)
	}
	two.Close()
	if err := s.Send([]byte("x"), netip.AddrPort{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Receive(ctx, p); code(err) != ConnectionRefused {
		t.Errorf("nobody is there: %v", err)
	}
}

// TestUDPStrangers: who may send to some gets answers of these only.
func TestUDPStrangers(t *testing.T) {
	peer, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(addr("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	stranger, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(addr("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	h := newHost(t, []string{peer.LocalAddr().String()}, nil)
	s := udp(t, h, IPv4)
	if err := s.Bind(addr("127.0.0.1:0")); err != nil {
		t.Fatal(err)
	}
	at, _ := s.LocalAddress()
	for _, c := range []*net.UDPConn{stranger, peer} {
		if _, err := c.WriteToUDPAddrPort([]byte(c.LocalAddr().String()), at); err != nil {
			t.Fatal(err)
		}
	}
	p := make([]byte, 100)
	if n, _, err := s.Receive(timeout(t), p); string(p[:n]) != peer.LocalAddr().String() || err != nil {
		t.Errorf("from %q, %v", p[:n], err)
	}
}

func TestSocketLimit(t *testing.T) {
	h := NewHost(nil, nil, 2)
	a, err1 := h.NewTCP(IPv4)
	b, err2 := h.NewUDP(IPv4)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if _, err := h.NewTCP(IPv4); code(err) != NewSocketLimit {
		t.Errorf("a third socket: %v", err)
	}
	a.Close()
	a.Close()
	c, err := h.NewUDP(IPv4)
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
	c.Close()
	if h.Open() != 0 {
		t.Errorf("%d are open", h.Open())
	}
}
