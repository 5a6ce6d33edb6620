//go:build !js

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi"
)

func TestParseSize(t *testing.T) {
	for text, want := range map[string]uint64{
		"1": 1, "1000b": 1000, "64KiB": 64 << 10, "64k": 64 << 10, "10MB": 10 << 20, "2g": 2 << 30,
		"": 0, "0": 0, "x": 0, "1.5MiB": 0, "-1": 0, "1TiB": 0, "MiB": 0, "99999999999GiB": 0,
	} {
		if got, err := parseSize(text); got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v, want %d", text, got, err, want)
		}
	}
}

func TestParseDir(t *testing.T) {
	for text, want := range map[string]wasi.Dir{
		".": {Host: "."}, "a:b": {Host: "a:b"}, "a::/b": {Host: "a", Guest: "/b"}, "a::/b::ro": {Host: "a", Guest: "/b", ReadOnly: true},
		"": {}, "::/b": {}, "a::": {}, "a::b::c": {}, "a::b::ro::ro": {},
	} {
		got, err := parseDir(text)
		if (err == nil) != (want.Host != "") || err == nil && got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestProgress(t *testing.T) {
	for _, c := range []struct {
		delay time.Duration
		shows bool
	}{{time.Millisecond, true}, {time.Hour, false}} {
		var b strings.Builder
		stop := progress(&b, "compiling x", c.delay)
		time.Sleep(20 * time.Millisecond)
		stop()
		if got := b.String(); strings.Contains(got, "compiling x … 0.0 s") != c.shows || c.shows && !strings.HasSuffix(got, "\r\x1b[K") {
			t.Errorf("after %v: %q", c.delay, got)
		}
	}
}
