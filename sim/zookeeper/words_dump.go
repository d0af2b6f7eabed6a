package zookeeper

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

func (r *report) dump() {
	r.line("SessionTracker dump:")
	sessions := r.server.state.Sessions()
	if r.mode == "standalone" || r.mode == "leader" {
		var ends []expiry
		for _, x := range sessions {
			ends = append(ends, expiry{x.Expires.UnixNano(), hex(x.ID)})
		}
		r.line("Session ", sets(ends))
	} else {
		fmt.Fprintf(r, "Global Sessions(%d):\n", len(sessions))
		for _, x := range sessions {
			fmt.Fprintf(r, "%s\t%dms\n", hex(x.ID), x.Timeout.Milliseconds())
		}
	}
	r.line("ephemeral nodes dump:")
	r.ephemerals()
	r.line("Connections dump:")
	var ends []expiry
	for _, c := range r.connections() {
		session := hex(r.server.state.Session(c.id))
		ends = append(ends, expiry{r.silentUntil(c), "ip: /" + c.address + " sessionId: " + session})
	}
	r.line("Connections ", sets(ends))
}

// silentUntil is when the real server would give up a connection of which nothing more is heard.
func (r *report) silentUntil(c *conn) int64 {
	timeout := int64(r.server.state.Timeout(c.id))
	if timeout == 0 {
		timeout = silence
	}
	return nextInterval(c.heard+timeout, silence)
}

func (r *report) ephemerals() {
	owned := r.server.state.Ephemerals(r.member)
	fmt.Fprintf(r, "Sessions with Ephemerals (%d):\n", len(owned))
	for _, id := range slices.Sorted(maps.Keys(owned)) {
		r.line(hex(id), ":")
		for _, path := range owned[id] {
			r.line("\t", path)
		}
	}
}

// An expiry is something that ends if nothing more is heard of it.
type expiry struct {
	at   int64 // nanoseconds since 1970
	what string
}

// sets tells what ends when, the first ends first.
func sets(all []expiry) string {
	slices.SortStableFunc(all, func(a, b expiry) int { return cmp.Compare(a.at, b.at) })
	var text strings.Builder
	groups := 0
	for rest := all; len(rest) > 0; groups++ {
		n := 1
		for n < len(rest) && rest[n].at == rest[0].at {
			n++
		}
		fmt.Fprintf(&text, "\n%d expire at %s:", n, time.Unix(0, rest[0].at).UTC().Format("Mon Jan 02 15:04:05 MST 2006"))
		for _, e := range rest[:n] {
			text.WriteString("\n\t" + e.what)
		}
		rest = rest[n:]
	}
	return fmt.Sprintf("Sets (%d)/(%d):", groups, len(all)) + text.String()
}
