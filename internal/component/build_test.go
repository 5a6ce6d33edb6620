package component

import "encoding/binary"

// The helpers below write component binaries for tests, as strings.

const header = "\x00asm\x0d\x00\x01\x00"

func u32(n int) string { return string(binary.AppendUvarint(nil, uint64(n))) }

func str(s string) string { return u32(len(s)) + s }

// vec is a vector of the given elements.
func vec(elems ...string) string {
	out := u32(len(elems))
	for _, e := range elems {
		out += e
	}
	return out
}

func section(id byte, content string) string { return string(id) + str(content) }

// comp is a component of the given sections.
func comp(sections ...string) string {
	out := header
	for _, s := range sections {
		out += s
	}
	return out
}
