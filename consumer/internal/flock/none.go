//go:build !unix || solaris || aix

package flock

import "os"

// Exists says whether the system has flock. Where it has none the functions do nothing, and nobody is kept apart.
const Exists = false

// Try does nothing.
func Try(*os.File) error { return nil }

// Release does nothing.
func Release(*os.File) error { return nil }
