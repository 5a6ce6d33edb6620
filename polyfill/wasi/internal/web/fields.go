//go:build !js

package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// The errors of Fields, by the names of header-error in WIT.
var (
	ErrSyntax    = errors.New("invalid-syntax")
	ErrForbidden = errors.New("forbidden")
	ErrImmutable = errors.New("immutable")
	ErrSize      = errors.New("size-exceeded") // 0.2 has no case for it
)

// maxFields and maxFieldsSize bound one set of fields, in fields and in bytes.
const (
	maxFields     = 10_000
	maxFieldsSize = 1 << 20
)

// Field is one header field.
type Field struct {
	Name  string
	Value []byte
}

// Fields are the header fields of a message, or its trailers, in their order. Names are
// compared without case. They are safe for concurrent use.
type Fields struct {
	mu        sync.Mutex
	list      []Field
	size      int
	immutable bool
}

// NewFields makes fields of a list. The error is one of this package's.
func NewFields(list []Field) (*Fields, error) {
	f := &Fields{}
	for _, e := range list {
		if err := f.Append(e.Name, e.Value); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// fromHeader makes immutable fields of what came over the network, without those that are
// about the connection.
func fromHeader(h http.Header) *Fields {
	f := &Fields{immutable: true}
	names := make([]string, 0, len(h))
	for name := range h {
		if !forbidden(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range h[name] {
			f.add(strings.ToLower(name), []byte(v))
		}
	}
	return f
}

// addTo adds the fields to a header, with their names as they are; those that net/http looks at, as it knows them.
func (f *Fields) addTo(h http.Header) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.list {
		name := e.Name
		if known := http.CanonicalHeaderKey(name); lookedAt[known] {
			name = known
		}
		h[name] = append(h[name], string(e.Value))
	}
}

// lookedAt are the fields that net/http looks for in the header of a request or response, or its trailers.
var lookedAt = map[string]bool{
	"Accept-Encoding": true, "Authorization": true, "Connection": true, "Content-Encoding": true, "Content-Length": true,
	"Content-Range": true, "Content-Type": true, "Cookie": true, "Date": true, "Expect": true, "Host": true, "Keep-Alive": true,
	"Range": true, "Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true, "User-Agent": true,
}

// Freeze makes the fields immutable.
func (f *Fields) Freeze() *Fields {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.immutable = true
	return f
}

// Clone gives a copy that can be changed.
func (f *Fields) Clone() *Fields {
	f.mu.Lock()
	defer f.mu.Unlock()
	return &Fields{list: slices.Clone(f.list), size: f.size}
}

// Entries gives all fields in order.
func (f *Fields) Entries() []Field {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list)
}

// Get gives the values of a field, none if there is none.
func (f *Fields) Get(name string) (values [][]byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.get(name)
}

// get is Get with mu held.
func (f *Fields) get(name string) (values [][]byte) {
	for _, e := range f.list {
		if strings.EqualFold(e.Name, name) {
			values = append(values, e.Value)
		}
	}
	return values
}

// Has tells whether there is a field.
func (f *Fields) Has(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.ContainsFunc(f.list, func(e Field) bool { return strings.EqualFold(e.Name, name) })
}

// Set replaces the values of a field.
func (f *Fields) Set(name string, values [][]byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.set(name, values)
}

// set is Set with mu held.
func (f *Fields) set(name string, values [][]byte) error {
	added := 0
	for _, v := range values {
		if err := check(name, v); err != nil {
			return err
		}
		added += len(name) + len(v)
	}
	if err := f.changes(name); err != nil {
		return err
	}
	list, size := without(f.list, name), f.size
	size += added
	for _, e := range f.list {
		if strings.EqualFold(e.Name, name) {
			size -= len(e.Name) + len(e.Value)
		}
	}
	if len(list)+len(values) > maxFields || size > maxFieldsSize {
		return ErrSize
	}
	for _, v := range values {
		list = append(list, Field{name, v})
	}
	f.list, f.size = list, size
	return nil
}

func without(list []Field, name string) []Field {
	return slices.DeleteFunc(slices.Clone(list), func(e Field) bool { return strings.EqualFold(e.Name, name) })
}

// Delete removes a field, if it is there.
func (f *Fields) Delete(name string) error { return f.Set(name, nil) }

// Take removes a field, and gives the values that it had.
func (f *Fields) Take(name string) ([][]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	values := f.get(name)
	return values, f.set(name, nil)
}

// Append adds a value to a field.
func (f *Fields) Append(name string, value []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := check(name, value); err != nil {
		return err
	}
	if err := f.changes(name); err != nil {
		return err
	}
	if len(f.list) >= maxFields || f.size+len(name)+len(value) > maxFieldsSize {
		return ErrSize
	}
	// A field has one name: that of its first value.
	if i := slices.IndexFunc(f.list, func(e Field) bool { return strings.EqualFold(e.Name, name) }); i >= 0 {
		name = f.list[i].Name
	}
	f.add(name, value)
	return nil
}

// add appends what was checked, or came over the network; mu is held, or nobody else has f yet.
func (f *Fields) add(name string, value []byte) {
	f.list = append(f.list, Field{name, value})
	f.size += len(name) + len(value)
}

// changes checks that a field may be changed; mu is held.
func (f *Fields) changes(name string) error {
	switch {
	case f.immutable:
		return ErrImmutable
	case !isToken(name):
		return ErrSyntax
	case forbidden(name):
		return ErrForbidden
	}
	return nil
}

func check(name string, value []byte) error {
	if !isToken(name) || !isFieldValue(value) {
		return ErrSyntax
	}
	return nil
}

// forbidden tells the fields that are about the connection, which is the host's, and the
// one that is said by the authority. Which trailers there will be, a guest may announce.
func forbidden(name string) bool {
	switch strings.ToLower(name) {
	case "connection", "host", "http2-settings", "keep-alive", "proxy-authenticate", "proxy-authorization",
		"proxy-connection", "te", "transfer-encoding", "upgrade":
		return true
	}
	return false
}

// isToken checks a token (RFC 9110, 5.6.2): the name of a field or a method.
func isToken(s string) bool {
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}

// isFieldValue checks the value of a field (RFC 9110, 5.5).
func isFieldValue(v []byte) bool {
	for _, c := range v {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
