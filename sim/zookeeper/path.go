package zookeeper

import "strings"

// parentOf is the part before the last slash; the parent of a child of the root is "", which names the root too.
func parentOf(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 0)] }

// baseOf is the part after the last slash.
func baseOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// hasParent is the first check of create and delete, which look at the parent before they look at the whole path.
func hasParent(path string) bool {
	return strings.IndexByte(path, '/') >= 0 && strings.IndexByte(path, 0) < 0
}

// isSpecial reports whether the node can never be deleted.
func isSpecial(path string) bool {
	return path == "/" || path == "/zookeeper" || path == "/zookeeper/quota" || path == "/zookeeper/config"
}

// validPath is ZooKeeper's rule for a whole path. The real server looks at UTF-16 units, which is why it refuses
// every character beyond the basic plane: its first half is a surrogate.
func validPath(path string) bool {
	if path == "" || path[0] != '/' {
		return false
	}
	if path == "/" {
		return true
	}
	for _, c := range path {
		if !validRune(c) {
			return false
		}
	}
	for rest := path[1:]; ; {
		name, tail, more := strings.Cut(rest, "/")
		if name == "" || name == "." || name == ".." {
			return false
		}
		if !more {
			return true
		}
		rest = tail
	}
}

func validRune(c rune) bool {
	switch {
	case c <= 0x1f, c >= 0x7f && c <= 0x9f, c >= 0xd800 && c <= 0xf8ff, c >= 0xfff0:
		return false
	}
	return true
}
