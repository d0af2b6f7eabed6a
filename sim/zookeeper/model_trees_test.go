package zookeeper

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// sameTrees holds that members who have applied the same transactions have the same znodes.
func (w *crowd) sameTrees() {
	for i, m := range w.state.members {
		if n := m.tree.get("/a"); w.bug == "drift" && n != nil && i > 0 {
			n.stat.Version++
		}
		if w.bug == "" && w.looked[i] == m.tree.zxid {
			continue
		}
		w.looked[i] = m.tree.zxid
		var lines []string
		for path, n := range m.tree.nodes {
			lines = append(lines, fmt.Sprintf("%s %q %+v %d %v", path, n.data, n.statNow(), n.creates, n.children.list()))
		}
		for _, id := range slices.Sorted(maps.Keys(m.tree.sessions)) {
			lines = append(lines, fmt.Sprint("session ", id))
		}
		slices.Sort(lines)
		tree := strings.Join(lines, "\n")
		if was, ok := w.trees[m.tree.zxid]; ok && was != tree {
			w.violated("members agree", "at %#x:\n%s\nand\n%s", m.tree.zxid, was, tree)
		}
		w.trees[m.tree.zxid] = tree
	}
}

// leadingOr0 is the member whose tree has every transaction.
func (s *State) leadingOr0() *member {
	if s.leader < 0 {
		return s.members[s.best()]
	}
	return s.leading()
}
