package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Script is one json-from-wast file: the commands of a .wast script, its
// components assembled to binaries beside it.
type Script struct {
	// Path is the .json file.
	Path string
	// Source is the name of the .wast file as the script gives it
	// ("values/strings.wast"); reports and the list of skips use it.
	Source   string
	Commands []Command
}

// CommandType is the type of a command.
type CommandType string

// The commands of json-from-wast that a component suite uses. A script with any
// other one is refused as a whole: what the runner does not know it must not
// pass over.
const (
	CmdModule               CommandType = "module"
	CmdModuleDefinition     CommandType = "module_definition"
	CmdModuleInstance       CommandType = "module_instance"
	CmdRegister             CommandType = "register"
	CmdAction               CommandType = "action"
	CmdAssertReturn         CommandType = "assert_return"
	CmdAssertTrap           CommandType = "assert_trap"
	CmdAssertUninstantiable CommandType = "assert_uninstantiable"
	CmdAssertUnlinkable     CommandType = "assert_unlinkable"
	CmdAssertInvalid        CommandType = "assert_invalid"
	CmdAssertMalformed      CommandType = "assert_malformed"
)

// Command is one command of a script. Which fields are set depends on Type.
type Command struct {
	Type CommandType
	// Line is the command's line in the .wast file.
	Line int
	// Name is the definition (module_definition), the instance (module,
	// module_instance) or the instance to register; "" where there is none.
	Name string
	// Module is the definition to instantiate (module_instance); "" is the
	// last one.
	Module string
	// As is the name under which to register an instance.
	As string
	// File is the path of the binary; "" for a component that has a text form only.
	File string
	// Text is what the error message must contain.
	Text     string
	Action   *Action
	Expected []Value
}

// Action is a call of an export.
type Action struct {
	// Instance is the named instance; "" is the current one.
	Instance string
	Field    string
	Args     []Value
}

// rawCommand is a command as it stands in the file.
type rawCommand struct {
	Type           CommandType `json:"type"`
	Line           *int        `json:"line"`
	Name           *string     `json:"name"`
	Instance       *string     `json:"instance"`
	Module         *string     `json:"module"`
	As             *string     `json:"as"`
	Filename       *string     `json:"filename"`
	BinaryFilename *string     `json:"binary_filename"`
	ModuleType     *string     `json:"module_type"`
	Text           *string     `json:"text"`
	Action         *rawAction  `json:"action"`
	Expected       *[]Value    `json:"expected"`
}

type rawAction struct {
	Type   string   `json:"type"`
	Module *string  `json:"module"`
	Field  *string  `json:"field"`
	Args   *[]Value `json:"args"`
}

// ReadScript reads a json-from-wast file. An unknown command type, action, field or
// value, and a missing field, are errors that name the file and the command's
// line; binaries are not opened.
func ReadScript(path string) (*Script, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var raw struct {
		Source   string            `json:"source_filename"`
		Commands []json.RawMessage `json:"commands"`
	}
	if err := strictDecode(data, &raw); err != nil {
		return nil, fmt.Errorf("%s: not a json-from-wast file: %w", path, err)
	}
	if raw.Source == "" || raw.Commands == nil {
		return nil, fmt.Errorf(`%s: not a json-from-wast file: it needs "source_filename" and "commands"`, path)
	}
	s := &Script{Path: path, Source: raw.Source}
	for i, m := range raw.Commands {
		var head struct {
			Type CommandType `json:"type"`
			Line int         `json:"line"`
		}
		if err := json.Unmarshal(m, &head); err != nil {
			return nil, fmt.Errorf("%s: command %d: %w", raw.Source, i, err)
		}
		if !head.Type.known() {
			return nil, fmt.Errorf("%s:%d: unknown command type %q", raw.Source, head.Line, head.Type)
		}
		var rc rawCommand
		if err := strictDecode(m, &rc); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", raw.Source, head.Line, head.Type, err)
		}
		c, err := rc.command(filepath.Dir(path))
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", raw.Source, head.Line, head.Type, err)
		}
		s.Commands = append(s.Commands, c)
	}
	return s, nil
}

// strictDecode is json.Unmarshal with unknown fields and trailing data refused.
func strictDecode(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("data after the end of the value")
	}
	return nil
}

func (t CommandType) known() bool {
	switch t {
	case CmdModule, CmdModuleDefinition, CmdModuleInstance, CmdRegister, CmdAction, CmdAssertReturn, CmdAssertTrap,
		CmdAssertUninstantiable, CmdAssertUnlinkable, CmdAssertInvalid, CmdAssertMalformed:
		return true
	}
	return false
}

func (rc *rawCommand) command(dir string) (Command, error) {
	c := Command{Type: rc.Type}
	if rc.Line == nil {
		return c, fmt.Errorf(`no "line"`)
	}
	c.Line = *rc.Line
	var err error
	need := func(field string, p *string) string {
		if p == nil && err == nil {
			err = fmt.Errorf("no %q", field)
		}
		return deref(p)
	}
	file := func() string {
		name := need("filename", rc.Filename)
		if need("module_type", rc.ModuleType) == "text" {
			// A text form that assembles has its binary beside it.
			name = deref(rc.BinaryFilename)
		}
		if name == "" {
			return ""
		}
		return filepath.Join(dir, name)
	}
	action := func() *Action {
		if rc.Action == nil || rc.Action.Field == nil || rc.Action.Args == nil {
			err = fmt.Errorf(`no "action" with "field" and "args"`)
			return nil
		}
		if rc.Action.Type != "invoke" {
			err = fmt.Errorf("unknown action type %q", rc.Action.Type)
		}
		return &Action{Instance: deref(rc.Action.Module), Field: *rc.Action.Field, Args: *rc.Action.Args}
	}
	switch c.Type {
	case CmdModule, CmdModuleDefinition:
		c.Name, c.File = deref(rc.Name), file()
	case CmdModuleInstance:
		c.Name, c.Module = deref(rc.Instance), deref(rc.Module)
	case CmdRegister:
		c.Name, c.As = deref(rc.Name), need("as", rc.As)
	case CmdAssertUninstantiable, CmdAssertUnlinkable, CmdAssertInvalid, CmdAssertMalformed:
		c.File, c.Text = file(), need("text", rc.Text)
	case CmdAction:
		c.Action = action()
	case CmdAssertTrap:
		c.Action, c.Text = action(), need("text", rc.Text)
	case CmdAssertReturn:
		c.Action = action()
		switch {
		case rc.Expected == nil:
			err = fmt.Errorf(`no "expected"`)
		case len(*rc.Expected) > 1:
			err = fmt.Errorf("%d expected values: a component function has one result at most", len(*rc.Expected))
		default:
			c.Expected = *rc.Expected
		}
	}
	return c, err
}

func deref(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// TextOnly reports whether the command is about a text that has no binary form.
func (c *Command) TextOnly() bool {
	switch c.Type {
	case CmdModule, CmdModuleDefinition, CmdAssertUninstantiable, CmdAssertUnlinkable, CmdAssertInvalid, CmdAssertMalformed:
		return c.File == ""
	}
	return false
}
