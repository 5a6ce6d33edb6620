package component

import (
	"os"
	"strings"
	"testing"
)

func decodeFile(t *testing.T, path string) *Component {
	t.Helper()
	bin, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return mustDecode(t, string(bin))
}

// at follows export names from an instance's type.
func at(t *testing.T, in *InstanceType, path ...string) *ExternType {
	t.Helper()
	for i, name := range path {
		e := in.Export(name)
		if e == nil {
			t.Fatalf("no export %q", strings.Join(path[:i+1], "."))
		}
		if i == len(path)-1 {
			return &e.Type
		}
		in = e.Type.Instance
	}
	return nil
}

// TestResourceIdentity: each import, definition and instantiation makes resources
// of its own, and nothing else does.
func TestResourceIdentity(t *testing.T) {
	c := decodeFile(t, "testdata/identity.wasm")
	ty := c.Type
	one, two := ty.Import("a:b/one").Type.Instance, ty.Import("a:b/two").Type.Instance
	c1, c2, again := ty.Export("x:y/c1").Type.Instance, ty.Export("x:y/c2").Type.Instance, ty.Export("x:y/c1-again").Type.Instance
	res := func(in *InstanceType, name string) ResourceID { return at(t, in, name).Type.Resource }

	if res(one, "r") == res(two, "r") || res(one, "r") == 0 {
		t.Errorf("imports of one type share its resource: %d, %d", res(one, "r"), res(two, "r"))
	}
	if got := at(t, two, "f").Func.Params[0].Type; got.Kind != KindOwn || got.Resource != res(two, "r") {
		t.Errorf("two.f takes %v %d, want own %d", got.Kind, got.Resource, res(two, "r"))
	}
	if res(c1, "mine") == res(c2, "mine") {
		t.Error("two instances share the resource that their component defines")
	}
	if res(c1, "mine") != res(c1, "again") || res(again, "mine") != res(c1, "mine") {
		t.Error("an alias is another resource")
	}
	if res(c1, "theirs") != res(one, "r") || res(c2, "theirs") != res(two, "r") {
		t.Error("an imported resource is not that of the argument")
	}
	if got := at(t, c2, "f").Func.Params[0].Type.Resource; got != res(two, "r") {
		t.Errorf("c2.f takes resource %d, want %d", got, res(two, "r"))
	}
	if got := ty.ImportFresh; len(got) != 2 || got[0] != res(one, "r") || got[1] != res(two, "r") {
		t.Errorf("ImportFresh %v", got)
	}
	if got := ty.ExportFresh; len(got) != 2 || got[0] != res(c1, "mine") || got[1] != res(c2, "mine") {
		t.Errorf("ExportFresh %v, want those of c1 and c2", got)
	}
	for _, in := range []*InstanceType{one, two, c1, c2, again} {
		if len(in.Fresh) != 0 {
			t.Errorf("the type of an instance has quantified resources: %v", in.Fresh)
		}
	}
	// The first export of a resource introduces it, others are equal to it.
	bounds := []struct {
		in   *InstanceType
		name string
		want TypeBound
	}{
		{one, "r", BoundSubResource}, {c1, "mine", BoundSubResource}, {c1, "again", BoundEq}, {c1, "theirs", BoundEq}, {again, "mine", BoundEq},
	}
	for _, b := range bounds {
		if got := at(t, b.in, b.name).TypeBound; got != b.want {
			t.Errorf("bound of %s: %d, want %d", b.name, got, b.want)
		}
	}
	// Definitions carry the types of their instances.
	for _, d := range c.Defs {
		if d.Instance != nil && res(d.Instance.Type, "mine") != res(c1, "mine") && res(d.Instance.Type, "mine") != res(c2, "mine") {
			t.Error("Instance.Type is not the exported instance's")
		}
	}
}

// TestTypeNames: a type's node knows its name, the interface that owns it, and
// where it comes from.
func TestTypeNames(t *testing.T) {
	ty := decodeFile(t, "testdata/identity.wasm").Type
	one := ty.Import("a:b/one").Type.Instance
	point := at(t, one, "point").Type.Value
	if point.Name != "point" || point.Owner != "a:b/one" || point.AliasOf != nil {
		t.Errorf("%s of %q, alias of %v", point.Name, point.Owner, point.AliasOf)
	}
	f := at(t, one, "f").Func
	if f.Result != point || f.Params[1].Type.Elem != point {
		t.Error("the interface's function does not use its type node")
	}
	two := at(t, ty.Import("a:b/two").Type.Instance, "point").Type.Value
	if two == point || two.ID != point.ID || two.Owner != "a:b/two" {
		t.Errorf("two.point: owner %q", two.Owner)
	}
	near := ty.Import("near").Type.Type.Value
	if near.Name != "near" || near.Owner != "" || near.AliasOf != point || near.ID != point.ID {
		t.Errorf("near: %+v", near)
	}
	// Through an instantiation: c1.place was made from the type given for dep.point.
	place := at(t, ty.Export("x:y/c1").Type.Instance, "place").Type.Value
	if place.Name != "place" || place.Owner != "x:y/c1" || place.AliasOf != point {
		t.Errorf("place: %s of %q, alias of %+v", place.Name, place.Owner, place.AliasOf)
	}
	if got := at(t, ty.Export("x:y/c1").Type.Instance, "f").Func.Result; got != point {
		t.Errorf("c1.f gives %+v, want one's point", got)
	}
}

// TestQuantified opens component types whose imports and exports quantify.
func TestQuantified(t *testing.T) {
	ty := decodeFile(t, "testdata/quantified.wasm").Type
	r := ty.Export("t").Type.Type.Resource
	one, two := ty.Export("one").Type.Instance, ty.Export("two").Type.Instance
	out1, out2 := at(t, one, "out").Type.Resource, at(t, two, "out").Type.Resource
	if out1 == out2 || out1 == r || out2 == r {
		t.Errorf("resources %d, %d, %d are not three", r, out1, out2)
	}
	for _, c := range []struct {
		in       *InstanceType
		from, to ResourceID
	}{{one, r, out1}, {two, out1, out2}} {
		f := at(t, c.in, "make").Func
		if got := f.Params[0].Type.Resource; got != c.from {
			t.Errorf("make takes %d, want %d", got, c.from)
		}
		if f.Result.Resource != c.to {
			t.Errorf("make gives %d, want %d", f.Result.Resource, c.to)
		}
	}
	f := ty.Import("factory").Type.Component
	if len(f.ImportFresh) != 1 || len(f.ExportFresh) != 1 || f.ImportFresh[0] == f.ExportFresh[0] {
		t.Errorf("factory quantifies %v, %v", f.ImportFresh, f.ExportFresh)
	}
	if len(ty.ExportFresh) != 3 || len(ty.ImportFresh) != 0 {
		t.Errorf("the component quantifies %v, %v", ty.ImportFresh, ty.ExportFresh)
	}
}
