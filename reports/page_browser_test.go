package reports

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// chromium finds a browser: the one that ONCEOVER_CHROMIUM names, or one of the usual names.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("ONCEOVER_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Skip("no Chromium: neither ONCEOVER_CHROMIUM nor PATH names one")
	return ""
}

// browse opens a page and returns the document that its script has left, and what the console said.
func browse(t *testing.T, page []byte, fragment string) (document, console string) {
	t.Helper()
	return open(t, fragment, map[string][]byte{"report.html": page})
}

// open opens the file report.html of these.
func open(t *testing.T, fragment string, files map[string][]byte) (document, console string) {
	t.Helper()
	browser, dir := chromium(t), t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // a bound for a browser that hangs
	defer cancel()
	c := exec.CommandContext(ctx, browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--enable-logging=stderr", "--v=0", "--virtual-time-budget=60000", "--dump-dom", "--allow-file-access-from-files", "file://"+filepath.Join(dir, "report.html")+fragment)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	for line := range strings.Lines(said.String()) {
		if strings.Contains(line, "CONSOLE") {
			console += line
		}
	}
	return out.String(), console
}

// The page renders, each link that is clicked shows what it leads to, also what was folded away, diagrams zoom, events are told, and the theme changes; and the console stays
// empty, so that the policy of the page admits all that it has.
func TestPageInBrowser(t *testing.T) {
	document, console := browse(t, pageOf(t, examplePage(t)), "#check")
	if console != "" {
		t.Errorf("console: %s", console)
	}
	got := regexp.MustCompile(`data-(check|error)="[^"]*"`).FindAllString(document, -1)
	if strings.Join(got, " ") != `data-check="passed 1"` {
		t.Errorf("page checked itself: %q", got)
	}
	if n := strings.Count(document, `class="event `); n == 0 {
		t.Error("no event is drawn")
	}
}

// phone shows a page as wide as a phone is, which no window of the browser can be, and hands on what the page found.
const phone = `<!DOCTYPE html><iframe src="page.html#check" width="390" height="844"></iframe><script>
setInterval(() => {
  const root = document.querySelector("iframe").contentDocument?.documentElement;
  if (!root) return;
  for (const name of ["check", "error", "window"]) if (root.dataset[name]) document.documentElement.dataset[name] = root.dataset[name];
}, 50);
</script>`

// On a phone nothing is wider than the window but what scrolls in its own box, as the tables of the matrix do.
func TestPageOnPhone(t *testing.T) {
	page := examplePage(t)
	page.Matrix, page.Cells = exampleMatrix(), exampleCells()
	document, console := open(t, "", map[string][]byte{"report.html": []byte(phone), "page.html": pageOf(t, page)})
	if console != "" || !strings.Contains(document, `data-check="passed 1"`) || !strings.Contains(document, `data-window="390"`) {
		t.Errorf("console: %q; page checked itself: %q", console, regexp.MustCompile(`data-(check|error|window)="[^"]*"`).FindAllString(document, -1))
	}
}

// A script that fails is seen by this test.
func TestBrokenPageInBrowser(t *testing.T) {
	page := bytes.ReplaceAll(pageOf(t, examplePage(t)), []byte(`id="theme"`), []byte(`id="gone"`))
	document, console := browse(t, page, "#check")
	if !strings.Contains(console, "Uncaught") || !strings.Contains(document, "data-error=") {
		t.Errorf("console: %q, and no error in the document", console)
	}
}
