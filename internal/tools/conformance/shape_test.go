package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

func TestShapes(t *testing.T) {
	u8 := &component.ValType{Kind: component.KindU8}
	option := func(t *component.ValType) *component.ValType {
		return &component.ValType{Kind: component.KindOption, Elem: t}
	}
	for _, tt := range []struct {
		typ  *component.ValType
		want string
	}{
		{nil, `null`},
		{u8, `{"kind":"u8"}`},
		{&component.ValType{Kind: component.KindFixedList, Elem: u8, Len: 3}, `{"kind":"fixed-list","elem":{"kind":"u8"},"len":3}`},
		{&component.ValType{Kind: component.KindResult, Err: u8}, `{"kind":"result","err":{"kind":"u8"}}`},
		{&component.ValType{Kind: component.KindRecord, Fields: []component.Field{{Name: "a-b", Type: u8}}},
			`{"kind":"record","members":[{"name":"a-b","js":"A-B","type":{"kind":"u8"}}]}`},
		{&component.ValType{Kind: component.KindVariant, Cases: []component.Case{{Name: "a-b"}, {Name: "c", Type: u8}}},
			`{"kind":"variant","members":[{"name":"a-b","js":"a-b"},{"name":"c","js":"c","type":{"kind":"u8"}}]}`},
		{&component.ValType{Kind: component.KindEnum, Labels: []string{"a-b"}}, `{"kind":"enum","members":[{"name":"a-b","js":"a-b"}]}`},
		{&component.ValType{Kind: component.KindFlags, Labels: []string{"a-b"}}, `{"kind":"flags","members":[{"name":"a-b","js":"A-B"}]}`},
		{&component.ValType{Kind: component.KindTuple, Elems: []*component.ValType{u8}},
			`{"kind":"tuple","members":[{"name":"0","js":"0","type":{"kind":"u8"}}]}`},
		{option(u8), `{"kind":"option","elem":{"kind":"u8"}}`},
		{option(option(u8)), `{"kind":"option","elem":{"kind":"option","elem":{"kind":"u8"}},"tagged":true}`},
		{option(option(option(u8))),
			`{"kind":"option","elem":{"kind":"option","elem":{"kind":"option","elem":{"kind":"u8"}},"tagged":true}}`},
	} {
		got, err := json.Marshal(shapeOf(tt.typ, strings.ToUpper))
		if err != nil || string(got) != tt.want {
			t.Errorf("got  %s\nwant %s (%v)", got, tt.want, err)
		}
	}
	for k := component.KindBool; k <= component.KindFuture; k++ {
		if kindNames[k] == "" {
			t.Errorf("kind %d has no name", k)
		}
	}
}
