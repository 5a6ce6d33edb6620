// Package mutate changes component binaries by their grammar: it takes one apart
// into indices, names, types and lists, changes some of them, and puts it
// together again with the counts and sizes that belong to it. What comes out is
// hostile where it matters and well formed where that gets it further.
package mutate

import (
	"encoding/binary"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Kind says what a Node is.
type Kind uint8

const (
	Raw    Kind = iota // bytes that are not taken apart
	Byte               // a byte that decides what follows it: an opcode, a sort, a type
	Index              // an index of an index space, or another number
	Signed             // an index where a signed number stands (a valtype)
	Name               // a string
	Seq                // its kids, one after the other
	Vec                // its kids, with their number in front
	Sized              // its kids, with their size in bytes in front
)

// Node is a part of a component. What it stands for is in Label: the index space
// ("type", "core func"), the class of a byte ("sort", "canon"), the definition
// ("import") or the list ("types").
type Node struct {
	Kind  Kind
	Label string
	Data  []byte // Raw, Name
	N     uint64 // Byte, Index, Signed
	Kids  []*Node
}

// Encode appends the binary form of n.
func (n *Node) Encode(p []byte) []byte {
	switch n.Kind {
	case Raw:
		return append(p, n.Data...)
	case Byte:
		return append(p, byte(n.N))
	case Index:
		return binary.AppendUvarint(p, n.N)
	case Signed:
		return wasmcode.AppendS64(p, int64(n.N))
	case Name:
		return append(binary.AppendUvarint(p, uint64(len(n.Data))), n.Data...)
	case Vec:
		p = binary.AppendUvarint(p, uint64(len(n.Kids)))
	case Sized:
		var body []byte
		for _, k := range n.Kids {
			body = k.Encode(body)
		}
		return append(binary.AppendUvarint(p, uint64(len(body))), body...)
	}
	for _, k := range n.Kids {
		p = k.Encode(p)
	}
	return p
}

// clone copies a node with all that is in it.
func (n *Node) clone() *Node {
	c := *n
	c.Kids = make([]*Node, len(n.Kids))
	for i, k := range n.Kids {
		c.Kids[i] = k.clone()
	}
	return &c
}

// walk calls f for n and everything in it.
func (n *Node) walk(f func(*Node)) {
	f(n)
	for _, k := range n.Kids {
		k.walk(f)
	}
}
