package main

import (
	"fmt"
	"strconv"
	"strings"
)

// splitDir reads HOST[::GUEST[::ro]].
func splitDir(text string) (host, guest string, readOnly bool, err error) {
	parts := strings.Split(text, "::")
	readOnly = len(parts) == 3 && parts[2] == "ro"
	if readOnly {
		parts = parts[:2]
	}
	if len(parts) > 2 || parts[0] == "" || len(parts) == 2 && parts[1] == "" {
		return "", "", false, fmt.Errorf("--dir %q is not of the form HOST[::GUEST[::ro]]", text)
	}
	if len(parts) == 2 {
		guest = parts[1]
	}
	return parts[0], guest, readOnly, nil
}

// parseSize reads a size in bytes: 1000, 64KiB, 1MiB, 2GiB, also k, M and G for these.
func parseSize(text string) (uint64, error) {
	digits := strings.TrimRight(text, "KMGTkmgiBb")
	n, err := strconv.ParseUint(digits, 10, 64)
	shift, ok := sizes[strings.ToLower(text[len(digits):])]
	if err != nil || !ok || n == 0 || n > 1<<(63-shift) {
		return 0, fmt.Errorf("%q is no size: want a number of bytes, or as 64KiB, 10MiB, 2GiB", text)
	}
	return n << shift, nil
}

var sizes = map[string]uint{
	"": 0, "b": 0, "k": 10, "kb": 10, "kib": 10, "m": 20, "mb": 20, "mib": 20, "g": 30, "gb": 30, "gib": 30,
}
