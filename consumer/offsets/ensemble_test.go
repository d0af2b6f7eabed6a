package offsets

import (
	"maps"
	"path"
	"sync"

	"github.com/go-zookeeper/zk"
)

// ensemble is a ZooKeeper whose requests meet the fates of a script, and are answered when the script is over.
type ensemble struct {
	mu     sync.Mutex
	nodes  map[string]state
	script []fate
	// applied counts the writes of the store; foreign is set once somebody else wrote.
	applied int
	foreign bool
	delayed [][]any
	session int64
}

// apply applies a multi, all of it or nothing.
func (e *ensemble) apply(ops []any) error {
	next := maps.Clone(e.nodes)
	for _, op := range ops {
		switch op := op.(type) {
		case *zk.CreateRequest:
			if _, ok := next[op.Path]; ok {
				return zk.ErrNodeExists
			}
			if _, ok := next[path.Dir(op.Path)]; !ok {
				return zk.ErrNoNode
			}
			next[op.Path] = state{data: string(op.Data)}
		case *zk.CheckVersionRequest:
			if n, ok := next[op.Path]; !ok {
				return zk.ErrNoNode
			} else if n.version != op.Version {
				return zk.ErrBadVersion
			}
		case *zk.DeleteRequest:
			if _, ok := next[op.Path]; !ok {
				return zk.ErrNoNode
			}
			delete(next, op.Path)
		case *zk.SetDataRequest:
			n, ok := next[op.Path]
			if !ok {
				return zk.ErrNoNode
			}
			if op.Version != anyVersion && n.version != op.Version {
				return zk.ErrBadVersion
			}
			next[op.Path] = state{data: string(op.Data), version: n.version + 1}
		}
	}
	e.nodes = next
	e.applied++
	return nil
}

// Multi comes after the requests that were late, and thus after they were found not to be applied.
func (e *ensemble) Multi(ops ...any) ([]zk.MultiResponse, error) {
	f, err := e.multi(ops)
	if f == answered {
		return nil, err
	}
	return nil, f.failure()
}

func (e *ensemble) multi(ops []any) (fate, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, ops := range e.delayed {
		_ = e.apply(ops)
	}
	e.delayed = nil
	f := e.meet()
	switch f {
	case answered, unheard:
		return f, e.apply(ops)
	case late:
		e.delayed = append(e.delayed, ops)
	}
	return f, nil
}

func (e *ensemble) Sync(node string) (string, error) {
	e.mu.Lock()
	f := e.meet()
	e.mu.Unlock()
	if f != answered {
		return "", f.failure()
	}
	return node, nil
}

func (e *ensemble) Get(node string) ([]byte, *zk.Stat, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, ok := e.nodes[node]
	if !ok {
		return nil, nil, zk.ErrNoNode
	}
	return []byte(n.data), &zk.Stat{Version: n.version}, nil
}

// Children lists a node, always at once.
func (e *ensemble) Children(node string) ([]string, *zk.Stat, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, ok := e.nodes[node]; !ok {
		return nil, nil, zk.ErrNoNode
	}
	var names []string
	for other := range e.nodes {
		if path.Dir(other) == node {
			names = append(names, path.Base(other))
		}
	}
	return names, &zk.Stat{}, nil
}

// Create makes a node without data, always at once.
func (e *ensemble) Create(node string, _ []byte, _ int32, _ []zk.ACL) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, ok := e.nodes[node]; ok {
		return "", zk.ErrNodeExists
	}
	if _, ok := e.nodes[path.Dir(node)]; !ok && path.Dir(node) != "/" {
		return "", zk.ErrNoNode
	}
	e.nodes[node] = state{}
	return node, nil
}

func (e *ensemble) SessionID() int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.session
}

func (e *ensemble) AddAuth(string, []byte) error { return nil }

func (e *ensemble) Close() {}
