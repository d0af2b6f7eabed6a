package program

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// files are the files of a module, by slash-separated path.
type files map[string]string

// write puts the files into the directory, which it returns.
func (f files) write(t *testing.T, dir string) string {
	t.Helper()
	for name, content := range f {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// publish makes a module proxy in a directory that serves one version of one module, and returns the environment in which
// the go command takes modules from there, into a module cache of its own.
func (f files) publish(t *testing.T, module, version string) (env []string, modCache string) {
	t.Helper()
	proxy, modCache := t.TempDir(), t.TempDir()
	at := filepath.Join(proxy, filepath.FromSlash(module), "@v")
	files{
		"list":            version + "\n",
		version + ".mod":  f["go.mod"],
		version + ".info": `{"Version":"` + version + `"}`,
	}.write(t, at)
	out, err := os.Create(filepath.Join(at, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(out)
	for name, content := range f {
		w, err := archive.Create(module + "@" + version + "/" + name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	url := "file:///" + strings.TrimPrefix(filepath.ToSlash(proxy), "/")
	return []string{"GOPROXY=" + url, "GOSUMDB=off", "GOMODCACHE=" + modCache, "GOFLAGS=-mod=mod -modcacherw"}, modCache
}

func mustBuild(t *testing.T, b Builder, src Source) Program {
	t.Helper()
	p, err := b.Build(src)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
