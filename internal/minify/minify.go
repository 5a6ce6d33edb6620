//go:build !js

package minify

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// keepOutOfHTML finds what ends or confuses a script element and can stand in
// string literals only, where the glue has it escaped and esbuild takes the
// escapes out.
var keepOutOfHTML = regexp.MustCompile(`(?i)<(!--|/?script)`)

// JavaScript minifies an ES module: white space, syntax and the names of local
// bindings. Functions and classes keep their names, since error messages and
// stacks show them and host code may read them, as after jco's minifier. The
// result runs wherever the input does: no syntax is used that is newer.
//
// The error, which tells of invalid input, has line and column.
func JavaScript(source []byte) ([]byte, error) {
	result := api.Transform(string(source), api.TransformOptions{
		Loader:            api.LoaderJS,
		Format:            api.FormatESModule,
		Target:            api.ES2022, // the glue has top-level await
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		KeepNames:         true,
		LegalComments:     api.LegalCommentsInline,
		LogLevel:          api.LogLevelSilent,
	})
	if len(result.Errors) == 0 {
		return keepOutOfHTML.ReplaceAll(result.Code, []byte(`\x3C$1`)), nil
	}
	var text []string
	for _, m := range result.Errors {
		if m.Location != nil {
			text = append(text, fmt.Sprintf("%d:%d: %s", m.Location.Line, m.Location.Column, m.Text))
		} else {
			text = append(text, m.Text)
		}
	}
	return nil, fmt.Errorf("minifying: %s", strings.Join(text, "; "))
}
