package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A bar shows progress on a terminal, and nothing elsewhere.
type bar struct {
	out   io.Writer
	shown *progressbar.ProgressBar
}

func newBar(out io.Writer) *bar {
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return &bar{out: out}
	}
	return &bar{}
}

// begin starts anew, with that many steps to go.
func (b *bar) begin(steps int) {
	if b.out != nil {
		b.shown = progressbar.NewOptions(steps, progressbar.OptionSetWriter(b.out), progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(20), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false))
	}
}

// doing says what is under way.
func (b *bar) doing(what string) {
	if b.shown != nil {
		b.shown.Describe(what)
	}
}

// step says that one more step is done.
func (b *bar) step() {
	if b.shown != nil {
		b.shown.Add(1) // fails only where the terminal is gone
	}
}

// finish takes the bar off the screen.
func (b *bar) finish() {
	if b.shown != nil {
		b.shown.Clear()
		b.shown = nil
	}
}
