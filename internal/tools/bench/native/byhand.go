package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
	"unsafe"

	"github.com/tetratelabs/wazero/api"
)

// What a careful author would write in Go for these core modules and nothing
// else. It checks what the Canonical ABI makes a host check.

var (
	errPointer = errors.New("not in memory, or not aligned")
	errUTF8    = errors.New("not UTF-8")
)

// store copies bytes into the guest.
func (g *guest) store(ctx context.Context, data []byte, align uint64) (uint32, error) {
	p, err := g.realloc.call(ctx, 0, 0, align, uint64(len(data)))
	if err != nil {
		return 0, err
	}
	if p&uint32(align-1) != 0 || !g.memory.Write(p, data) {
		return 0, errPointer
	}
	return p, nil
}

// callEcho gives the list that echo gives back, as it lies in memory.
func (g *guest) callEcho(ctx context.Context, p uint32, n int, align, size uint32) ([]byte, error) {
	at, err := g.echo.call(ctx, uint64(p), uint64(n))
	if err != nil {
		return nil, err
	}
	memory := view(g.memory)
	if at&3 != 0 || uint64(at)+8 > uint64(len(memory)) {
		return nil, errPointer
	}
	from, count := header(memory, at)
	length := uint64(count) * uint64(size)
	if from&(align-1) != 0 || uint64(from)+length > uint64(len(memory)) {
		return nil, errPointer
	}
	return memory[from:][:length], nil
}

func (g *guest) echoBytes(ctx context.Context, list []byte) ([]byte, error) {
	p, err := g.store(ctx, list, 1)
	if err != nil {
		return nil, err
	}
	back, err := g.callEcho(ctx, p, len(list), 1, 1)
	return append([]byte(nil), back...), err
}

func (g *guest) echoString(ctx context.Context, s string) (string, error) {
	p, err := g.store(ctx, unsafe.Slice(unsafe.StringData(s), len(s)), 1)
	if err != nil {
		return "", err
	}
	back, err := g.callEcho(ctx, p, len(s), 1, 1)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(back) {
		return "", errUTF8
	}
	return string(back), nil
}

// echoNumbers is for little-endian machines.
func (g *guest) echoNumbers(ctx context.Context, list []uint32) ([]uint32, error) {
	p, err := g.store(ctx, unsafe.Slice((*byte)(unsafe.Pointer(&list[0])), 4*len(list)), 4)
	if err != nil {
		return nil, err
	}
	back, err := g.callEcho(ctx, p, len(list), 4, 4)
	if err != nil {
		return nil, err
	}
	return append([]uint32(nil), unsafe.Slice((*uint32)(unsafe.Pointer(&back[0])), len(back)/4)...), nil
}

// item is the record of calls.wat.
type item struct {
	ID     uint32
	Name   string
	Weight float64
	Tag    *uint32
}

const itemSize = 32 // id at 0, name at 4 and 8, weight at 16, tag at 24 (its case) and 28

func (g *guest) echoItems(ctx context.Context, list []item) ([]item, error) {
	little := binary.LittleEndian
	base, err := g.realloc.call(ctx, 0, 0, 8, uint64(len(list)*itemSize))
	if err != nil {
		return nil, err
	}
	memory := view(g.memory)
	if base&7 != 0 || uint64(base)+uint64(len(list)*itemSize) > uint64(len(memory)) {
		return nil, errPointer
	}
	for i := range list {
		x := &list[i]
		name, err := g.store(ctx, unsafe.Slice(unsafe.StringData(x.Name), len(x.Name)), 1)
		if err != nil {
			return nil, err
		}
		to := view(g.memory)[int(base)+i*itemSize:][:itemSize]
		little.PutUint32(to, x.ID)
		little.PutUint32(to[4:], name)
		little.PutUint32(to[8:], uint32(len(x.Name)))
		little.PutUint64(to[16:], math.Float64bits(x.Weight))
		to[24] = 0
		if x.Tag != nil {
			to[24] = 1
			little.PutUint32(to[28:], *x.Tag)
		}
	}
	back, err := g.callEcho(ctx, base, len(list), 8, itemSize)
	if err != nil {
		return nil, err
	}
	memory = view(g.memory)
	items := make([]item, len(back)/itemSize)
	for i := range items {
		from, x := back[i*itemSize:][:itemSize], &items[i]
		x.ID = little.Uint32(from)
		p, n := header(from, 4)
		if uint64(p)+uint64(n) > uint64(len(memory)) {
			return nil, errPointer
		}
		name := memory[p:][:n]
		if !utf8.Valid(name) {
			return nil, errUTF8
		}
		x.Name = string(name)
		x.Weight = math.Float64frombits(little.Uint64(from[16:]))
		switch from[24] {
		case 0:
		case 1:
			tag := little.Uint32(from[28:])
			x.Tag = &tag
		default:
			return nil, fmt.Errorf("invalid variant discriminant")
		}
	}
	return items, nil
}

// useCounter makes a counter, adds to it and drops it.
func (g *guest) useCounter(ctx context.Context, start uint32) (uint32, error) {
	handle, err := g.counter.call(ctx, uint64(start))
	if err != nil {
		return 0, err
	}
	if int(handle) != len(g.handles) {
		return 0, fmt.Errorf("unknown handle index %d", handle)
	}
	rep := g.handles[handle-1]
	g.handles = g.handles[:handle-1]
	sum, err := g.counterAdd.call(ctx, uint64(rep), 1)
	if err != nil {
		return 0, err
	}
	_, err = g.dropFn.call(ctx, uint64(rep))
	return sum, err
}

// between is what stands between the two guests of linked.wasm.
type between struct {
	callerMemory, calleeMemory   api.Memory
	callerRealloc, calleeRealloc *function
	echo, add                    *function
}

func (b *between) callAdd(ctx context.Context, stack []uint64) {
	sum, err := b.add.call(ctx, stack[0], stack[1])
	if err != nil {
		panic(err)
	}
	stack[0] = uint64(sum)
}

func (b *between) echoBytes(ctx context.Context, stack []uint64)  { b.echoList(ctx, stack, false) }
func (b *between) echoString(ctx context.Context, stack []uint64) { b.echoList(ctx, stack, true) }

// echoList copies a list of bytes to the callee, calls it, and copies the result
// back. A failure is a trap.
func (b *between) echoList(ctx context.Context, stack []uint64, isString bool) {
	result := uint32(stack[2])
	p, n, err := b.move(ctx, b.callerMemory, uint32(stack[0]), uint32(stack[1]), b.calleeMemory, b.calleeRealloc, isString)
	if err != nil {
		panic(err)
	}
	at, err := b.echo.call(ctx, uint64(p), uint64(n))
	if err != nil {
		panic(err)
	}
	memory := view(b.calleeMemory)
	if at&3 != 0 || uint64(at)+8 > uint64(len(memory)) {
		panic(errPointer)
	}
	from, count := header(memory, at)
	p, n, err = b.move(ctx, b.calleeMemory, from, count, b.callerMemory, b.callerRealloc, isString)
	if err != nil {
		panic(err)
	}
	if !b.callerMemory.WriteUint32Le(result, p) || !b.callerMemory.WriteUint32Le(result+4, n) {
		panic(errPointer)
	}
}

func (b *between) move(
	ctx context.Context, from api.Memory, p, n uint32, to api.Memory, realloc *function, isString bool,
) (uint32, uint32, error) {
	there, err := realloc.call(ctx, 0, 0, 1, uint64(n))
	if err != nil {
		return 0, 0, err
	}
	bytes, ok := from.Read(p, n)
	if !ok || !to.Write(there, bytes) {
		return 0, 0, errPointer
	}
	if isString && !utf8.Valid(bytes) {
		return 0, 0, errUTF8
	}
	return there, n, nil
}
