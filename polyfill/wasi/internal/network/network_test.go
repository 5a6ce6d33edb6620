package network

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"os"
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

// cases are those of testdata/network/rules.json, which the hosts in JavaScript go through as well.
var cases = readCases()

func readCases() (c struct {
	Names   names
	Connect []struct {
		Rules         []string
		Lookup, Error string
		Address       netip.AddrPort
		Allowed       bool
	}
	Listen []struct {
		Connect, Listen []string
		Address         netip.AddrPort
		Listens, Binds  bool
	}
	Wrong []string
}) {
	data, err := os.ReadFile("../../../../testdata/network/rules.json")
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		panic(err)
	}
	return c
}

// TestPolicy asks what some rules allow, before and after a look-up.
func TestPolicy(t *testing.T) {
	refused := 0
	for _, c := range cases.Connect {
		if c.Error != "" || !c.Allowed {
			refused++
		}
		p, err := New(c.Rules, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.Lookup != "" {
			want, asked := map[string]error{"denied": ErrDenied, "name": ErrName}[c.Error], false
			if _, err := p.Lookup(context.Background(), asking{cases.Names, &asked}, c.Lookup); !errors.Is(err, want) {
				t.Errorf("%q: look-up of %q: %v, want %v", c.Rules, c.Lookup, err, want)
			}
			_, notAddress := netip.ParseAddr(c.Lookup)
			if may := p.MayLookup(c.Lookup); (may == nil) != (asked || notAddress == nil) {
				t.Errorf("%q: %q may be looked up: %v, but asked: %v", c.Rules, c.Lookup, may, asked)
			}
		}
		if got := p.Connect(c.Address); got != c.Allowed {
			t.Errorf("%q after %q: %s: %v, want %v", c.Rules, c.Lookup, c.Address, got, c.Allowed)
		}
	}
	if refused < 20 {
		t.Errorf("only %d cases are about what is refused", refused)
	}
}

func TestListen(t *testing.T) {
	for _, c := range cases.Listen {
		p, err := New(c.Connect, c.Listen)
		if err != nil {
			t.Fatal(err)
		}
		if l, b := p.Listen(c.Address), p.Bind(c.Address); l != c.Listens || b != c.Binds {
			t.Errorf("%q, %q: %s: %v, %v", c.Connect, c.Listen, c.Address, l, b)
		}
	}
	var none *Policy
	if a := netip.MustParseAddrPort("1.2.3.4:0"); none.Connect(a) || none.Listen(a) || none.Bind(a) {
		t.Error("no policy allows something")
	}
}

func TestWrongRules(t *testing.T) {
	for _, text := range cases.Wrong {
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
		conn, err := p.Dial(context.Background(), cases.Names, new(net.Dialer), "tcp", net.JoinHostPort(c.host, l.Addr().String()[len("127.0.0.1:"):]))
		if conn != nil {
			conn.Close()
		}
		if errors.Is(err, ErrDenied) != c.denied || !c.denied && err != nil {
			t.Errorf("%s to %s: %v", c.rule, c.host, err)
		}
	}
}
