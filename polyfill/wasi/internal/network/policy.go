package network

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
)

// The errors of this package.
var (
	// ErrDenied is for what no rule allows.
	ErrDenied = errors.New("denied: no network rule allows it")
	// ErrDeniedAddress is an ErrDenied for an address that a name has, or that was given.
	ErrDeniedAddress = fmt.Errorf("the address is %w", ErrDenied)
	// ErrName is for what is no name of a host.
	ErrName = errors.New("not a host name")
)

// Policy is what a guest may do on the network. A nil Policy allows nothing. It is safe
// for concurrent use.
type Policy struct {
	connect, listen []rule

	mu sync.Mutex
	// granted are addresses that came out of look-ups of allowed names, with the rules that
	// allow the name.
	granted map[netip.Addr][]rule
}

// maxGranted bounds what is remembered of look-ups. Whoever needs more looks names up again.
const maxGranted = 4096

// New makes a policy of rules for what may be connected and sent to, and for the local
// addresses that may be bound and listened on. The error names the rule that is wrong.
func New(connect, listen []string) (*Policy, error) {
	p := &Policy{granted: map[netip.Addr][]rule{}}
	for _, list := range []struct {
		texts []string
		to    *[]rule
	}{{connect, &p.connect}, {listen, &p.listen}} {
		for _, text := range list.texts {
			r, err := parseRule(text)
			if err != nil {
				return nil, err
			}
			*list.to = append(*list.to, r)
		}
	}
	return p, nil
}

// Connects tells whether anything may be connected to at all.
func (p *Policy) Connects() bool { return p != nil && len(p.connect) > 0 }

// Connect tells whether addr may be connected to, or datagrams sent to it: it is in a rule,
// or came out of the look-up of a name that is.
func (p *Policy) Connect(addr netip.AddrPort) bool {
	if p == nil {
		return false
	}
	for _, r := range p.connect {
		if r.hasAddr(addr.Addr()) && r.port(addr.Port()) {
			return true
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.granted[key(addr.Addr())] {
		if r.port(addr.Port()) {
			return true
		}
	}
	return false
}

// Listen tells whether a local address may be listened on.
func (p *Policy) Listen(addr netip.AddrPort) bool {
	if p == nil {
		return false
	}
	for _, r := range p.listen {
		if !r.port(addr.Port()) {
			continue
		}
		if r.hasAddr(addr.Addr()) || isLocalName(r.name) && !r.below && addr.Addr().Unmap().IsLoopback() {
			return true
		}
	}
	return false
}

// Bind tells whether a local address may be bound: one that may be listened on, and a free
// port that the system chooses, if something may be connected to.
func (p *Policy) Bind(addr netip.AddrPort) bool {
	return p.Listen(addr) || addr.Port() == 0 && p.Connects()
}

// rulesFor are the rules that allow a name, which it gives in the form that rules have. The
// error is ErrName or ErrDenied.
func (p *Policy) rulesFor(name string) (clean string, list []rule, err error) {
	if clean, err = cleanName(name); err != nil {
		return "", nil, err
	}
	if p != nil {
		for _, r := range p.connect {
			if r.namesHost(clean) {
				list = append(list, r)
			}
		}
	}
	if len(list) == 0 {
		return "", nil, fmt.Errorf("look-up of %q: %w", clean, ErrDenied)
	}
	return clean, list, nil
}

// grant remembers what the look-up of a name gave, as far as the name's rules reach, and
// gives the addresses that can be of use: those that some rule allows.
func (p *Policy) grant(name string, rules []rule, found []netip.Addr) (allowed []netip.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range found {
		byAddr := false
		for _, r := range p.connect {
			byAddr = byAddr || r.hasAddr(a)
		}
		byName := nameReaches(name, a)
		if !byAddr && !byName {
			continue
		}
		allowed = append(allowed, a)
		if byName {
			if len(p.granted) >= maxGranted {
				clear(p.granted)
			}
			p.granted[key(a)] = merge(p.granted[key(a)], rules)
		}
	}
	return allowed
}

// nameReaches tells whether a rule for a name is one for an address that the name has. Whoever
// answers for the name must not be able to point into this machine or its network link:
// for these addresses there must be a rule of their own.
func nameReaches(name string, a netip.Addr) bool {
	a = a.Unmap()
	switch {
	case a.IsLoopback():
		return isLocalName(name)
	case a.IsUnspecified(), a.IsMulticast(), a.IsLinkLocalUnicast(), a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return false
	}
	return true
}

func isLocalName(name string) bool {
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

func key(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func merge(list, more []rule) []rule {
next:
	for _, r := range more {
		for _, have := range list {
			if have == r {
				continue next
			}
		}
		list = append(list, r)
	}
	return list
}
