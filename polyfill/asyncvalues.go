//go:build !js

package polyfill

// ErrorContext is an error that guests and hosts hand on, with a message for people.
type ErrorContext struct{ Message string }

// Error gives the message.
func (e *ErrorContext) Error() string { return e.Message }
