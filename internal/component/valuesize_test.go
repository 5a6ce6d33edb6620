package component

import (
	"strings"
	"testing"
)

// A value takes less than 2^28 bytes (Binary.md, Type Definitions: elem_size with
// 64-bit addresses), which is found out without running over.
func TestMaxValueSize(t *testing.T) {
	const u8, u64, text = "\x7d", "\x77", "\x73"
	list := func(elem string, n int) string { return "\x67" + elem + u32(n) }
	ref := func(i int) string { return sleb(i) }
	for _, tt := range []struct {
		types string
		n     int
		valid bool
	}{
		{list(u8, 1<<28-1), 1, true},
		{list(u8, 1<<28), 1, false},
		{list(u64, 1<<25-1), 1, true},
		{list(u64, 1<<25), 1, false},
		{list(u64, 1<<29), 1, false},                                 // 2^32 bytes
		{list(text, 1<<24-1), 1, true},                               // 16 bytes each, with 64-bit addresses
		{list(text, 1<<24), 1, false},                                // with 32-bit ones it would do
		{list(u8, 1<<30), 1, false},                                  // the longest list that can be written
		{list(u8, 1<<27) + "\x6f\x02" + ref(0) + u8, 2, true},        // tuple
		{list(u8, 1<<27) + "\x6f\x02" + ref(0) + ref(0), 2, false},   //
		{list(u8, 1<<28-1) + "\x6b" + ref(0), 2, false},              // option: and a byte
		{list(u8, 1<<28-1) + "\x70" + ref(0), 2, true},               // list: elsewhere
		{list(u8, 1<<28-1) + list(ref(0), 2), 2, false},              // product
		{list(u8, 1<<28-1) + list(ref(0), 16), 2, false},             // product of 2^32
		{list(u8, 1<<28-8) + "\x6f\x02" + ref(0) + u64, 2, false},    // exactly 2^28
		{list(u8, 1<<28-9) + "\x6f\x02" + u8 + ref(0), 2, true},      //
		{list(u8, 1<<28-1) + "\x6a\x01" + ref(0) + "\x00", 2, false}, // result
		{list(u8, 1<<28-1) + "\x63" + u8 + ref(0), 2, true},          // map
		{list(u8, 1<<28-1) + "\x66\x01" + ref(0), 2, true},           // stream
	} {
		_, err := Decode([]byte(comp(section(7, u32(tt.n)+tt.types))), AllFeatures())
		if tt.valid && err != nil || !tt.valid && (err == nil || !strings.Contains(err.Error(), "exceeds maximum byte size of 268435455")) {
			t.Errorf("%q: %v, want valid: %v", tt.types, err, tt.valid)
		}
	}
}
