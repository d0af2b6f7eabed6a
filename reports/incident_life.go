package reports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// difference is what of the arguments of an incarnation the first one of the story did not have.
func (t *teller) difference(id string) string {
	args, base := t.outcome.Args[id], t.outcome.Args[t.first()]
	whole, n := len(args), 0
	for n < len(args) && n < len(base) && args[n] == base[n] {
		n++
	}
	if n > 0 && n < len(args) && strings.HasPrefix(args[n-1], "-") && !strings.HasPrefix(args[n], "-") {
		n-- // a flag says what its value is
	}
	args, base = slices.Clone(args[n:]), base[min(n, len(base)):]
	for len(args) > 0 && len(base) > 0 && args[len(args)-1] == base[len(base)-1] {
		args, base = args[:len(args)-1], base[:len(base)-1]
	}
	if len(args) == whole {
		return "" // it is another program
	}
	for i, arg := range args {
		if arg == "" || strings.ContainsAny(arg, " \t\n") {
			args[i] = strconv.Quote(arg)
		}
	}
	return strings.Join(args, " ")
}

// first is the incarnation that the story begins with.
func (t *teller) first() string {
	for _, e := range t.h.Events {
		if who := t.h.Incarnation(e.Proc); e.Name == "proc.start" && who != nil && !slices.Contains(t.setting, who.Image) {
			return e.Proc
		}
	}
	return ""
}

// reasonMax bounds the reason of an exit, in bytes.
const reasonMax = 300

// reason is why an incarnation ended with an error: the last line that it wrote to standard error, unless that is what the
// one of the same process before it had written.
func (t *teller) reason(exit trace.Event) string {
	if exit.Int("code") == 0 {
		return ""
	}
	name, _, _ := strings.Cut(exit.Proc, "#")
	said := t.lastLine(exit)
	was := t.reasons[name]
	t.reasons[name] = said
	switch {
	case said == "":
		return ""
	case said == was:
		return ", for the same reason"
	case len(said) > reasonMax:
		said = strings.ToValidUTF8(said[:reasonMax], "") + "..."
	}
	return ": " + said
}

// lastLine is the last line that an incarnation had written to standard error before an event.
func (t *teller) lastLine(before trace.Event) string {
	for _, e := range slices.Backward(t.h.Events) {
		if e.Seq < before.Seq && e.Proc == before.Proc && e.Name == "proc.output" && e.Int("fd") == 2 {
			lines := strings.Split(strings.TrimSpace(e.Str("text")), "\n")
			return lines[len(lines)-1]
		}
	}
	return ""
}
