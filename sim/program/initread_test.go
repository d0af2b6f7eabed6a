package program

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/onceover/onceover/sim/machine"
)

// What package initialisation reads is found out by the program itself; machine asks it at boot. Not counted is what the
// runtime and the standard library read for themselves, and what the program reads once it runs.
func TestWhatPackageInitialisationReads(t *testing.T) {
	const head = "package main\n\nimport (\n\tcrypto \"crypto/rand\"\n\tv1 \"math/rand\"\n\tv2 \"math/rand/v2\"\n\t\"os\"\n\t\"time\"\n)\n" +
		"\nvar _, _, _, _, _ = crypto.Read, v1.Int, v2.Int, os.Getenv, time.Now\n\n"
	inInit := func(body string) string { return head + "func init() { " + body + " }\n\nfunc main() {}\n" }
	const everything = machine.ReadClock | machine.ReadRandomness | machine.ReadEnvironment
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	runtime, err := machine.NewRuntime(filepath.Join(cache, "onceover", "compiled"), machine.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.Close()
	b := Builder{CacheDir: t.TempDir()}
	for name, test := range map[string]struct {
		main string
		want int
	}{
		"nothing": {
			"package main\n\nimport (\n\t\"flag\"\n\t\"net/http\"\n)\n\nfunc main() { flag.Parse(); http.Get(\"\") }\n", 0,
		},
		"main, and a seeded generator": {
			head + "var _ = v1.New(v1.NewSource(1)).Int()\n\nfunc main() { os.Getenv(\"A\"); time.Now(); v1.Int() }\n", 0,
		},
		"clock":       {inInit("time.Now()"), machine.ReadClock},
		"randomness":  {inInit("v2.IntN(7)"), machine.ReadRandomness},
		"environment": {inInit("os.Getenv(\"A\")"), machine.ReadEnvironment},
		// crypto/rand sets a timer too.
		"crypto, pid":              {inInit("crypto.Read(make([]byte, 8)); os.Getpid()"), everything},
		"timer, random, variables": {inInit("time.NewTimer(1); v1.Int(); os.Environ()"), everything},
		"sleeping goroutine, host": {inInit("go time.Sleep(1); os.Hostname()"), machine.ReadClock | machine.ReadEnvironment},
	} {
		t.Run(name, func(t *testing.T) {
			dir := files{"go.mod": "module example.com/reads\n\ngo 1.24\n", "main.go": test.main}.write(t, t.TempDir())
			p := mustBuild(t, b, Source{Package: dir})
			wasm, err := os.ReadFile(p.Path)
			if err != nil {
				t.Fatal(err)
			}
			image, err := runtime.Compile(p.Name, p.ID, wasm)
			if err != nil {
				t.Fatal(err)
			}
			if got := image.InitRead(); got != test.want {
				t.Errorf("package initialisation read %03b, want %03b", got, test.want)
			}
		})
	}
}
