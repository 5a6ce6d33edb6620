//go:build !js

package files

import (
	"errors"
	"io"
	"io/fs"
)

// Code is a case of wasi:filesystem's error-code, by its name in WIT. It is an error.
type Code string

func (c Code) Error() string { return string(c) }

// The cases that this package gives by itself; the others come from the operating system.
const (
	Access            Code = "access"
	BadDescriptor     Code = "bad-descriptor"
	CrossDevice       Code = "cross-device"
	Exist             Code = "exist"
	FileTooLarge      Code = "file-too-large"
	IllegalByteSeq    Code = "illegal-byte-sequence"
	Interrupted       Code = "interrupted"
	Invalid           Code = "invalid"
	IO                Code = "io"
	IsDirectory       Code = "is-directory"
	Loop              Code = "loop"
	NoEntry           Code = "no-entry"
	NotDirectory      Code = "not-directory"
	NotPermitted      Code = "not-permitted"
	Quota             Code = "quota"
	ReadOnly          Code = "read-only"
	Unsupported       Code = "unsupported"
	InsufficientSpace Code = "insufficient-space"
)

// CodeOf gives the case that an error stands for: io if nothing is known about it.
func CodeOf(err error) Code {
	var code Code
	switch {
	case errors.As(err, &code):
		return code
	case escapes(err):
		return NotPermitted
	}
	if code := errnoCode(err); code != "" {
		return code
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return NoEntry
	case errors.Is(err, fs.ErrExist):
		return Exist
	case errors.Is(err, fs.ErrPermission):
		return Access
	case errors.Is(err, fs.ErrInvalid):
		return Invalid
	case errors.Is(err, fs.ErrClosed):
		return BadDescriptor
	case errors.Is(err, errors.ErrUnsupported):
		return Unsupported
	case errors.Is(err, io.ErrShortWrite):
		return InsufficientSpace
	}
	return IO
}

// escapes tells the error of os.Root for a path that leads out of it, which has no name.
func escapes(err error) bool {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error() == escapeText
	}
	var link linkError
	return errors.As(err, &link) && link.Unwrap().Error() == escapeText
}

const escapeText = "path escapes from parent"

// linkError is an *os.LinkError, of which only the cause matters here.
type linkError interface {
	error
	Unwrap() error
}
