package wasmcode

import (
	"reflect"
	"testing"
)

// The reader is the judge of what the builder writes; package polyfill runs
// generated modules.
func TestBuilder(t *testing.T) {
	b := NewBuilder("everything")
	sig := FuncType{Params: []ValType{I32, I64}, Results: []ValType{I32}}
	imported := b.ImportFunc("env", "f", sig)
	b.Import("env", "g", ExternType{Kind: KindGlobal, Global: GlobalType{Type: I32}})
	table := b.Table(TableType{Elem: FuncRef, Limits: Limits{Min: 2, Max: 2, HasMax: true}})
	memory := b.Memory(Limits{Min: 1, Max: 1 << 16, HasMax: true, Shared: true})
	var init Code
	init.I32Const(-1)
	global := b.Global(GlobalType{Type: I32, Mutable: true}, init)
	tag := b.Tag(FuncType{Params: []ValType{F64}})

	var body Code
	body.LocalGet(0)
	body.If(I32)
	body.LocalGet(0)
	body.LocalGet(1)
	body.Call(imported)
	body.Else()
	body.I32Const(-129)
	body.End()
	fn := b.Func("pick", sig, []ValType{I32, I32, F64}, body)
	var start Code
	start.I32Const(1)
	start.GlobalSet(global)
	begin := b.Func("begin", FuncType{}, nil, start)
	b.Start(begin)
	b.Elem(table, 0, imported, fn)
	b.Declare(fn)
	b.Export("f", KindFunc, imported)
	b.Export("pick", KindFunc, fn)
	b.Export("t", KindTable, table)
	b.Export("m", KindMemory, memory)
	b.Export("g", KindGlobal, global)
	b.Export("e", KindTag, tag)

	m, err := ReadModule(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if m.Name != "everything" {
		t.Errorf("module name %q", m.Name)
	}
	if !m.HasStart || m.Start != begin {
		t.Errorf("start %v %d, want %d", m.HasStart, m.Start, begin)
	}
	want := []Export{
		{"f", imported, ExternType{Kind: KindFunc, Func: sig}},
		{"pick", fn, ExternType{Kind: KindFunc, Func: sig}},
		{"t", table, ExternType{Kind: KindTable, Table: TableType{Elem: FuncRef, Limits: Limits{Min: 2, Max: 2, HasMax: true, PageSizeLog2: 16}}}},
		{"m", memory, ExternType{Kind: KindMemory, Memory: Limits{Min: 1, Max: 1 << 16, HasMax: true, Shared: true, PageSizeLog2: 16}}},
		{"g", global, ExternType{Kind: KindGlobal, Global: GlobalType{Type: I32, Mutable: true}}},
		{"e", tag, ExternType{Kind: KindTag, Func: FuncType{Params: []ValType{F64}}}},
	}
	if !reflect.DeepEqual(m.Exports, want) {
		t.Errorf("exports\n got %+v\nwant %+v", m.Exports, want)
	}
}

func TestSignedNumbers(t *testing.T) {
	for _, v := range []int64{0, 1, -1, 63, 64, -64, -65, 127, 128, -128, -129, 1 << 31, -1 << 31, 1<<62 + 5, -1 << 63} {
		r := &Reader{Buf: AppendS64(nil, v)}
		if got := r.S64(); got != v || r.Err() != nil || r.Len() != 0 {
			t.Errorf("%d written and read: %d, %v, %d bytes left", v, got, r.Err(), r.Len())
		}
	}
}

func TestBuilderRefusesTypesOfOtherModules(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a type that names a type index was accepted")
		}
	}()
	b := NewBuilder("")
	b.Global(GlobalType{Type: "(ref null 3)"}, nil)
	b.Bytes()
}
