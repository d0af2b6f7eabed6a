package disk

import "path"

// A ChangeKind is what was done to a file or to a name.
type ChangeKind uint8

// The kinds of changes. A file that is created empty, and a directory, are none.
const (
	Written ChangeKind = iota // Data is at Offset now
	Resized                   // the file ends at Offset now
	Renamed                   // what was at From is at Name now, in one step
	Removed                   // nothing is at Name any more
)

// A Change is what one operation of a process did, durable or not.
type Change struct {
	Kind   ChangeKind
	Name   string // of the file, from the root; of an open one as it was opened
	From   string
	Offset int64
	Data   []byte // not to be kept
}

func (f *Files) changed(c Change) {
	if f.Changed != nil {
		f.Changed(c)
	}
}

// path is a name from the root, of one relative to an open directory.
func (f *Files) path(dir uint32, name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(f.open[dir].name, name)
}
