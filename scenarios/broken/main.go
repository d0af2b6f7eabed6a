// Broken is the direct consumer with one mistake, named by the first argument; the others are the direct consumer's
// own. Each mistake was made in earnest somewhere. The variant "correct" has none: what the mistakes are accused of
// must not be found in it. In the variant "poison" it is records that are wrong, and the consumer has to cope; in "panics"
// it is the user's code that panics, and in "decides" the user's code decides on losses.
package main

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// version is which build this is; -ldflags "-X main.version=v2" makes another.
var version = "v1"

// variants are the mistakes by name.
var variants = map[string]func(*consumer.Config){
	"correct":          func(*consumer.Config) {},
	"commit-first":     commitFirst,
	"zero-on-error":    zeroOnError,
	"swallowed-commit": swallowedCommit,
	"stale-retry":      staleRetry,
	"last-offset":      lastOffset,
	"one-too-far":      oneTooFar,
	"cached-commit":    cachedCommit,
	"stale-buffer":     staleBuffer,
	"reset-earliest":   resetEarliest,
	"reset-latest":     resetLatest,
	"never-backwards":  neverBackwards,
	"stale-epoch":      staleEpoch,
	"lost-answer":      lostAnswer,
	"overwriting":      overwriting,
	"torn-commit":      tornCommit,
	"parents-once":     parentsOnce,
	"short-fetch":      shortFetch,
	"untrimmed":        untrimmed,
	"read-uncommitted": readUncommitted,
	"recreate-blind":   recreateBlind,
	"growth-at-latest": growthAtLatest,
	"old-convention":   oldConvention,
	"narrow-offset":    narrowOffset,
	"no-sync":          noSync,
	"read-first":       readFirst,
	"poison":           poison,
	"panics":           panics,
	"decides":          decides,
}

func main() {
	variant := ""
	if len(os.Args) > 1 {
		variant = os.Args[1]
	}
	change, ok := variants[variant]
	if !ok {
		fmt.Fprintf(os.Stderr, "broken: unknown variant %q, want one of %v\n", variant, slices.Sorted(maps.Keys(variants)))
		os.Exit(2)
	}
	os.Exit(direct.Main(os.Args[2:], version, os.Stderr, change))
}

// first reports whether the ranges are the start of a group, which no variant gets wrong: they move no offset.
func first(ranges []consumer.Range) bool {
	return slices.ContainsFunc(ranges, func(r consumer.Range) bool { return r.From == consumer.None })
}

// inner is the store that a variant is made of, under a name that leaves the one of its method free.
type inner = consumer.Store
