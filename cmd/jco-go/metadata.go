package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/producers"
	"github.com/jco-go/jco-go/internal/wasmcode"
	"github.com/urfave/cli/v3"
)

const aboutMetadataShow = `Prints which tools made a component or core module and what is nested in it: their "producers" sections.
It looks at the frames of sections only and validates nothing, so that it tells who made a component that is broken.

Examples:
   jco-go metadata-show app.wasm
   jco-go metadata-show --json app.wasm`

func metadataShowCommand() *cli.Command {
	return &cli.Command{
		Name:            "metadata-show",
		Usage:           "print which tools made a component",
		ArgsUsage:       "FILE",
		Description:     aboutMetadataShow,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags:           []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "print JSON"}},
		Action: func(_ context.Context, cmd *cli.Command) error {
			in, err := readInput(cmd)
			if err != nil {
				return err
			}
			list, err := producers.Read(in.bin)
			if err != nil {
				return in.failed(err)
			}
			if cmd.Bool("json") {
				return metadataJSON(cmd.Root().Writer, list)
			}
			return metadataText(cmd.Root().Writer, list)
		},
	}
}

// metadataText prints binaries and what is in them, as jco does.
func metadataText(w io.Writer, list []producers.Binary) error {
	depths := make([]int, len(list))
	var text strings.Builder
	for i, b := range list {
		if b.Parent >= 0 {
			depths[i] = depths[b.Parent] + 1
		}
		indent := strings.Repeat("  ", depths[i])
		kind := "module"
		if b.Component {
			kind = "component"
		}
		if b.Name != "" {
			kind += " " + component.Printable(b.Name)
		}
		fmt.Fprintf(&text, "%s[%s]\n", indent, kind)
		if len(b.Fields) == 0 {
			fmt.Fprintf(&text, "%s  (no metadata)\n", indent)
		}
		for _, f := range b.Fields {
			for _, v := range f.Values {
				fmt.Fprintln(&text, strings.TrimRight(fmt.Sprintf("%s  %-13s %s %s", indent, component.Printable(f.Name)+":", component.Printable(v.Name), component.Printable(v.Version)), " "))
			}
		}
		text.WriteByte('\n')
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// metadataJSON prints binaries in the form of jco's library.
func metadataJSON(w io.Writer, list []producers.Binary) error {
	type metaType struct {
		Tag string `json:"tag"`
		Val *int   `json:"val,omitempty"`
	}
	type entry struct {
		ParentIndex *int     `json:"parentIndex,omitempty"`
		Name        string   `json:"name,omitempty"`
		MetaType    metaType `json:"metaType"`
		Range       [2]int   `json:"range"`
		Producers   []any    `json:"producers"`
	}
	entries := make([]entry, len(list))
	for i, b := range list {
		e := entry{Name: b.Name, MetaType: metaType{Tag: "module"}, Range: [2]int{b.Start, b.End}, Producers: []any{}}
		if b.Component {
			e.MetaType = metaType{Tag: "component", Val: &b.Children}
		}
		if b.Parent >= 0 {
			e.ParentIndex = &b.Parent
		}
		for _, f := range b.Fields {
			values := [][2]string{}
			for _, v := range f.Values {
				values = append(values, [2]string{v.Name, v.Version})
			}
			e.Producers = append(e.Producers, []any{f.Name, values})
		}
		entries[i] = e
	}
	var text strings.Builder
	out := json.NewEncoder(&text)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	if err := out.Encode(entries); err != nil {
		return err
	}
	_, err := io.WriteString(w, printableJSON(text.String()))
	return err
}

// metadataCheck validates the component, or reads the core module, that is written anew.
func metadataCheck(bin []byte) error {
	if wasmcode.IsModule(bin) {
		_, err := wasmcode.ReadModule(bin)
		return err
	}
	_, err := component.Decode(bin, component.AllFeatures())
	return err
}

const aboutMetadataAdd = `Writes a component or core module with more in its "producers" section. The fields that tools know are
language, processed-by and sdk. What is not valid, with all features on, is not written anew.

Example:
   jco-go metadata-add app.wasm -m processed-by=my-tool@1.2.0 -o app2.wasm`

func metadataAddCommand() *cli.Command {
	return &cli.Command{
		Name:            "metadata-add",
		Usage:           "write a component with more in what it says of its tools",
		ArgsUsage:       "FILE -m FIELD=NAME[@VERSION] -o FILE",
		Description:     aboutMetadataAdd,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "metadata", Aliases: []string{"m"}, Usage: "what to add, `FIELD=NAME[@VERSION]`; may be repeated"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "`FILE` to write"},
		},
		Action: func(_ context.Context, cmd *cli.Command) error {
			fields, err := metadataFields(cmd)
			if err != nil {
				return err
			}
			file := cmd.String("output")
			if file == "" {
				return usagef(cmd, "option -o is missing: the file to write")
			}
			in, err := readInput(cmd)
			if err != nil {
				return err
			}
			if err := metadataCheck(in.bin); err != nil {
				return in.failed(err)
			}
			out, err := producers.Add(in.bin, fields)
			if err != nil {
				return in.failed(err)
			}
			return os.WriteFile(file, out, 0o666)
		},
	}
}

func metadataFields(cmd *cli.Command) ([]producers.Field, error) {
	var fields []producers.Field
	for _, m := range cmd.StringSlice("metadata") {
		field, value, ok := strings.Cut(m, "=")
		name, version, _ := strings.Cut(value, "@")
		if !ok || field == "" || name == "" {
			return nil, usagef(cmd, "--metadata %q is not of the form FIELD=NAME[@VERSION]", m)
		}
		fields = append(fields, producers.Field{Name: field, Values: []producers.Value{{Name: name, Version: version}}})
	}
	if len(fields) == 0 {
		return nil, usagef(cmd, "option -m is missing: what to add")
	}
	return fields, nil
}
