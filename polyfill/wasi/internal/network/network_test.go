package network

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
)

// names is a resolver with a table.
type names map[string][]string

func (n names) LookupNetIP(_ context.Context, _, host string) (list []netip.Addr, err error) {
	texts, ok := n[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	for _, t := range texts {
		list = append(list, netip.MustParseAddr(t))
	}
	return list, nil
}

// asking tells whether the resolver is asked.
type asking struct {
	Resolver
	asked *bool
}

func (a asking) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	*a.asked = true
	return a.Resolver.LookupNetIP(ctx, network, host)
}

var table = names{
	"example.com": {"93.184.216.34", "::ffff:93.184.216.35", "2001:db8::1"}, "rebound.example.com": {"127.0.0.1", "169.254.169.254"},
	"localhost": {"127.0.0.1", "::1"}, "office.example.com": {"10.1.2.3"}, "other.org": {"1.2.3.4"},
}

// TestPolicy asks what some rules allow, before and after a look-up.
func TestPolicy(t *testing.T) {
	for _, c := range []struct {
		rules   []string
		lookup  string
		lookErr error
		addr    string
		allowed bool
	}{
		{nil, "example.com", ErrDenied, "93.184.216.34:80", false},
		{[]string{"*"}, "example.com", nil, "93.184.216.34:80", true},
		{[]string{"*"}, "", nil, "127.0.0.1:22", true},
		{[]string{"*:80"}, "", nil, "127.0.0.1:22", false},
		{[]string{"*:80"}, "example.com", nil, "1.1.1.1:80", true},
		{[]string{"example.com"}, "", nil, "93.184.216.34:80", false}, // not looked up
		{[]string{"example.com"}, "example.com", nil, "93.184.216.34:80", true},
		{[]string{"example.com"}, "EXAMPLE.com.", nil, "93.184.216.35:80", true},
		{[]string{"example.com"}, "example.com", nil, "[::ffff:93.184.216.34]:80", true},
		{[]string{"example.com:443"}, "example.com", nil, "93.184.216.34:80", false},
		{[]string{"example.com:443"}, "example.com", nil, "93.184.216.34:443", true},
		{[]string{"example.com:1-443"}, "example.com", nil, "93.184.216.34:80", true},
		{[]string{"example.com"}, "other.org", ErrDenied, "1.2.3.4:80", false},
		{[]string{"example.com"}, "office.example.com", ErrDenied, "10.1.2.3:80", false},
		{[]string{"*.example.com"}, "office.example.com", nil, "10.1.2.3:80", true},
		{[]string{"*.example.com"}, "example.com", ErrDenied, "93.184.216.34:80", false},
		{[]string{"*.example.com"}, "notexample.com", ErrDenied, "93.184.216.34:80", false},
		{[]string{"*.example.com"}, "rebound.example.com", ErrDenied, "127.0.0.1:80", false},
		{[]string{"rebound.example.com"}, "rebound.example.com", ErrDenied, "169.254.169.254:80", false},
		{[]string{"rebound.example.com", "127.0.0.1:80"}, "rebound.example.com", nil, "127.0.0.1:80", true},
		{[]string{"rebound.example.com", "127.0.0.1:80"}, "rebound.example.com", nil, "127.0.0.1:81", false},
		{[]string{"localhost:8080"}, "localhost", nil, "127.0.0.1:8080", true},
		{[]string{"localhost:8080"}, "localhost", nil, "[::1]:8081", false},
		{[]string{"10.0.0.0/8"}, "", nil, "10.255.0.1:1", true},
		{[]string{"10.0.0.0/8"}, "", nil, "11.0.0.1:1", false},
		{[]string{"10.0.0.0/8"}, "office.example.com", ErrDenied, "10.1.2.3:1", true}, // by its address
		{[]string{"10.0.0.1:53"}, "", nil, "10.0.0.1:53", true},
		{[]string{"[2001:db8::]/32:53"}, "", nil, "[2001:db8:1::7]:53", true},
		{[]string{"[2001:db8::1]:53"}, "", nil, "[2001:db8::2]:53", false},
		{[]string{"::1"}, "", nil, "[::1]:53", true},
		{[]string{"*"}, "a b", ErrName, "1.2.3.4:1", true},
		{[]string{"*"}, "", nil, "1.2.3.4:1", true},
		{[]string{"*"}, "x\x00.example.com", ErrName, "1.2.3.4:1", true},
		{[]string{"example.com"}, "93.184.216.34", nil, "93.184.216.34:80", false}, // nothing is looked up
	} {
		p, err := New(c.rules, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.lookup != "" {
			asked := false
			if _, err := p.Lookup(context.Background(), asking{table, &asked}, c.lookup); !errors.Is(err, c.lookErr) {
				t.Errorf("%q: look-up of %q: %v, want %v", c.rules, c.lookup, err, c.lookErr)
			}
			_, notAddress := netip.ParseAddr(c.lookup)
			if may := p.MayLookup(c.lookup); (may == nil) != (asked || notAddress == nil) {
				t.Errorf("%q: %q may be looked up: %v, but asked: %v", c.rules, c.lookup, may, asked)
			}
		}
		if got := p.Connect(netip.MustParseAddrPort(c.addr)); got != c.allowed {
			t.Errorf("%q after %q: %s: %v, want %v", c.rules, c.lookup, c.addr, got, c.allowed)
		}
	}
}

func TestListen(t *testing.T) {
	for _, c := range []struct {
		connect, listen []string
		addr            string
		listens, binds  bool
	}{
		{nil, nil, "127.0.0.1:0", false, false},
		{[]string{"example.com"}, nil, "0.0.0.0:0", false, true},
		{[]string{"*"}, nil, "0.0.0.0:80", false, false},
		{nil, []string{"localhost:8080"}, "127.0.0.1:8080", true, true},
		{nil, []string{"localhost:8080"}, "0.0.0.0:8080", false, false},
		{nil, []string{"*:8080"}, "0.0.0.0:8080", true, true},
		{nil, []string{"127.0.0.1"}, "127.0.0.1:0", true, true},
	} {
		p, err := New(c.connect, c.listen)
		if err != nil {
			t.Fatal(err)
		}
		a := netip.MustParseAddrPort(c.addr)
		if l, b := p.Listen(a), p.Bind(a); l != c.listens || b != c.binds {
			t.Errorf("%q, %q: %s: %v, %v", c.connect, c.listen, c.addr, l, b)
		}
	}
	var none *Policy
	if a := netip.MustParseAddrPort("1.2.3.4:0"); none.Connect(a) || none.Listen(a) || none.Bind(a) {
		t.Error("no policy allows something")
	}
}

func TestWrongRules(t *testing.T) {
	for _, text := range []string{"", ":80", "a b", "x:99999", "x:1-", "x:9-1", "10.0.0.0/99", "[::1", "[::1]x", "*.*", "x:-", "http://example.com"} {
		if _, err := New([]string{text}, nil); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// TestDial checks that the address that was checked is the one that is connected to.
func TestDial(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).AddrPort().Port()
	for _, c := range []struct {
		rule, host string
		denied     bool
	}{
		{"localhost", "localhost", false}, {"rebound.example.com", "rebound.example.com", true},
		{"example.com", "127.0.0.1", true}, {"127.0.0.0/8", "127.0.0.1", false}, {"*:1", "127.0.0.1", port != 1},
	} {
		p, err := New([]string{c.rule}, nil)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := p.Dial(context.Background(), table, new(net.Dialer), "tcp", net.JoinHostPort(c.host, l.Addr().String()[len("127.0.0.1:"):]))
		if conn != nil {
			conn.Close()
		}
		if errors.Is(err, ErrDenied) != c.denied || !c.denied && err != nil {
			t.Errorf("%s to %s: %v", c.rule, c.host, err)
		}
	}
}
