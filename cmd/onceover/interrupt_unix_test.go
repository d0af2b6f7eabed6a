//go:build unix

package main

import (
	"syscall"
	"testing"
)

func TestInterrupt(t *testing.T) {
	ctx, stop := interruptible(t.Context())
	defer stop()
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	<-ctx.Done()
}
