package minify

import (
	"strings"
	"testing"
)

func TestJavaScript(t *testing.T) {
	out, err := JavaScript([]byte(`"use components";
// A comment that nobody needs.
import * as host from "./host.js";
const answer = host.ask?.("\u003c/script>\u003c!-- \u2028") ?? 41;
class Counter { inc(by) { return by + answer; } }
const counter = await Promise.resolve(new Counter());
export { counter as "a:b/c@1.0.0", Counter };
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`import*as`, `"./host.js"`, `as"a:b/c@1.0.0"`, `await`, `"Counter"`, `"use components"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%s is missing in\n%s", want, out)
		}
	}
	for _, gone := range []string{"nobody", "</script", "<!--", "\u2028"} {
		if strings.Contains(string(out), gone) {
			t.Errorf("%q is in\n%s", gone, out)
		}
	}
}

func TestJavaScriptError(t *testing.T) {
	_, err := JavaScript([]byte("const a = 1;\nconst a = 2;"))
	if err == nil || !strings.Contains(err.Error(), "2:6") {
		t.Errorf("got %v", err)
	}
}
