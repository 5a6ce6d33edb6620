package network

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Resolver looks names up; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// literal is the address that a text is, for IPv6 also in the brackets of a URL.
func literal(text string) (netip.Addr, bool) {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		a, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		return a, err == nil && a.Is6() && strings.HasSuffix(text, "]")
	}
	a, err := netip.ParseAddr(text)
	return a, err == nil
}

// Lookup looks a name up if a rule allows it, and gives the addresses that may be used. An
// address in text form is given back as it is. The error is ErrName, ErrDenied, or one of
// the resolver (*net.DNSError).
func (p *Policy) Lookup(ctx context.Context, r Resolver, name string) ([]netip.Addr, error) {
	if a, ok := literal(name); ok {
		return []netip.Addr{a}, nil
	}
	name, rules, err := p.rulesFor(name)
	if err != nil {
		return nil, err
	}
	if r == nil {
		r = net.DefaultResolver
	}
	found, err := r.LookupNetIP(ctx, "ip", name)
	if err == nil && len(found) == 0 {
		err = &net.DNSError{Err: "no address", Name: name, IsNotFound: true}
	}
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i] = found[i].Unmap()
	}
	allowed := p.grant(name, rules, found)
	if len(allowed) == 0 {
		return nil, fmt.Errorf("%q is %v, which needs a rule of its own: %w", name, found[0], ErrDeniedAddress)
	}
	return allowed, nil
}

// MayLookup tells what Lookup would, as far as the name itself says it: ErrName, ErrDenied, or nil.
func (p *Policy) MayLookup(name string) error {
	if _, ok := literal(name); ok {
		return nil
	}
	_, _, err := p.rulesFor(name)
	return err
}

// Dial connects to HOST:PORT, a name or an address, if the rules allow that. The address is
// checked after the look-up, and it is the one that is connected to.
func (p *Policy) Dial(ctx context.Context, r Resolver, d *net.Dialer, network, hostPort string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(hostPort)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, err
	}
	addrs, err := p.Lookup(ctx, r, host)
	if err != nil {
		return nil, err
	}
	err = fmt.Errorf("connection to %s: %w", hostPort, ErrDeniedAddress)
	for _, a := range addrs {
		addr := netip.AddrPortFrom(a, uint16(port))
		if !p.Connect(addr) {
			continue
		}
		var conn net.Conn
		if conn, err = d.DialContext(ctx, network, addr.String()); err == nil {
			return conn, nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, err
}
