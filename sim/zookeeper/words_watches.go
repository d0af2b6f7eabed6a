package zookeeper

import (
	"fmt"
	"maps"
	"slices"
)

// The words about watches tell of those on data and existence only, as the real server's do.

func (r *report) wchs() {
	paths, byClient := r.server.state.DataWatches(r.member)
	total := 0
	for _, of := range byClient { //tidy:unordered a sum
		total += len(of)
	}
	fmt.Fprintf(r, "%d connections watching %d paths\nTotal watches:%d\n", len(byClient), len(paths), total)
}

func (r *report) wchp() {
	byPath, _ := r.server.state.DataWatches(r.member)
	for _, path := range slices.Sorted(maps.Keys(byPath)) {
		r.line(path)
		for _, id := range byPath[path] {
			r.line("\t", hex(r.server.state.Session(id)))
		}
	}
	r.line()
}

func (r *report) wchc() {
	_, byClient := r.server.state.DataWatches(r.member)
	for _, id := range slices.Sorted(maps.Keys(byClient)) {
		r.line(hex(r.server.state.Session(id)))
		for _, path := range byClient[id] {
			r.line("\t", path)
		}
	}
	r.line()
}
