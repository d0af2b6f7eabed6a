//go:build !unix || solaris || aix

package offsets

// lock does nothing where there is no flock.
func lock(string) (unlock func() error, err error) { return func() error { return nil }, nil }
