//go:build !js

package web

import (
	"errors"
	"testing"
)

// TestTargets: what a request can be sent to, by its parts.
func TestTargets(t *testing.T) {
	for _, c := range []struct {
		name      string
		ok        func(string) bool
		good, bad []string
	}{
		{"method", CheckMethod, []string{"GET", "a", "X-Y"}, []string{"", "a b", "é", "a\nb", "a:b"}},
		{"scheme", CheckScheme, []string{"http", "HTTPS", "coap+tcp", "a1.-"}, []string{"", "1a", "a b", "a:", "é", "\u0130", "\u212a", "a_b"}},
		{"path", CheckPath, []string{"", "/", "/a/b?c=d&e", "*", "?a", "a/b", "../..", "/%20", "/%", "/é", "//a"}, []string{"/a b", "/a\nb", "/#a", "/\x00", "/\x7f", "/<", "/`"}},
		{"authority", CheckAuthority, []string{"a", "a:80", "a.b:", "127.0.0.1:1", "[::1]", "[2001:db8::1]:80", "u:p@a:80", "a_b"},
			[]string{"", " ", "::", ":@", "@@", "@:", "#", "a:what", "a:99999", "a/b", "a?b", "[", "[a]", "a:b:c", "::1", "a\r\nb"}},
	} {
		for _, s := range c.good {
			if !c.ok(s) {
				t.Errorf("%s %q is refused", c.name, s)
			}
		}
		for _, s := range c.bad {
			if c.ok(s) {
				t.Errorf("%s %q is taken", c.name, s)
			}
		}
	}
}

// TestStrangePaths are sent as they are.
func TestStrangePaths(t *testing.T) {
	for path, want := range map[string]string{"": "/", "/%": "/%", "a?b": "/a?b", "?b": "/?b", "/é": "/%C3%A9", "//a": "//a", "*": "*", "/%?x=%": "/%?x=%"} {
		r := &Request{Method: "GET", Scheme: "http", Authority: "a.example", Path: path, Header: &Fields{}}
		req, err := r.httpRequest(t.Context())
		if err != nil {
			t.Errorf("%q: %v", path, err)
			continue
		}
		if got := req.URL.RequestURI(); got != want || req.URL.Host != "a.example" {
			t.Errorf("%q is sent as %q to %q", path, got, req.URL.Host)
		}
	}
}

// TestHosts: a host in other letters is named in ASCII.
func TestHosts(t *testing.T) {
	for authority, want := range map[string]string{
		"Example.com:80": "Example.com:80", "[::1]:80": "[::1]:80", "user@Bücher。example:8080": "xn--bcher-kva.example:8080", "faß.example": "xn--fa-hia.example",
		"ü..example": "", "１２７.0.0.1": "", "127。0。0。1": "",
	} {
		r := &Request{Method: "GET", Scheme: "http", Authority: authority, Path: "/", Header: &Fields{}}
		req, err := r.httpRequest(t.Context())
		switch {
		case want == "" && !errors.Is(err, RequestURIInvalid):
			t.Errorf("%q: %v, %v", authority, req, err)
		case want != "" && (err != nil || req.Host != want || req.URL.Host != want):
			t.Errorf("%q: %v, %v, want %s", authority, req, err, want)
		}
	}
}
