//go:build !js

package wittext

import (
	"os"
	"path/filepath"
	"strings"

	"go.bytecodealliance.org/wit"
)

// mainPackage finds the package that a file or folder is about, "ns:pkg@version":
// the one that its files begin with. The reader gives all packages alike. The
// result is "" if no file says.
func mainPackage(path string) (string, error) {
	files := []string{path}
	if info, err := os.Stat(path); err != nil {
		return "", err
	} else if info.IsDir() {
		if files, err = filepath.Glob(filepath.Join(path, "*.wit")); err != nil {
			return "", err
		}
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		if name := packageStatement(string(text)); name != "" {
			return name, nil
		}
	}
	return "", nil
}

// packageStatement finds the first `package ns:pkg@version;` of a WIT text,
// comments skipped, "" if it has none (WIT.md, Package declaration).
func packageStatement(text string) string {
	text = skipComments(text)
	rest, ok := strings.CutPrefix(text, "package")
	if !ok || rest == "" || !strings.ContainsAny(rest[:1], " \t\r\n/") {
		return ""
	}
	rest = skipComments(rest)
	end := strings.IndexAny(rest, ";{ \t\r\n/")
	// A slash may begin a comment or a nested package name; the latter is none here.
	if end < 0 || !strings.HasPrefix(skipComments(rest[end:]), ";") {
		return ""
	}
	id, err := wit.ParseIdent(rest[:end])
	if err != nil {
		return ""
	}
	return packageName(&wit.Package{Name: id})
}

// skipComments gives text from its first word on.
func skipComments(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		switch {
		case strings.HasPrefix(text, "//"):
			_, rest, _ := strings.Cut(text, "\n")
			text = rest
		case strings.HasPrefix(text, "/*"):
			depth, i := 0, 0
			for i < len(text) {
				if strings.HasPrefix(text[i:], "/*") {
					depth++
					i += 2
				} else if strings.HasPrefix(text[i:], "*/") {
					depth--
					i += 2
					if depth == 0 {
						break
					}
				} else {
					i++
				}
			}
			text = text[i:]
		default:
			return text
		}
	}
}
