package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	for _, content := range []string{"long, the first time", "short"} {
		if err := writeFile(dir, "report.txt", []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "report.txt")); err != nil || string(got) != content {
			t.Errorf("file is %q (%v)", got, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "junit.xml"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(dir, "junit.xml", nil); err == nil || !strings.HasPrefix(err.Error(), "write junit.xml: ") {
		t.Errorf("writing over a directory gives %v", err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 2 {
		t.Errorf("left in the directory: %v (%v)", list, err)
	}
}
