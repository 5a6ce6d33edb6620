package transpile

import (
	"reflect"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

func TestMemberNames(t *testing.T) {
	items := []item{
		{name: "point", sort: component.SortType},
		{name: "input-stream", sort: component.SortType, resource: true},
		{name: "[constructor]input-stream", sort: component.SortFunc},
		{name: "[method]input-stream.read", sort: component.SortFunc},
		{name: "get-stdout", sort: component.SortFunc},
		{name: "a-1", sort: component.SortFunc},
		{name: "a1", sort: component.SortFunc},
		{name: "a:b/nested-one@1.0.0", sort: component.SortInstance},
		{name: "my-module", sort: component.SortCoreModule},
		{name: "delete", sort: component.SortFunc},
	}
	want := []string{"", "InputStream", "", "", "getStdout", "a1", "a1$1", "nestedOne", "myModule", "delete"}
	if got := memberNames(items); !reflect.DeepEqual(got, want) {
		t.Errorf("memberNames = %q, want %q", got, want)
	}
}

func TestExportNames(t *testing.T) {
	items := []item{
		{name: "wasi:io/streams@0.2.6", sort: component.SortInstance},
		{name: "wasi:io/streams@0.2.0", sort: component.SortInstance},
		{name: "x:y/add", sort: component.SortInstance},
		{name: "add", sort: component.SortFunc},
		{name: "plain-iface", sort: component.SortInstance},
		{name: "x:y/plain-iface", sort: component.SortInstance},
		{name: "r", sort: component.SortType, resource: true},
		{name: "t", sort: component.SortType},
	}
	want := []exportName{
		{Name: "wasi:io/streams@0.2.6"},
		{Name: "wasi:io/streams@0.2.0", Alias: "streams"},
		{Name: "x:y/add"},
		{Name: "add"},
		{Name: "plainIface"},
		{Name: "x:y/plain-iface"},
		{Name: "R"},
		{},
	}
	// The instance with a short name gives way to nothing: x:y/add has no alias.
	if got := exportNames(items); !reflect.DeepEqual(got, want) {
		t.Errorf("exportNames =\n%+v, want\n%+v", got, want)
	}
}

func TestClassMembers(t *testing.T) {
	got := classMembers([]string{
		"[constructor]r", "[method]r.constructor", "[method]r.a-1", "[method]r.a1", "[static]r.prototype",
		"[static]r.a1", "free",
	})
	want := []string{"constructor", "constructor$1", "a1", "a1$1", "prototype$1", "a1", ""}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("classMembers = %q, want %q", got, want)
	}
}
